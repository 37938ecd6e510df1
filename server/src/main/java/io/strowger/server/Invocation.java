package io.strowger.server;

import io.strowger.kernel.Setting;
import io.strowger.kernel.Settings;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One call of the command line.
 *
 * @param arguments after the command
 * @param environment the process's
 * @param out for results
 * @param err for troubles and logs
 */
record Invocation(List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err) {

    /**
     * Reads the server's settings from flags, environment and file, and starts logging as they say.
     *
     * @param operands how many arguments that are no flags the command takes, with their names for the message
     * @throws io.strowger.kernel.BadSettings with everything that is wrong
     */
    Read server(String... operands) {
        return server(false, operands);
    }

    /** As above; {@code lastMayMiss} lets the last operands be left out. */
    Read server(boolean lastMayMiss, String... operands) {
        Settings flags = Settings.read(ServerSettings.ALL, ServerSettings.RETIRED, arguments, environment, Map.of());
        Path none = Path.of("");
        Path path = flags.get(ServerSettings.CONFIG).orElse(none);
        SettingsFile file = path.equals(none) ? SettingsFile.NONE : SettingsFile.read(path);
        Settings settings =
                Settings.read(ServerSettings.ALL, ServerSettings.RETIRED, arguments, environment, file.given());
        file.troubles().forEach(trouble -> settings.trouble(trouble.place(), trouble.sentence()));
        List<String> given = settings.operands();
        List<String> extra = new ArrayList<>(given.subList(Math.min(given.size(), operands.length), given.size()));
        extra.forEach(operand -> settings.trouble("command line", "unexpected '" + operand + "'"));
        for (int i = given.size(); i < operands.length && !lastMayMiss; i++) {
            settings.trouble("command line", operands[i] + " is missing");
        }
        ServerConfig config = ServerConfig.of(settings, environment);
        LogLines.install(config.logging().level(), config.logging().format(), err);
        settings.warnings().forEach(warning -> err.println("warning: " + warning));
        return new Read(config, given);
    }

    /** Reads a command's own flags, which have neither variables nor file keys. */
    Settings flags(List<Setting<?>> declarations) {
        Settings settings = Settings.read(declarations, Map.of(), arguments, Map.of(), Map.of());
        settings.check();
        return settings;
    }

    /** What came of reading. */
    record Read(ServerConfig config, List<String> operands) {}
}
