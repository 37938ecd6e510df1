package io.strowger.server.rest;

import java.util.Optional;

/** Whether the platform takes calls now. Any thread may call it. */
@FunctionalInterface
public interface Readiness {
    /** Why it takes none, in a few words without secrets; empty when it does. */
    Optional<String> obstacle();
}
