package io.strowger.server.store;

import java.util.Optional;

/**
 * Who changes something, for the audit.
 *
 * @param name for people: a command with its file, or the credential
 * @param sid of the account or key that acts; empty for a command
 * @param source {@code api} or {@code command}
 * @param address where the request came from; empty for a command
 */
public record Actor(String name, Optional<String> sid, String source, Optional<String> address) {
    /** A command of the operator, or the start of the server. */
    public static Actor command(String name) {
        return new Actor(name, Optional.empty(), "command", Optional.empty());
    }

    /**
     * A request to the API.
     *
     * @param user the account's sid, or the key's
     * @param address where it came from, without a port; empty when that is not known
     */
    public static Actor api(String user, String address) {
        return new Actor(user.startsWith("SK") ? "API key" : "auth token", Optional.of(user), "api",
                Optional.of(address).filter(known -> !known.isEmpty()));
    }
}
