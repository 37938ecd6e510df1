package io.strowger.kernel;

import java.util.List;
import java.util.stream.Collectors;

/** The settings cannot be started with. Its message has one line per trouble; the process exits with 78. */
public final class BadSettings extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<Settings.Trouble> troubles;

    /** @param troubles at least one */
    public BadSettings(List<Settings.Trouble> troubles) {
        super(troubles.stream().map(Settings.Trouble::toString).collect(Collectors.joining("\n")));
        this.troubles = List.copyOf(troubles);
    }

    /** Each with its place. */
    public List<Settings.Trouble> troubles() {
        return troubles;
    }
}
