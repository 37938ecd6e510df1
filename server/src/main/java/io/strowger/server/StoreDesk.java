package io.strowger.server;

import io.strowger.call.port.CallRecord;
import io.strowger.call.port.CallTimelineRecord;
import io.strowger.call.port.Notification;
import io.strowger.call.port.RecordingRecord;
import io.strowger.call.port.TimelineEntry;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.World;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.server.store.Account;
import io.strowger.server.store.Backup;
import io.strowger.server.store.Directory;
import io.strowger.server.store.Importing;
import io.strowger.server.store.KeyRotation;
import io.strowger.server.store.Provisioning;
import io.strowger.server.store.Store;
import io.strowger.server.store.StoreFailure;
import io.strowger.server.store.StoredCalls;
import io.strowger.server.store.WorkStore;
import io.strowger.server.work.ExplanationResources;
import io.strowger.work.CourseReader;
import io.strowger.work.JournalFile;
import io.strowger.work.LeasePort;
import io.strowger.work.Workspaces;
import io.strowger.work.core.RoutingLimits;
import io.strowger.work.core.TaskExplanation;
import io.strowger.work.core.Workspace;
import io.strowger.work.whatif.Course;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Administers the store beside a running server, or alone when none runs: then the bundled database runs as long. */
final class StoreDesk implements Administration {
    private static final System.Logger LOG = System.getLogger(StoreDesk.class.getName());
    private static final int NEWEST = 50;

    private final World world;
    private final Store.Place place;
    private Optional<Store> opened = Optional.empty();

    StoreDesk(World world, Store.Place place) {
        this.world = world;
        this.place = place;
    }

    static Store.Place place(ServerConfig config) {
        return new Store.Place(config.storage().data(), config.storage().database(), config.policy().trust());
    }

    @Override
    public List<String> apply(Path file) {
        return spoken(() -> {
            store().directory().ensureMaster(Optional.empty(), Optional.empty());
            Provisioning.Result result = store().provisioning().apply(file, "apply");
            List<String> lines = new ArrayList<>(result.changes());
            result.created().forEach(account -> lines.add("the auth token of account " + account.sid()
                    + ", shown only now: " + account.authToken().value()));
            return lines.isEmpty() ? List.of("nothing to change") : lines;
        });
    }

    @Override
    public List<String> importFrom(Path file, String account, boolean apply) {
        return spoken(() -> {
            store().directory().ensureMaster(Optional.empty(), Optional.empty());
            Account owner = owner(account);
            Importing.Report report = new Importing(store().resources()).run(file, owner.sid(), apply);
            List<String> lines = new ArrayList<>(report.lines());
            lines.add(report.created() + " created, " + report.changed() + " changed, " + report.same()
                    + " the same, " + report.refused() + " refused"
                    + (apply ? "" : "; this was a rehearsal: nothing has changed, --apply does it"));
            return lines;
        });
    }

    @Override
    public Credentials credentials(String account) {
        return spoken(() -> {
            Account owner = owner(account);
            return new Credentials(owner.sid().value(), owner.authToken());
        });
    }

    /** The master account when the sid is empty. */
    private Account owner(String account) {
        Directory directory = store().directory();
        Optional<Account> owner = account.isEmpty() ? directory.master() : directory.inventory().accounts().stream()
                .filter(one -> one.sid().value().equals(account)).findFirst();
        return owner.orElseThrow(() -> new CommandFailure(ExitCode.FAILED, account.isEmpty()
                ? "there is no account yet" : "there is no account " + account));
    }

    @Override
    public List<String> calls() {
        return spoken(() -> store().calls().newest(NEWEST).stream().map(StoreDesk::line).toList());
    }

    @Override
    public List<String> show(String callSid) {
        return spoken(() -> {
            StoredCalls calls = store().calls();
            Optional<CallSid> sid = sid(callSid);
            Optional<AccountSid> account = sid.flatMap(calls::owner);
            if (account.isEmpty()) {
                throw new CommandFailure(ExitCode.FAILED, "there is no call " + callSid);
            }
            List<String> lines = new ArrayList<>(List.of(line(calls.call(account.get(), sid.get()).orElseThrow())));
            calls.timeline(account.get(), sid.get()).ifPresent(story -> lines.addAll(story(story)));
            calls.recordings(account.get(), sid.get()).forEach(one -> lines.add(line(one)));
            calls.notifications(account.get(), sid.get()).forEach(one -> lines.add(line(one)));
            return lines;
        });
    }

    @Override
    public List<String> explain(String taskSid) {
        return spoken(() -> {
            try (WorkStore work = store().work(new Metrics())) {
                LeasePort.Known known = work.workspaceOf(taskSid)
                        .orElseThrow(() -> new CommandFailure(ExitCode.FAILED, "there is no task " + taskSid));
                Workspace state = Workspaces.read(work, known.account(), known.workspace(), RoutingLimits.DEFAULT);
                return state.tasks().find(taskSid).map(task ->
                        ExplanationResources.lines(TaskExplanation.of(state, task))).orElseThrow(() ->
                        new CommandFailure(ExitCode.FAILED, "task " + taskSid + " is over and forgotten"));
            }
        });
    }

    @Override
    public void journal(String workspaceSid, Consumer<String> line) {
        spoken(() -> {
            try (WorkStore work = store().work(new Metrics())) {
                LeasePort.Known known = workspace(work, workspaceSid);
                line.accept(JournalFile.head(known.account(), known.workspace()));
                work.history().journal(known.workspace(), Instant.EPOCH,
                        snapshot -> snapshot.map(JournalFile::line).ifPresent(line), (version, first, body) -> {
                            line.accept(JournalFile.line(version, first, body));
                            return true;
                        });
            }
            return true;
        });
    }

    @Override
    public Course course(String workspaceSid, CourseReader.Asked asked) {
        return spoken(() -> {
            try (WorkStore work = store().work(new Metrics())) {
                LeasePort.Known known = workspace(work, workspaceSid);
                CourseReader reader = CourseReader.open(known.account(), known.workspace(),
                        ServerSettings.WIDEST, asked);
                work.history().journal(known.workspace(), asked.span().from(), reader::begin, reader::add);
                return reader.course();
            }
        });
    }

    private static LeasePort.Known workspace(WorkStore work, String sid) {
        CommandFailure unknown = new CommandFailure(ExitCode.FAILED, "there is no workspace " + sid);
        if (!sid.matches("WS[0-9a-f]{32}")) {
            throw unknown;
        }
        WorkspaceSid workspace = new WorkspaceSid(sid);
        return new LeasePort.Known(workspace, work.owner(workspace).orElseThrow(() -> unknown));
    }

    @Override
    public List<String> erase(String callSid) {
        return spoken(() -> {
            Optional<CallSid> sid = sid(callSid);
            Optional<AccountSid> account = sid.flatMap(store().calls()::owner);
            if (account.isEmpty()) {
                throw new CommandFailure(ExitCode.FAILED, "there is no call " + callSid);
            }
            return switch (store().erasure().erase(account.get(), sid.get(), "erase")) {
                case ERASED -> List.of("erased " + callSid + "; its detail record stays, with masked numbers");
                case UNKNOWN -> throw new CommandFailure(ExitCode.FAILED, "there is no call " + callSid);
                case RUNNING -> throw new CommandFailure(
                        ExitCode.FAILED, "call " + callSid + " is still running: end it first");
            };
        });
    }

    @Override
    public List<String> rotateKeys() {
        return spoken(() -> {
            KeyRotation.Report report = store().keyRotation().rotate("rotate-keys");
            return List.of(report.values() + " secrets are sealed with the new key " + report.newKey(),
                    "copy the key file again: older backups still need its older keys");
        });
    }

    @Override
    public void backup(Path file) {
        spoken(() -> store().backup().write(file, new Backup.Extent(true, false)));
        LOG.log(System.Logger.Level.INFO, "the backup " + file + " does not hold the key file "
                + store().data().keyFile() + ": keep a copy of it elsewhere, its secrets open only with it");
    }

    @Override
    public void restore(Path file) {
        spoken(() -> Store.restore(world, place, file));
    }

    @Override
    public void close() {
        opened.ifPresent(Store::close);
    }

    /** Opened at first use, as a restore wants an empty database. */
    private Store store() {
        if (opened.isEmpty()) {
            opened = Optional.of(Store.attach(world, place));
        }
        return opened.get();
    }

    private static <T> T spoken(Supplier<T> deed) {
        try {
            return deed.get();
        } catch (StoreFailure failure) {
            LOG.log(System.Logger.Level.DEBUG, "the store failed", failure);
            throw new CommandFailure(ExitCode.UNAVAILABLE, failure.getMessage());
        }
    }

    private static Optional<CallSid> sid(String text) {
        try {
            return Optional.of(new CallSid(text));
        } catch (IllegalArgumentException notOne) {
            return Optional.empty();
        }
    }

    private static String line(CallRecord call) {
        return "%s  %s  %-11s  %-13s  %s -> %s  %d s".formatted(
                call.sid(), call.created().truncatedTo(ChronoUnit.SECONDS), call.status().wire(),
                call.direction().wire(), call.from(), call.to(), call.duration().toSeconds());
    }

    /** Time since the start, kind, the leg where it is not the call's own, text. */
    private static List<String> story(CallTimelineRecord story) {
        List<String> lines = new ArrayList<>();
        for (TimelineEntry entry : story.entries()) {
            boolean own = entry.leg().isEmpty() || entry.leg().equals(story.call().value());
            lines.add("%9.3f  %-7s  %s%s".formatted(entry.sinceStart().toNanos() / 1e9,
                    entry.kind().name().toLowerCase(Locale.ROOT), own ? "" : "[" + entry.leg() + "] ", entry.text()));
        }
        if (story.dropped() > 0) {
            lines.add("(" + story.dropped() + " more lines were left out: the timeline's limit)");
        }
        return lines;
    }

    private static String line(RecordingRecord recording) {
        return "recording  %s  %s  %.1f s  %d bytes".formatted(
                recording.sid(), recording.status(), recording.length().toMillis() / 1e3, recording.bytes());
    }

    private static String line(Notification one) {
        return "%s %d  %s%s".formatted(one.code().severity().name().toLowerCase(Locale.ROOT), one.code().number(),
                one.message(), one.url().isEmpty() ? "" : "  " + one.method() + " " + one.url());
    }
}
