package io.strowger.sim;

import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.FetchTrouble;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an application server answers.
 *
 * @param status the HTTP status
 * @param headers in order
 * @param after how long the server takes
 * @param trouble no answer comes, but this
 */
public record WebAnswer(
        int status, List<Header> headers, byte[] body, Duration after, Optional<FetchTrouble> trouble) {
    /** A document: 200, text/xml. */
    public static WebAnswer twiml(String document) {
        return of(200, "text/xml", document);
    }

    /** Any answer with a body; an empty type sends no Content-Type. */
    public static WebAnswer of(int status, String contentType, String body) {
        List<Header> headers = contentType.isEmpty() ? List.of() : List.of(new Header("Content-Type", contentType));
        return new WebAnswer(
                status, headers, body.getBytes(StandardCharsets.UTF_8), Duration.ZERO, Optional.empty());
    }

    /** An answer with this status and a short text. */
    public static WebAnswer status(int status) {
        return of(status, "text/plain", "status " + status);
    }

    /** 204 as a status callback's receiver should answer. */
    public static WebAnswer nothing() {
        return of(204, "", "");
    }

    /** A redirect to this address. */
    public static WebAnswer redirect(int status, String location) {
        return of(status, "", "").with("Location", location);
    }

    /** No answer. A time-out takes as long as the request allows, everything else comes at once. */
    public static WebAnswer trouble(FetchTrouble trouble) {
        return new WebAnswer(0, List.of(), new byte[0], Duration.ZERO, Optional.of(trouble));
    }

    /** The same, this much later. */
    public WebAnswer after(Duration delay) {
        return new WebAnswer(status, headers, body, delay, trouble);
    }

    /** The same with one more header. */
    public WebAnswer with(String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new WebAnswer(status, List.copyOf(more), body, after, trouble);
    }
}
