package io.strowger.server.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What the launcher of the bundled server asks of the operating system: users, programs, processes. Linux only. */
final class Machine {
    private Machine() {}

    /**
     * An unprivileged user.
     *
     * @param name for messages
     */
    record User(String name, int uid, int gid) {}

    /** True when this process runs as root. */
    static boolean isRoot() {
        return uidOf(Path.of("/proc/self")) == 0;
    }

    static int uidOf(Path path) {
        return attribute(path, "unix:uid");
    }

    private static int attribute(Path path, String name) {
        try {
            return (Integer) Files.getAttribute(path, name);
        } catch (IOException trouble) {
            throw new StoreFailure("the owner of " + path + " cannot be read: " + trouble, trouble);
        }
    }

    /**
     * Who the server runs as when we are root: the owner of the existing data; else the user {@code strowger}, made if
     * need be; else {@code nobody}, as in a container whose user list cannot be written.
     */
    static User serverUser(Path existingData) {
        if (Files.exists(existingData) && uidOf(existingData) != 0) {
            int uid = uidOf(existingData);
            return new User("#" + uid, uid, attribute(existingData, "unix:gid"));
        }
        return user("strowger")
                .or(() -> {
                    run(List.of("useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent",
                            "--shell", "/usr/sbin/nologin", "strowger"));
                    return user("strowger");
                })
                .or(() -> user("nobody"))
                .orElseThrow(() -> new StoreFailure("PostgreSQL does not run as root, and there is no user 'strowger'"
                        + " or 'nobody' to run it as: make one with useradd --system strowger"));
    }

    private static Optional<User> user(String name) {
        Result uid = run(List.of("id", "-u", name));
        Result gid = run(List.of("id", "-g", name));
        return uid.status() == 0 && gid.status() == 0
                ? Optional.of(new User(name, Integer.parseInt(uid.output()), Integer.parseInt(gid.output())))
                : Optional.empty();
    }

    /** True when a program of this name is on the path. */
    static boolean has(String program) {
        return List.of(System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":")).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** What a short command did; status 127 when it could not be started. */
    record Result(int status, String output) {}

    static Result run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).directory(Path.of("/").toFile())
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new Result(124, output);
            }
            return new Result(process.exitValue(), output);
        } catch (IOException absent) {
            return new Result(127, absent.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("nobody interrupts a starting server", interrupted);
        }
    }

    /** Live processes whose working directory is this folder: the server and its children, whoever started them. */
    static List<Long> processesIn(Path folder) {
        return ProcessHandle.allProcesses().map(ProcessHandle::pid).filter(pid -> worksIn(pid, folder)).toList();
    }

    private static boolean worksIn(long pid, Path folder) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + pid + "/cwd")).equals(folder);
        } catch (IOException goneOrForeign) {
            return false;
        }
    }

    /** Sends a signal; a process that is gone is no trouble. */
    static void signal(String name, long pid) {
        run(List.of("sh", "-c", "kill -" + name + " " + pid));
    }
}
