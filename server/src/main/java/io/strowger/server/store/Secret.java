package io.strowger.server.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A word that must not be printed. Equality is by value and takes the same time wherever the words differ. */
public final class Secret {
    private final String clear;

    /** @param clear the word itself */
    public Secret(String clear) {
        this.clear = clear;
    }

    /** The word, for the one place that needs it. */
    public String clear() {
        return clear;
    }

    /** True when the offered word is this one; takes as long for a near miss as for a far one. */
    public boolean matches(String offered) {
        return MessageDigest.isEqual(
                clear.getBytes(StandardCharsets.UTF_8), offered.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && matches(that.clear);
    }

    @Override
    public int hashCode() {
        return clear.hashCode();
    }

    @Override
    public String toString() {
        return "Secret[...]";
    }
}
