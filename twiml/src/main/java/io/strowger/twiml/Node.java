package io.strowger.twiml;

/** Content of an {@link Element}. */
public sealed interface Node permits Element, Node.Text {
    /** Text between elements, as written and never empty. */
    record Text(String value) implements Node {}
}
