package io.strowger.twiml;
/** x. */
public record Document() {}
