package io.strowger.call.port;

/**
 * Names one leg of a call, for signalling and media alike. The call room chooses it.
 *
 * @param value unique within this instance's lifetime; the call's sid, as a call has one leg
 */
public record LegId(String value) {
    @Override
    public String toString() {
        return value;
    }
}
