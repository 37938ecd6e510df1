package io.strowger.server;

import io.strowger.kernel.World;
import java.nio.file.Path;
import java.util.List;

/** What an operator does to the data of an instance, whether it is running or not. One thread. */
public interface Administration extends AutoCloseable {
    /** Opens the store that the configuration names. */
    static Administration open(World world, ServerConfig config) {
        throw new CommandFailure(ExitCode.UNAVAILABLE, "this build has no store yet: its rooms are not wired");
    }

    /** Applies a declarative file; the lines say what changed. */
    List<String> apply(Path file);

    /** The latest calls, one line each, newest first. */
    List<String> calls();

    /** One call's story, line by line. */
    List<String> show(String callSid);

    /** Writes everything stored to a new file. */
    void backup(Path file);

    /** Fills an empty store from a backup. */
    void restore(Path file);

    @Override
    void close();
}
