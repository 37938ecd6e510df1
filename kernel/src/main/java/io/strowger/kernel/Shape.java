package io.strowger.kernel;

/**
 * What a {@link Setting} accepts: parses, prints and describes its values. Any thread may call it.
 *
 * @param <T> the parsed value
 */
public interface Shape<T> {
    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException whose message ends the sentence "'text' ...", without the text itself
     */
    T parse(String text);

    /** The text that parses to this value; empty for "not set". */
    String print(T value);

    /** What is accepted, for the reference page: {@code HOST:PORT}, {@code 1 to 65535}. */
    String accepts();

    /** True when the setting may be given several times, which adds up. */
    default boolean repeatable() {
        return false;
    }

    /** True when the flag may stand without a value, meaning {@code true}. */
    default boolean bare() {
        return false;
    }

    /** True when neither a page nor a message may show the value. */
    default boolean secret() {
        return false;
    }
}
