package io.strowger.sim;

import io.strowger.kernel.Deadline;
import io.strowger.kernel.FetchAnswer;
import io.strowger.kernel.FetchPort;
import io.strowger.kernel.FetchRequest;
import io.strowger.kernel.FetchTrouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The customers' servers. An address is scheme, host, port and path; a host none of whose addresses is known does not
 * resolve, an unknown path of a known host answers 404. Time-outs and size limits are those of the request.
 */
public final class SimWeb implements FetchPort {
    private final SimTimeline timeline;
    private final Map<String, SimApp> apps = new LinkedHashMap<>();
    private final Map<String, Function<WebRequest, WebAnswer>> servers = new LinkedHashMap<>();
    private final List<WebRequest> requests = new ArrayList<>();
    private boolean keepsRequests = true;
    private int running;

    SimWeb(SimTimeline timeline) {
        this.timeline = timeline;
    }

    /** The application at this address (without query string), made on first use; it answers an empty document. */
    public SimApp app(String address) {
        return apps.computeIfAbsent(address, key -> new SimApp().answers("<Response/>"));
    }

    /** A whole server, by host and port as in {@code app.example:8080}: asked for every path that has no app. */
    public void server(String authority, Function<WebRequest, WebAnswer> handler) {
        servers.put(authority, handler);
    }

    /** Requests to every address, in the order in which they arrived. */
    public List<WebRequest> requests() {
        return List.copyOf(requests);
    }

    /** Exchanges going on. */
    public int running() {
        return running;
    }

    void keepNoRequests() {
        keepsRequests = false;
    }

    @Override
    public FetchAnswer exchange(FetchRequest request) {
        running++;
        try {
            return answer(request);
        } finally {
            running--;
        }
    }

    private FetchAnswer answer(FetchRequest request) {
        String url = request.url().toString();
        timeline.note(request.method() + " " + url);
        Optional<SimApp> app = Optional.ofNullable(apps.get(WebRequest.address(url)));
        var server = Optional.ofNullable(servers.get(request.url().getAuthority()));
        if (app.isEmpty() && server.isEmpty() && apps.keySet().stream().noneMatch(known -> sameHost(known, request))) {
            return failed(FetchTrouble.BAD_HOST_NAME, "no host " + request.url().getHost());
        }
        WebRequest received = new WebRequest(timeline.elapsed(), request);
        if (keepsRequests) {
            requests.add(received);
        }
        WebAnswer answer = app.map(known -> known.receive(received))
                .or(() -> server.map(whole -> whole.apply(received))).orElseGet(() -> WebAnswer.status(404));
        return answer.trouble().map(trouble -> trouble(request, trouble, answer.after()))
                .orElseGet(() -> deliver(request, answer));
    }

    private FetchAnswer deliver(FetchRequest request, WebAnswer answer) {
        if (answer.after().compareTo(request.totalTimeout()) >= 0
                && request.totalTimeout().compareTo(request.readTimeout()) < 0) {
            return trouble(request, FetchTrouble.TOTAL_TIMEOUT, Duration.ZERO);
        }
        if (answer.after().compareTo(request.readTimeout()) >= 0) {
            return trouble(request, FetchTrouble.READ_TIMEOUT, Duration.ZERO);
        }
        pass(answer.after());
        if (answer.body().length > request.maxBytes()) {
            return failed(FetchTrouble.TOO_LARGE, "more than " + request.maxBytes() + " bytes");
        }
        return new FetchAnswer.Answered(answer.status(), answer.headers(), answer.body());
    }

    private FetchAnswer trouble(FetchRequest request, FetchTrouble trouble, Duration after) {
        pass(switch (trouble) {
            case CONNECT_TIMEOUT -> request.connectTimeout();
            case READ_TIMEOUT -> request.readTimeout();
            case TOTAL_TIMEOUT -> request.totalTimeout();
            case INVALID_URL, FORBIDDEN_ADDRESS, BAD_HOST_NAME, CONNECT_FAILED, TLS_FAILED, CERTIFICATE_INVALID,
                    CERTIFICATE_NAME, CERTIFICATE_EXPIRED, PROTOCOL, TOO_LARGE, TOO_MANY_REDIRECTS, BAD_OVERRIDE,
                    EDGE_UNSUPPORTED, EDGE_FORBIDDEN, BAD_RETRY_POLICY -> after;
        });
        return failed(trouble, "simulated " + trouble);
    }

    private void pass(Duration time) {
        if (!time.isZero()) {
            timeline.inbox(1).await(Deadline.after(timeline, time));
        }
    }

    private static FetchAnswer failed(FetchTrouble trouble, String detail) {
        return new FetchAnswer.Failed(trouble, detail);
    }

    private static boolean sameHost(String known, FetchRequest request) {
        return java.net.URI.create(known).getAuthority().equals(request.url().getAuthority());
    }
}
