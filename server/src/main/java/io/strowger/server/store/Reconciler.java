package io.strowger.server.store;

import io.strowger.call.port.CallRecord;
import io.strowger.call.port.CallStatus;
import io.strowger.call.port.RecordingRecord;
import io.strowger.call.port.StatusDelivery;
import io.strowger.call.port.Termination;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Failure;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.NotificationSid;
import io.strowger.kernel.World;
import io.strowger.media.audio.WavWriter;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Puts right at start what the last run left open (rulings part 2, "Crash and deploy"): calls get their final status, a
 * detail record, a notification and their final status callback; recordings are repaired and closed; callbacks that
 * were not delivered are handed back. Runs once, before the first call, on one strand; running it again finds nothing.
 */
public final class Reconciler {
    private static final System.Logger LOG = System.getLogger(Reconciler.class.getName());
    private static final DateTimeFormatter RFC_2822 =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss +0000", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final int RATE = 8000;
    private static final String OPEN_CALLS = "select * from calls where not final"
            + " and sid not in (select call_sid from outbound_calls) order by sid for update";

    private final World world;
    private final Database database;
    private final Path recordings;
    private final Duration retention;

    /** What was found and done. */
    public record Report(int calls, int recordings, List<StatusDelivery> pending) {}

    /** @param retention how long the notifications written here are kept */
    public Reconciler(World world, Database database, Path recordings, Duration retention) {
        this.world = world;
        this.database = database;
        this.recordings = recordings;
        this.retention = retention;
    }

    /** Does all of it. The pending deliveries go to the deliverer, which must not queue them again. */
    public Report run() {
        int closed = closeRecordings();
        int ended = database.transaction(this::endCalls);
        List<StatusDelivery> pending = pending();
        if (ended > 0 || closed > 0 || !pending.isEmpty()) {
            LOG.log(System.Logger.Level.INFO, "the last run left " + ended + " calls, " + closed + " recordings and "
                    + pending.size() + " status callbacks open");
        }
        return new Report(ended, closed, pending);
    }

    /** Status callbacks not yet delivered, those of one call in their order. */
    public List<StatusDelivery> pending() {
        return database.read(connection -> new Sql(connection).list(
                "select id, call_sid, account_sid, sequence, url, method, parameters from outbox"
                        + " order by queued_at, call_sid, sequence",
                row -> new StatusDelivery(
                        row.getString(1), new CallSid(row.getString(2)), new AccountSid(row.getString(3)),
                        row.getInt(4), new WebTarget(row.getString(5), row.getString(6)),
                        Json.headers(row.getString(7)))));
    }

    private int endCalls(Connection connection) throws SQLException {
        Sql sql = new Sql(connection);
        Instant now = world.timeline().now();
        Instant alive = sql.first("select value from settings where name = 'alive_at'",
                row -> Instant.parse(row.getString(1))).orElse(now);
        List<CallRecord> open = sql.list(OPEN_CALLS, StoredCalls::call);
        for (CallRecord call : open) {
            end(sql, call, endOf(call, alive, now), now);
        }
        return open.size();
    }

    /** The last sign of life: a call is not billed for the time the platform was down. Never before it began. */
    private static Instant endOf(CallRecord call, Instant alive, Instant now) {
        Instant latest = call.answered().orElse(call.created());
        Instant end = alive.isAfter(latest) ? alive : latest;
        return end.isAfter(now) ? now : end;
    }

    private void end(Sql sql, CallRecord call, Instant end, Instant now) throws SQLException {
        CallStatus status = call.answered().isPresent() ? CallStatus.COMPLETED : CallStatus.FAILED;
        Duration length = call.answered().map(from -> Duration.between(from, end))
                .filter(one -> !one.isNegative()).orElse(Duration.ZERO);
        String sid = call.sid().value();
        sql.run("update calls set status = ?, final = true, ended_at = ?, duration_us = ? where sid = ?",
                status.wire(), end, length.toNanos() / 1000, sid);
        sql.run("insert into call_details (call_sid, account_sid, parent_sid, direction, from_address, to_address,"
                + " began_at, answered_at, ended_at, billable_seconds, trunk, prefix, sip_status, termination, status)"
                + " select sid, account_sid, parent_sid, direction, from_address, to_address, created_at, answered_at,"
                + " ended_at, ?, '', '', ?, ?, status from calls where sid = ? on conflict (call_sid) do nothing",
                seconds(length), call.answered().isPresent() ? 200 : 0, Termination.PLATFORM.name(), sid);
        sql.run("delete from checkpoints where call_sid = ?", sid);
        notify(sql, call, now);
        if (call.finalCallback().isPresent()) {
            queue(sql, call, call.finalCallback().get(), finalFields(call, status, length, now), now);
        }
    }

    private void notify(Sql sql, CallRecord call, Instant now) throws SQLException {
        ErrorCode code = ErrorCode.PLATFORM_STOPPED;
        sql.run("insert into notifications (sid, account_sid, call_sid, code, severity, message, url, method,"
                + " request_variables, response_headers, response_body, at, expires_at)"
                + " values (?, ?, ?, ?, ?, ?, '', '', '', '', '', ?, ?)",
                NotificationSid.mint(world).value(), call.account().value(), call.sid().value(), code.number(),
                code.severity().name(), code.meaning(), now, now.plus(retention));
    }

    private void queue(Sql sql, CallRecord call, WebTarget target, List<Header> fields, Instant now)
            throws SQLException {
        sql.run("insert into outbox (id, account_sid, call_sid, sequence, url, method, parameters, queued_at)"
                + " values (?, ?, ?, (select coalesce(max(sequence) + 1, 0) from outbox where call_sid = ?), ?, ?,"
                + " ?::jsonb, ?)",
                world.entropy().hex(16), call.account().value(), call.sid().value(), call.sid().value(), target.url(),
                target.method(), Json.headers(fields).toString(), now);
    }

    /**
     * The parameters that the final callback would have carried (voice-twiml section 8), from those stored with the
     * last state: the number among them is the next one.
     */
    private static List<Header> finalFields(CallRecord call, CallStatus status, Duration length, Instant now) {
        List<Header> stored = decoded(call.finalParameters());
        List<Header> fields = new ArrayList<>();
        for (Header field : stored) {
            switch (field.name()) {
                case "CallStatus" -> fields.add(new Header("CallStatus", status.wire()));
                case "Timestamp" -> fields.add(new Header("Timestamp", RFC_2822.format(now)));
                case "CallDuration", "Duration" -> { }
                default -> fields.add(field);
            }
        }
        fields.add(new Header("CallDuration", Long.toString(seconds(length))));
        if (status == CallStatus.COMPLETED) {
            fields.add(new Header("Duration", Long.toString((seconds(length) + 59) / 60)));
        }
        return fields;
    }

    private static long seconds(Duration length) {
        return (length.toMillis() + 999) / 1000;
    }

    private static List<Header> decoded(String form) {
        List<Header> fields = new ArrayList<>();
        for (String pair : form.isEmpty() ? new String[0] : form.split("&")) {
            String[] halves = pair.split("=", 2);
            fields.add(new Header(URLDecoder.decode(halves[0], StandardCharsets.UTF_8),
                    halves.length == 2 ? URLDecoder.decode(halves[1], StandardCharsets.UTF_8) : ""));
        }
        return fields;
    }

    private int closeRecordings() {
        List<RecordingRecord> open = database.read(connection -> new Sql(connection).list(
                "select * from recordings where status = 'in-progress' or status = 'paused'", StoredCalls::recording));
        for (RecordingRecord recording : open) {
            Closed closed = close(recording);
            database.change(connection -> new Sql(connection).run(
                    "update recordings set status = ?, duration_us = ?, bytes = ? where sid = ?", closed.status(),
                    closed.length().toNanos() / 1000, closed.bytes(), recording.sid().value()));
        }
        return open.size();
    }

    private record Closed(String status, Duration length, long bytes) {}

    /** Sound that reached the disk is kept; a file without any is removed, as media does itself. */
    private Closed close(RecordingRecord recording) {
        Path file = StoredCalls.file(recordings, recording.account().value(), recording.sid().value());
        try {
            if (!Files.exists(file)) {
                return new Closed("absent", Duration.ZERO, 0);
            }
            long samples = WavWriter.repair(file);
            if (samples == 0) {
                Files.delete(file);
                return new Closed("absent", Duration.ZERO, 0);
            }
            return new Closed("completed", Duration.ofNanos(samples * 1_000_000_000L / RATE), Files.size(file));
        } catch (IOException | Failure broken) {
            LOG.log(System.Logger.Level.ERROR, "the recording " + recording.sid() + " cannot be repaired", broken);
            return new Closed("failed", Duration.ZERO, 0);
        }
    }
}
