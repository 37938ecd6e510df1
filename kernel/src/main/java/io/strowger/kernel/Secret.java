package io.strowger.kernel;

/**
 * A value that no log line, message or page shows.
 *
 * @param value in clear
 */
public record Secret(String value) {
    @Override
    public String toString() {
        return "(secret)";
    }
}
