package io.strowger.work.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.work.JournalCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Decisions do not depend on the process that makes them (issue 4, must show 3): hash codes of objects (here of another
 * make) and the order of the library's immutable sets differ between runs of the machine, and must not show.
 */
class OtherProcessTest {
    private static final long SEED = 77;
    private static final int EVENTS = 5_000;

    /** What the other process does: the same work anew, then the journal that it is given. */
    static final class Other {
        private Other() {}

        public static void main(String[] arguments) throws IOException {
            Result anew = work();
            System.out.println(anew.digest);
            System.out.println(anew.journal.equals(Files.readString(Path.of(arguments[0]))));
            System.out.println(replayed(Files.readString(Path.of(arguments[0]))));
        }
    }

    private record Result(String digest, String journal) {}

    private static Result work() {
        long[] minted = {0};
        Ids ids = prefix -> prefix + "%032x".formatted(++minted[0]);
        Workspace workspace = Scene.empty(RoutingLimits.DEFAULT);
        Router router = Router.open(workspace, ids, List.of());
        Traffic traffic = new Traffic(SEED, ids);
        List<Recorded> journal = new ArrayList<>();
        Instant now = Scene.BEGIN;
        journal.addAll(router.handle(new Command.CreateWorkspace("Busy", Command.Template.NONE, true, TaskOrder.FIFO,
                Optional.empty(), Optional.empty()), now).events());
        for (Command command : traffic.setUp(workspace)) {
            journal.addAll(router.handle(command, now).events());
        }
        while (journal.size() < EVENTS) {
            now = now.plusMillis(traffic.pause());
            journal.addAll(router.handle(traffic.next(workspace, now), now).events());
        }
        return new Result(workspace.digest(), JournalCodec.write(journal));
    }

    private static String replayed(String journal) {
        Workspace workspace = Scene.empty(RoutingLimits.DEFAULT);
        Router router = Router.open(workspace, prefix -> {
            throw new IllegalStateException("a replay mints nothing");
        }, List.of());
        JournalCodec.read(JournalCodec.VERSION, 1, journal).forEach(router::apply);
        return workspace.digest();
    }

    @Test
    void anotherProcessDecidesTheSameAndReadsTheJournalToTheSameDigest(@TempDir Path folder) throws Exception {
        Result here = work();
        Path journal = Files.writeString(folder.resolve("journal.json"), here.journal);
        Path room = Path.of("").toAbsolutePath();
        String classes = String.join(":", room.resolve("target/classes").toString(),
                room.resolve("target/test-classes").toString(), room.resolve("../kernel/target/classes").toString());
        Process other = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", "-XX:+UnlockExperimentalVMOptions", "-XX:hashCode=3", "-cp", classes,
                Other.class.getName(), journal.toString())
                .redirectErrorStream(true).start();
        String said = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, other.waitFor(), said);
        assertEquals(here.digest + "\ntrue\n" + here.digest, said.strip());
        assertTrue(here.digest.length() >= 32, here.digest);
    }
}
