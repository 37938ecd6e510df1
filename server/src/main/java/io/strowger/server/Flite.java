package io.strowger.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The English speech engine of the machine: there, installed now, or asked for. */
final class Flite {
    private Flite() {}

    /**
     * Makes sure that it is there: as root on Debian by installing its package, which is said.
     *
     * @throws CommandFailure saying exactly what to install
     */
    static void require(Invocation invocation) {
        if (find("flite", invocation.environment()).isPresent()) {
            return;
        }
        boolean root = "root".equals(System.getProperty("user.name"));
        Optional<Path> aptGet = find("apt-get", invocation.environment());
        if (root && aptGet.isPresent()) {
            invocation.out().println("installing the speech engine: apt-get install flite");
            invocation.out().flush();
            boolean done = apt(aptGet.get(), "update", "-qq") && apt(aptGet.get(), "install", "-y", "-qq", "flite");
            if (done && find("flite", invocation.environment()).isPresent()) {
                return;
            }
            throw new CommandFailure(ExitCode.UNAVAILABLE, "apt-get could not install flite; install it by hand");
        }
        throw new CommandFailure(ExitCode.UNAVAILABLE, "the speech engine flite is not installed. Install it: "
                + "apt-get install flite (Debian, Ubuntu), dnf install flite (Fedora); then run this again");
    }

    static Optional<Path> find(String program, Map<String, String> environment) {
        return Stream.of(environment.getOrDefault("PATH", "").split(":"))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static boolean apt(Path aptGet, String... arguments) {
        List<String> command = Stream.concat(Stream.of(aptGet.toString()), Stream.of(arguments)).toList();
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
        try {
            return builder.start().onExit().join().exitValue() == 0;
        } catch (IOException broken) {
            throw new UncheckedIOException("apt-get cannot be started", broken);
        }
    }
}
