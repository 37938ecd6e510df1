package io.strowger.server.store;

/** SIP URIs of ways that take every number. */
final class NumberUri {
    private NumberUri() {}

    /** The URI with the number as its user part, with a plus; unchanged when it has a user part of its own. */
    static String of(String uri, String number) {
        return uri.contains("@") ? uri
                : "sip:+" + PhoneNumber.digits(number) + "@" + uri.substring(uri.indexOf(':') + 1);
    }
}
