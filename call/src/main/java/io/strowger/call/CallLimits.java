package io.strowger.call;

import java.time.Duration;

/**
 * Bounds on what an application can make one call do.
 *
 * @param documentBytes longest document
 * @param verbsPerDocument verbs and nouns in one document
 * @param documentsPerCall documents fetched in one call, the guard against redirect loops
 * @param callLength longest call from answer to end
 * @param timelineEntries lines of a call's story kept
 */
public record CallLimits(
        int documentBytes, int verbsPerDocument, int documentsPerCall, Duration callLength, int timelineEntries) {
    /** 64 KiB, 1,000 verbs, 1,000 documents, 4 hours, 2,000 lines. */
    public static final CallLimits DEFAULT = new CallLimits(64 * 1024, 1000, 1000, Duration.ofHours(4), 2000);
}
