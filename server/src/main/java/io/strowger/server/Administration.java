package io.strowger.server;

import io.strowger.kernel.Secret;
import io.strowger.kernel.World;
import io.strowger.work.CourseReader;
import io.strowger.work.whatif.Course;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** What an operator does to the data of an instance, whether it is running or not. One thread. */
public interface Administration extends AutoCloseable {
    /** A desk for the store that the configuration names; the store is opened at first use. */
    static Administration open(World world, ServerConfig config) {
        return new StoreDesk(world, StoreDesk.place(config));
    }

    /** Applies a declarative file; the lines say what changed. */
    List<String> apply(Path file);

    /**
     * Takes in what was exported from the original, or only tells what that would do.
     *
     * @param account sid of the account that gets it; empty for the master account
     */
    List<String> importFrom(Path file, String account, boolean apply);

    /** What an account shows to the API; its token is a secret. */
    record Credentials(String user, Secret token) {}

    /**
     * An account's credentials, for commands that ask the running server.
     *
     * @param account its sid; empty for the master account
     */
    Credentials credentials(String account);

    /** The latest calls, one line each, newest first. */
    List<String> calls();

    /** One call's story, line by line. */
    List<String> show(String callSid);

    /** Why a task is where it is, line by line. */
    List<String> explain(String taskSid);

    /** A workspace's journal, line by line ({@link io.strowger.work.JournalFile}). */
    void journal(String workspaceSid, Consumer<String> line);

    /** A stretch of a workspace's journal, to be run again. */
    Course course(String workspaceSid, CourseReader.Asked asked);

    /** Removes a call, the calls it dialled and their recordings; the lines say what became of it. */
    List<String> erase(String callSid);

    /** Seals every stored secret with a new key; the lines say with which. */
    List<String> rotateKeys();

    /** Writes everything stored to a new file. */
    void backup(Path file);

    /** Fills an empty store from a backup. */
    void restore(Path file);

    @Override
    void close();
}
