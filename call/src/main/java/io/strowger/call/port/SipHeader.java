package io.strowger.call.port;

/** One SIP header field that applications may see or set. */
public record SipHeader(String name, String value) {}
