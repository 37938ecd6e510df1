package io.strowger.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings of one start: flags before environment before file before defaults. Reading never throws: what is wrong
 * is collected, each with its place, so that all of it can be reported together by {@link #check}. One thread.
 */
public final class Settings {
    private final Map<String, Setting<?>> declared = new LinkedHashMap<>();
    private final Map<String, String> retired;
    private final Map<String, Given> given = new HashMap<>();
    private final Map<String, Object> values = new HashMap<>();
    private final List<String> operands = new ArrayList<>();
    private final List<Trouble> troubles = new ArrayList<>();
    private final List<Trouble> warnings = new ArrayList<>();

    private Settings(List<Setting<?>> declarations, Map<String, String> retired) {
        this.retired = retired;
        for (Setting<?> setting : declarations) {
            if (declared.put(setting.key(), setting) != null) {
                throw new IllegalStateException("setting " + setting.key() + " is declared twice");
            }
        }
    }

    /**
     * Reads all sources.
     *
     * @param declarations every setting that exists
     * @param retired keys that no longer exist, each with what to do instead
     * @param arguments the command line after the command
     * @param environment the process's environment
     * @param file the file's keys with their values and places
     */
    public static Settings read(List<Setting<?>> declarations, Map<String, String> retired, List<String> arguments,
            Map<String, String> environment, Map<String, Given> file) {
        Settings settings = new Settings(declarations, retired);
        settings.readFile(file);
        settings.readEnvironment(environment);
        settings.readArguments(arguments);
        settings.declared.values().forEach(settings::parse);
        return settings;
    }

    /** The value; the default when it was not given, or given badly. */
    @SuppressWarnings("unchecked")
    public <T> T get(Setting<T> setting) {
        if (!declared.containsKey(setting.key())) {
            throw new IllegalStateException("setting " + setting.key() + " is not declared here");
        }
        return (T) values.get(setting.key());
    }

    /** Where the value comes from: {@code --http}, {@code STROWGER_HTTP}, {@code strowger.yaml:3}, {@code default}. */
    public String place(Setting<?> setting) {
        Given from = given.get(setting.key());
        return from == null ? "default" : from.place();
    }

    /** True when the operator gave it anywhere. */
    public boolean isGiven(Setting<?> setting) {
        return given.containsKey(setting.key());
    }

    /** What on the command line is neither a flag nor a flag's value. */
    public List<String> operands() {
        return List.copyOf(operands);
    }

    /** Adds a trouble found by whoever knows what the values mean together. */
    public void trouble(String place, String sentence) {
        troubles.add(new Trouble(place, sentence));
    }

    /** What is wrong so far, in the order found. */
    public List<Trouble> troubles() {
        return List.copyOf(troubles);
    }

    /** What looks odd but stops nothing. */
    public List<Trouble> warnings() {
        return List.copyOf(warnings);
    }

    /** Throws when anything is wrong. */
    public void check() {
        if (!troubles.isEmpty()) {
            throw new BadSettings(troubles);
        }
    }

    private void readFile(Map<String, Given> file) {
        file.forEach((key, value) -> {
            if (known(key, value.place(), "setting '" + key + "'")) {
                given.put(key, value);
            }
        });
    }

    /**
     * An unknown variable is a warning, not a trouble: orchestrators put variables of their own making beside ours (a
     * service called strowger yields STROWGER_PORT and five more).
     */
    private void readEnvironment(Map<String, String> environment) {
        Map<String, String> keys = new HashMap<>();
        declared.values().forEach(setting -> keys.put(setting.environment(), setting.key()));
        environment.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(entry -> {
            String name = entry.getKey();
            if (keys.containsKey(name)) {
                given.put(keys.get(name), new Given(entry.getValue(), name));
            } else if (name.startsWith("STROWGER_") && !name.startsWith("STROWGER_LAUNCHER_")) {
                warnings.add(new Trouble(name, "no setting has this name; it is ignored"));
            }
        });
    }

    private void readArguments(List<String> arguments) {
        Map<String, Given> flags = new HashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (!argument.startsWith("--")) {
                operands.add(argument);
                continue;
            }
            int equals = argument.indexOf('=');
            String flag = equals < 0 ? argument : argument.substring(0, equals);
            if (!known(flag.substring(2), flag, "flag")) {
                boolean hasValue = equals < 0 && i + 1 < arguments.size() && !arguments.get(i + 1).startsWith("-");
                i += hasValue ? 1 : 0;
                continue;
            }
            Setting<?> setting = declared.get(flag.substring(2));
            if (equals >= 0) {
                take(flags, setting, argument.substring(equals + 1));
            } else if (setting.shape().bare()) {
                take(flags, setting, "true");
            } else if (i + 1 < arguments.size() && !arguments.get(i + 1).startsWith("--")) {
                take(flags, setting, arguments.get(++i));
            } else {
                trouble(flag, "needs a value: " + setting.shape().accepts());
            }
        }
        given.putAll(flags);
    }

    private void take(Map<String, Given> flags, Setting<?> setting, String value) {
        Given before = flags.get(setting.key());
        if (before == null) {
            flags.put(setting.key(), new Given(value, setting.flag()));
        } else if (setting.shape().repeatable()) {
            flags.put(setting.key(), new Given(before.text() + "," + value, setting.flag()));
        } else {
            trouble(setting.flag(), "is given twice");
        }
    }

    private boolean known(String key, String place, String what) {
        if (declared.containsKey(key)) {
            return true;
        }
        if (retired.containsKey(key)) {
            trouble(place, what + " no longer exists: " + retired.get(key));
            return false;
        }
        trouble(place, "unknown " + what + nearest(key));
        return false;
    }

    private String nearest(String key) {
        String best = "";
        int distance = 3;
        for (String candidate : declared.keySet()) {
            int d = distance(key, candidate);
            if (d < distance) {
                distance = d;
                best = candidate;
            }
        }
        return best.isEmpty() ? "" : "; did you mean '" + best + "'?";
    }

    private <T> void parse(Setting<T> setting) {
        values.put(setting.key(), setting.standard());
        Given from = given.get(setting.key());
        if (from == null) {
            return;
        }
        try {
            values.put(setting.key(), setting.shape().parse(from.text()));
        } catch (IllegalArgumentException bad) {
            String shown = setting.shape().secret() ? "the value" : "'" + from.text() + "'";
            trouble(from.place(), setting.key() + ": " + shown + " " + bad.getMessage());
        }
    }

    /** Levenshtein's distance: the fewest letters to add, drop or change. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }

    /**
     * A value as written.
     *
     * @param text before parsing; several values of a list joined by commas
     * @param place where it stands: {@code strowger.yaml:3}
     */
    public record Given(String text, String place) {}

    /**
     * Something wrong with the settings.
     *
     * @param place where
     * @param sentence what, and what would be right
     */
    public record Trouble(String place, String sentence) {
        @Override
        public String toString() {
            return place + ": " + sentence;
        }
    }
}
