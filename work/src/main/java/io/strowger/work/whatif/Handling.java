package io.strowger.work.whatif;

/**
 * What a task cost its worker.
 *
 * @param talkMillis from acceptance until wrapping, or until the end when there was no wrapping
 * @param wrapMillis from wrapping until the end; -1: there was none
 */
record Handling(long talkMillis, long wrapMillis) {
    static final long NO_WRAP = -1;

    long totalMillis() {
        return talkMillis + Math.max(0, wrapMillis);
    }
}
