package io.strowger.kernel;

import java.util.Locale;

/**
 * One thing an operator can set, in one declaration: its name, default, accepted values and meaning. Its three names
 * follow from the key: {@code retention-days} is that key in the file, {@code STROWGER_RETENTION_DAYS} in the
 * environment and {@code --retention-days} on the command line.
 *
 * @param key lower-case words joined by hyphens
 * @param shape what it accepts
 * @param standard the default
 * @param prose one or two sentences for the reference page
 * @param <T> the parsed value
 */
public record Setting<T>(String key, Shape<T> shape, T standard, String prose) {
    /** The environment variable. */
    public String environment() {
        return "STROWGER_" + key.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** The flag. */
    public String flag() {
        return "--" + key;
    }
}
