package io.strowger.server.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.strowger.call.port.CallParticulars;
import io.strowger.call.port.CallRecord;
import io.strowger.call.port.CallStatus;
import io.strowger.call.port.CallTimelineRecord;
import io.strowger.call.port.Direction;
import io.strowger.call.port.Notification;
import io.strowger.call.port.RecordingRecord;
import io.strowger.call.port.TimelineEntry;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ApplicationSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.NotificationSid;
import io.strowger.kernel.PhoneNumberSid;
import io.strowger.kernel.RecordingSid;
import io.strowger.server.api.CallFilter;
import io.strowger.server.api.CallReader;
import io.strowger.server.api.RecordingFilter;
import io.strowger.server.rest.PageRequest;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what calls wrote. Every query has the account in its WHERE: what belongs to another account is empty, like what
 * never existed. {@link #newest} and {@link #owner} are the operator's and know no account. Any thread may call it; it
 * blocks on the database.
 */
public final class StoredCalls implements CallReader {
    private static final String CALL = "select sid, account_sid, parent_sid, from_address, to_address, direction,"
            + " status, created_at, answered_at, ended_at, duration_us, application_sid, callback_url, callback_method,"
            + " callback_parameters, started_at, queue_us, phone_number_sid, forwarded_from, caller_name, trunk"
            + " from calls ";
    private static final String RECORDING = "select sid, call_sid, account_sid, status, source, channels, track,"
            + " started_at, duration_us, bytes from recordings ";

    private static final String NOTIFICATION = "select sid, call_sid, code, message, url, method, request_variables,"
            + " response_headers, response_body, at from notifications ";

    private final Database database;
    private final Path recordings;

    /** @param recordings where recordings lie: {@link DataDirectory#recordings} */
    public StoredCalls(Database database, Path recordings) {
        this.database = database;
        this.recordings = recordings;
    }

    @Override
    public Optional<CallRecord> call(AccountSid account, CallSid call) {
        return database.read(connection -> new Sql(connection).first(
                CALL + "where account_sid = ? and sid = ?", StoredCalls::call, account.value(), call.value()));
    }

    /** By keys: as quick on the last page as on the first. */
    @Override
    public List<CallRecord> calls(AccountSid account, CallFilter filter, PageRequest page) {
        Conditions where = new Conditions("CA", account.value())
                .equal("to_address", filter.to()).equal("from_address", filter.from())
                .equal("parent_sid", filter.parent().map(CallSid::value))
                .any("status", filter.statuses().stream().map(CallStatus::wire).sorted().toList())
                .within("started_at", filter.started()).within("ended_at", filter.ended()).page(page);
        return database.read(connection -> new Sql(connection).list(
                CALL + where.sql(), StoredCalls::call, where.values()));
    }

    @Override
    public List<RecordingRecord> recordings(AccountSid account, RecordingFilter filter, PageRequest page) {
        Conditions where = new Conditions("RE", account.value())
                .equal("call_sid", filter.call().map(CallSid::value)).within("started_at", filter.created());
        if (!filter.deleted()) {
            where.also("status <> 'deleted'");
        }
        where.page(page);
        return database.read(connection -> new Sql(connection).list(
                RECORDING + where.sql(), StoredCalls::recording, where.values()));
    }

    @Override
    public Optional<CallTimelineRecord> timeline(AccountSid account, CallSid call) {
        return database.read(connection -> new Sql(connection).first(
                "select entries, dropped from timelines where account_sid = ? and call_sid = ?",
                row -> new CallTimelineRecord(call, account, entries(row.getString(1)), row.getInt(2)),
                account.value(), call.value()));
    }

    /** A call's errors and warnings, oldest first. */
    public List<Notification> notifications(AccountSid account, CallSid call) {
        return database.read(connection -> new Sql(connection).list(
                NOTIFICATION + "where account_sid = ? and call_sid = ? order by sid",
                row -> notification(row, account), account.value(), call.value()));
    }

    @Override
    public Optional<RecordingRecord> recording(AccountSid account, RecordingSid recording) {
        return database.read(connection -> new Sql(connection).first(
                RECORDING + "where account_sid = ? and sid = ?", StoredCalls::recording, account.value(),
                recording.value()));
    }

    /** A call's recordings, oldest first. */
    public List<RecordingRecord> recordings(AccountSid account, CallSid call) {
        return database.read(connection -> new Sql(connection).list(
                RECORDING + "where account_sid = ? and call_sid = ? order by sid", StoredCalls::recording,
                account.value(), call.value()));
    }

    @Override
    public Optional<Path> audio(AccountSid account, RecordingSid recording) {
        return recording(account, recording).map(found -> file(recordings, account.value(), recording.value()));
    }

    /** Where the media room writes a recording. */
    static Path file(Path recordings, String account, String recording) {
        return recordings.resolve(account).resolve(recording + ".wav");
    }

    /** For the operator: the newest calls of all accounts. */
    public List<CallRecord> newest(int limit) {
        return database.read(connection -> new Sql(connection).list(
                CALL + "order by sid desc limit ?", StoredCalls::call, limit));
    }

    /** For the operator: whose call it is. */
    public Optional<AccountSid> owner(CallSid call) {
        return database.read(connection -> new Sql(connection).first(
                "select account_sid from calls where sid = ?", row -> new AccountSid(row.getString(1)), call.value()));
    }

    static CallRecord call(ResultSet row) throws SQLException {
        Optional<String> callback = Optional.ofNullable(row.getString("callback_url"));
        String method = row.getString("callback_method");
        return new CallRecord(
                new CallSid(row.getString("sid")), new AccountSid(row.getString("account_sid")),
                Optional.ofNullable(row.getString("parent_sid")).map(CallSid::new), row.getString("from_address"),
                row.getString("to_address"), direction(row.getString("direction")),
                CallStatus.of(row.getString("status")), instant(row.getTimestamp("created_at")),
                Sql.instant(row, "answered_at"), Sql.instant(row, "ended_at"), micros(row.getLong("duration_us")),
                Optional.ofNullable(row.getString("application_sid")).map(ApplicationSid::new),
                callback.map(url -> new WebTarget(url, method)), row.getString("callback_parameters"),
                particulars(row));
    }

    private static CallParticulars particulars(ResultSet row) throws SQLException {
        return new CallParticulars(Sql.instant(row, "started_at"), micros(row.getLong("queue_us")),
                Optional.ofNullable(row.getString("phone_number_sid")).map(PhoneNumberSid::new),
                row.getString("forwarded_from"), row.getString("caller_name"), row.getString("trunk"));
    }

    static RecordingRecord recording(ResultSet row) throws SQLException {
        return new RecordingRecord(
                new RecordingSid(row.getString("sid")), new CallSid(row.getString("call_sid")),
                new AccountSid(row.getString("account_sid")), row.getString("status"), row.getString("source"),
                row.getInt("channels"), row.getString("track"), instant(row.getTimestamp("started_at")),
                micros(row.getLong("duration_us")), row.getLong("bytes"));
    }

    private static Notification notification(ResultSet row, AccountSid account) throws SQLException {
        return new Notification(
                new NotificationSid(row.getString("sid")), account,
                Optional.ofNullable(row.getString("call_sid")).map(CallSid::new), code(row.getInt("code")),
                row.getString("message"), row.getString("url"), row.getString("method"),
                row.getString("request_variables"), row.getString("response_headers"), row.getString("response_body"),
                instant(row.getTimestamp("at")));
    }

    /** A code that a later version dropped reads as the internal error; the sentence beside it still tells. */
    private static ErrorCode code(int number) {
        return Arrays.stream(ErrorCode.values()).filter(code -> code.number() == number).findFirst()
                .orElse(ErrorCode.INTERNAL);
    }

    private static Direction direction(String wire) {
        return Arrays.stream(Direction.values()).filter(one -> one.wire().equals(wire)).findFirst()
                .orElseThrow(() -> new StoreFailure("the calls table holds an unknown direction '" + wire + "'"));
    }

    private static List<TimelineEntry> entries(String json) {
        List<TimelineEntry> entries = new ArrayList<>();
        for (JsonNode node : Json.parse(json)) {
            Map<String, String> data = new LinkedHashMap<>();
            node.path("data").properties().forEach(field -> data.put(field.getKey(), field.getValue().asText()));
            entries.add(new TimelineEntry(
                    Instant.parse(node.path("at").asText()), micros(node.path("since_start_us").asLong()),
                    TimelineEntry.Kind.valueOf(node.path("kind").asText().toUpperCase(Locale.ROOT)),
                    node.path("leg").asText(), node.path("text").asText(), data));
        }
        return entries;
    }

    private static Instant instant(Timestamp at) {
        return at.toInstant();
    }

    private static Duration micros(long micros) {
        return Duration.of(micros, ChronoUnit.MICROS);
    }
}
