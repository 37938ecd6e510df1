package io.strowger.server.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.strowger.call.port.CallRecord;
import io.strowger.call.port.RecordingRecord;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.RecordingSid;
import io.strowger.server.api.ByteRange.Asked;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What is behind authentication: the compatible resources of {@code /2010-04-01} that are built, and our own timeline.
 * An account sees its own; anything else is 404 in the same words as what never existed. Any thread may call it.
 */
final class Resources {
    /** Filters of the call list; until they are built they are refused, as ignoring one would answer wrongly. */
    private static final List<String> CALL_FILTERS = List.of("To", "From", "ParentCallSid", "Status", "StartTime",
            "StartTime<", "StartTime>", "EndTime", "EndTime<", "EndTime>");
    private static final int MAX_ROWS = 1_000_000;

    private final Authenticator authenticator;
    private final CallReader reader;
    private final Supplier<String> publicUrl;

    /**
     * @param publicUrl how others reach the server; asked at each request, as the port may be known late
     */
    Resources(Authenticator authenticator, CallReader reader, Supplier<String> publicUrl) {
        this.authenticator = authenticator;
        this.reader = reader;
        this.publicUrl = publicUrl;
    }

    /** Answers a request under {@code /2010-04-01} or {@code /strowger}. */
    ApiReply answer(ApiRequest request) {
        AccountSid account = authenticated(request);
        List<String> path = request.segments();
        if (path.getFirst().equals("strowger")) {
            return own(request, account, path);
        }
        if (path.size() < 3 || !path.get(1).equals("Accounts")) {
            throw ApiFailure.notFound(request);
        }
        if (path.size() == 3) {
            throw ApiFailure.notBuilt(404, operation(request, path));
        }
        if (!path.get(2).equals(account.value())) {
            throw ApiFailure.notFound(request);
        }
        return compatible(request, account, path);
    }

    /** RFC 7617; the realm and the code are those that SDKs know (rest-api section 1.2). */
    private AccountSid authenticated(ApiRequest request) {
        return request.header("Authorization").flatMap(Resources::credentials)
                .flatMap(pair -> authenticator.authenticate(pair.name(), pair.value()))
                .orElseThrow(() -> new ApiFailure(401, ErrorCode.UNAUTHORIZED, "Authenticate",
                        List.of(new Header("WWW-Authenticate", "Basic realm=\"Twilio API\""))));
    }

    private static Optional<Header> credentials(String authorization) {
        if (!authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            return Optional.empty();
        }
        try {
            byte[] raw = Base64.getDecoder().decode(authorization.substring(6).strip());
            String pair = new String(raw, StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : Optional.of(new Header(pair.substring(0, colon), pair.substring(colon + 1)));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private ApiReply own(ApiRequest request, AccountSid account, List<String> path) {
        boolean timeline = path.size() == 5 && path.get(1).equals("v1") && path.get(2).equals("Calls")
                && path.get(4).equals("Timeline") && request.reads();
        if (!timeline) {
            throw ApiFailure.notFound(request);
        }
        return Shapes.sid(path.get(3), CallSid::new)
                .flatMap(call -> reader.timeline(account, call))
                .map(found -> new ApiReply.Json(Shapes.timeline(found)))
                .orElseThrow(() -> ApiFailure.notFound(request));
    }

    private ApiReply compatible(ApiRequest request, AccountSid account, List<String> path) {
        String resource = path.get(3);
        if (request.reads() && path.size() == 4 && (resource.equals("Calls") || resource.equals("Calls.json"))) {
            return calls(request, account);
        }
        if (request.reads() && path.size() == 5 && resource.equals("Calls")) {
            return Shapes.sid(withoutJson(path.get(4)), CallSid::new)
                    .flatMap(call -> reader.call(account, call))
                    .map(found -> new ApiReply.Json(Shapes.call(found)))
                    .orElseThrow(() -> ApiFailure.notFound(request));
        }
        if (request.reads() && path.size() == 5 && resource.equals("Recordings")) {
            return recording(request, account, path.get(4));
        }
        throw ApiFailure.notBuilt(404, operation(request, path));
    }

    private ApiReply calls(ApiRequest request, AccountSid account) {
        for (String filter : CALL_FILTERS) {
            if (request.parameter(filter).isPresent()) {
                throw ApiFailure.notBuilt(404, "Filtering calls by " + filter);
            }
        }
        int size = request.number("PageSize", 50, 1, 1000);
        int page = request.number("Page", 0, 0, MAX_ROWS / size);
        request.parameter("PageToken");
        List<CallRecord> rows = reader.calls(account, page * size, size + 1);
        boolean more = rows.size() > size;
        List<ObjectNode> shown = rows.stream().limit(size).map(Shapes::call).toList();
        String uri = Shapes.accountUri(account) + "/Calls.json";
        return new ApiReply.Json(Shapes.page("calls", shown, uri, page, size, more));
    }

    private ApiReply recording(ApiRequest request, AccountSid account, String name) {
        int dot = name.indexOf('.');
        String kind = dot < 0 ? "wav" : name.substring(dot + 1);
        RecordingRecord found = Shapes.sid(dot < 0 ? name : name.substring(0, dot), RecordingSid::new)
                .flatMap(sid -> reader.recording(account, sid))
                .orElseThrow(() -> ApiFailure.notFound(request));
        return switch (kind) {
            case "json" -> new ApiReply.Json(Shapes.recording(found, publicUrl.get()));
            case "wav" -> audio(request, account, found);
            case "mp3" -> throw ApiFailure.notBuilt(406, "Recordings as MP3 (ask for .wav)");
            default -> throw ApiFailure.notFound(request);
        };
    }

    /** The finished WAV, whole or in part (RFC 9110 paragraph 14). */
    private ApiReply audio(ApiRequest request, AccountSid account, RecordingRecord recording) {
        Optional<Path> file = recording.status().equals("completed")
                ? reader.audio(account, recording.sid()) : Optional.empty();
        long length = file.map(Resources::size).orElse(-1L);
        if (length < 0) {
            throw ApiFailure.notFound(request);
        }
        String tag = "\"" + recording.sid() + "-" + length + "\"";
        List<Header> headers = new ArrayList<>(List.of(new Header("Accept-Ranges", "bytes"), new Header("ETag", tag),
                new Header("Cache-Control", "private, max-age=3600")));
        if (request.parameter("Download").filter("true"::equals).isPresent()) {
            headers.add(new Header("Content-Disposition", "attachment; filename=\"" + recording.sid() + ".wav\""));
        }
        boolean changed = request.header("If-Range").filter(known -> !known.equals(tag)).isPresent();
        return switch (ByteRange.of(changed ? Optional.empty() : request.header("Range"), length)) {
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

    private static String withoutJson(String name) {
        return name.endsWith(".json") ? name.substring(0, name.length() - 5) : name;
    }

    /** The operation's name with sids left out, for instance {@code POST /2010-04-01/Accounts/{Sid}/Calls.json}. */
    private static String operation(ApiRequest request, List<String> path) {
        List<String> named = path.stream().map(part -> part.replaceAll("[A-Z]{2}[0-9a-f]{32}", "{Sid}")).toList();
        return request.method() + " /" + String.join("/", named);
    }
}
