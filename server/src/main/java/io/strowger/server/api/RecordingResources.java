package io.strowger.server.api;

import io.strowger.server.rest.Slice;
import io.strowger.server.rest.PageRequest;
import io.strowger.server.rest.DateFilter;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.AccountSid;
import io.strowger.call.port.RecordingRecord;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.RecordingSid;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.rest.ApiReply;
import io.strowger.server.rest.ByteRange;
import io.strowger.server.rest.ByteRange.Asked;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.Param;
import io.strowger.server.rest.Representation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Recordings and their sound: {@code ~/Recordings}. */
public final class RecordingResources {
    private static final Param<Boolean> DOWNLOAD = Param.bool("Download");
    private static final Param<Boolean> INCLUDE_SOFT_DELETED = Param.bool("IncludeSoftDeleted");
    private static final Param<CallSid> CALL = Param.sid("CallSid", "CA", CallSid::new);
    private static final Param<String> CONFERENCE = Param.text("ConferenceSid", 34);
    private static final DateFilter DATE_CREATED = DateFilter.of("DateCreated");

    /** {@code account.recording} (rest-api section 5.1). */
    static final Representation<RecordingRecord> RECORDING = Representation.<RecordingRecord>v2010("Recording")
            .sid("sid", RecordingRecord::sid)
            .sid("account_sid", RecordingRecord::account)
            .constant("api_version", Wire.VERSION)
            .sid("call_sid", RecordingRecord::call)
            .nothing("conference_sid")
            .date("date_created", RecordingRecord::started)
            .date("date_updated", recording -> recording.started().plus(recording.length()))
            .date("start_time", RecordingRecord::started)
            .textOr("duration", RecordingResources::duration)
            .nothing("price")
            .constant("price_unit", "USD")
            .text("status", RecordingRecord::status)
            .integer("channels", recording -> (long) recording.channels())
            .text("source", RecordingRecord::source)
            .nothing("error_code")
            .uri(RecordingResources::uri)
            .nothing("encryption_details")
            .subresources(recording -> Map.of("add_on_results", uri(recording) + "/AddOnResults",
                    "transcriptions", uri(recording) + "/Transcriptions"))
            .absolute("media_url", RecordingResources::uri);

    private final CallReader reader;

    /** Reads by {@code reader}. */
    public RecordingResources(CallReader reader) {
        this.reader = reader;
    }

    /** What there is to ask. */
    public List<Operation> operations() {
        return List.of(
                Operation.list("ListRecording", "~/Recordings", "recordings", RECORDING, this::list)
                        .with(CALL, CONFERENCE, INCLUDE_SOFT_DELETED).with(DATE_CREATED),
                Operation.fetch("FetchRecording", "~/Recordings/{Sid}", RECORDING, this::fetch).or(this::media)
                        .with(DOWNLOAD, INCLUDE_SOFT_DELETED)
                        .summary("With .json the metadata; with .wav or nothing the sound, whole or by Range."));
    }

    private Optional<RecordingRecord> fetch(ApiCall call) {
        boolean all = call.get(INCLUDE_SOFT_DELETED).orElse(false);
        return reader.recording(call.account(), call.sid("Sid", RecordingSid::new))
                .filter(found -> all || !found.status().equals("deleted"));
    }

    private Slice<RecordingRecord> list(ApiCall call) {
        PageRequest page = call.page();
        if (call.get(CONFERENCE).isPresent()) {
            return page.cut(List.of(), recording -> ""); // no recording is a conference's yet
        }
        RecordingFilter filter = new RecordingFilter(call.get(CALL), call.dates(DATE_CREATED),
                call.get(INCLUDE_SOFT_DELETED).orElse(false));
        return page.slice(reader.recordings(call.account(), filter, page), recording -> recording.sid().value());
    }

    /** Seconds of sound; nothing while it grows. */
    static Optional<String> duration(RecordingRecord recording) {
        boolean open = recording.status().equals("in-progress") || recording.status().equals("paused");
        return open ? Optional.empty() : Optional.of(Wire.startedSeconds(recording.length()));
    }

    /** @throws ApiFailure 409 when the recording is not over */
    static boolean deleted(CallDesk desk, AccountSid account, RecordingSid sid) {
        desk.durable();
        if (!desk.delete(account, sid)) {
            throw new ApiFailure(409, ErrorCode.CALL_RUNNING, "The recording is not over: stop it before deleting it.");
        }
        return true;
    }

    /** Removing one, which needs more than reading. */
    public List<Operation> removal(CallDesk desk) {
        return List.of(Operation.delete("DeleteRecording", "~/Recordings/{Sid}", call -> {
            RecordingSid sid = call.sid("Sid", RecordingSid::new);
            return reader.recording(call.account(), sid).filter(found -> !found.status().equals("deleted")).isPresent()
                    && deleted(desk, call.account(), sid);
        }).summary("Removes the sound; the metadata can be read with IncludeSoftDeleted for 40 days."));
    }

    /** The sound, when the path does not end in {@code .json}. */
    private Optional<ApiReply> media(ApiCall call) {
        if (call.json()) {
            return Optional.empty();
        }
        String name = call.path("Sid");
        int dot = name.indexOf('.');
        String kind = dot < 0 ? "wav" : name.substring(dot + 1);
        RecordingRecord found = sid(dot < 0 ? name : name.substring(0, dot))
                .flatMap(sid -> reader.recording(call.account(), sid)).orElseThrow(call::notFound);
        return Optional.of(switch (kind) {
            case "wav" -> audio(call, found);
            case "mp3" -> throw ApiFailure.notBuilt(406, "Recordings as MP3", "ask for .wav");
            default -> throw call.notFound();
        });
    }

    private static Optional<RecordingSid> sid(String text) {
        try {
            return Optional.of(new RecordingSid(text));
        } catch (IllegalArgumentException notASid) {
            return Optional.empty();
        }
    }

    /** The finished WAV, whole or in part (RFC 9110 paragraph 14). */
    private ApiReply audio(ApiCall call, RecordingRecord recording) {
        Optional<Path> file = recording.status().equals("completed")
                ? reader.audio(call.account(), recording.sid()) : Optional.empty();
        long length = file.map(RecordingResources::size).orElse(-1L);
        if (length < 0) {
            throw call.notFound();
        }
        String tag = "\"" + recording.sid() + "-" + length + "\"";
        List<Header> headers = new ArrayList<>(List.of(new Header("Accept-Ranges", "bytes"), new Header("ETag", tag),
                new Header("Cache-Control", "private, max-age=3600")));
        if (call.get(DOWNLOAD).orElse(false)) {
            headers.add(new Header("Content-Disposition", "attachment; filename=\"" + recording.sid() + ".wav\""));
        }
        boolean changed = call.header("If-Range").filter(known -> !known.equals(tag)).isPresent();
        return switch (ByteRange.of(changed ? Optional.empty() : call.header("Range"), length)) {
            case Asked.Everything() -> new ApiReply.Bytes(200, "audio/x-wav", file.orElseThrow(), 0, length, headers);
            case Asked.Part(ByteRange part) -> {
                headers.add(new Header("Content-Range", "bytes " + part.from() + "-" + part.to() + "/" + length));
                yield new ApiReply.Bytes(206, "audio/x-wav", file.orElseThrow(), part.from(),
                        part.to() - part.from() + 1, headers);
            }
            case Asked.Unsatisfiable() -> throw new ApiFailure(416, ErrorCode.PARAMETER_INVALID,
                    "The recording has no such range", List.of(new Header("Content-Range", "bytes */" + length)));
        };
    }

    /** The file's length; -1 when the row has outlived it. */
    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException gone) {
            return -1;
        }
    }

    private static String uri(RecordingRecord recording) {
        return Wire.account(recording.account()) + "/Recordings/" + recording.sid();
    }
}
