package io.strowger.work.core;

import java.time.Instant;

/**
 * An event with its place in the workspace's journal.
 *
 * @param sequence 1 for the first event of a workspace, without gaps
 * @param at when, in whole milliseconds; never before its predecessor's
 * @param event what happened
 */
public record Recorded(long sequence, Instant at, Event event) {
}
