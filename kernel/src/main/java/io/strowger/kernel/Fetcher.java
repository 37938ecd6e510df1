package io.strowger.kernel;

import io.strowger.kernel.FetchAnswer.Answered;
import io.strowger.kernel.FetchAnswer.Failed;
import io.strowger.kernel.FetchRequest.Header;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Runs a {@link Fetch} through a {@link FetchPort}: overrides, credentials, cookies, signature, retries, redirects, as
 * voice-twiml sections 6 and 7 have them; {@code docs/webhooks.md} tells it to users.
 *
 * <p>One fetch is a loop over hops. A hop is repeated when the retry policy says so (the count is for the whole fetch,
 * and only the hop that failed is repeated), or once per Digest challenge; a redirect makes the next hop. Everything
 * stands under one deadline. Any strand may call it; it waits in the port, and between retries at an inbox.
 */
public final class Fetcher {
    /** Redirects followed before the fetch fails with 11215. */
    public static final int MAX_REDIRECTS = 10;

    private static final int MAX_CHALLENGES = 2;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final URI NOWHERE = URI.create("about:invalid");

    private final World world;
    private final FetchPort port;

    /** A fetcher over the one outgoing client of this process. */
    public Fetcher(World world, FetchPort port) {
        this.world = world;
        this.port = port;
    }

    /** Blocks the calling strand until the request has an answer or has failed for good; at most 15 s. */
    public Fetched fetch(Fetch fetch) {
        if (!fetch.method().equals("GET") && !fetch.method().equals("POST")) {
            throw new IllegalStateException("a fetch is a GET or a POST, not " + fetch.method());
        }
        Optional<WebUrl> parsed = WebUrl.parse(fetch.url());
        if (parsed.isEmpty()) {
            return refused(FetchTrouble.INVALID_URL,
                    "The URL is not an absolute http or https URL with a valid host name.");
        }
        return switch (ConnectionOverrides.parse(parsed.get().fragment())) {
            case ConnectionOverrides.Parsed.Invalid(FetchTrouble trouble, String detail) -> refused(trouble, detail);
            case ConnectionOverrides.Parsed.Valid(ConnectionOverrides overrides) ->
                new Run(fetch, overrides, parsed.get()).run();
        };
    }

    private static Fetched refused(FetchTrouble trouble, String detail) {
        return new Fetched(new Failed(trouble, detail), NOWHERE, 0, Duration.ZERO);
    }

    /** One fetch under way; owned by the strand that called. */
    private final class Run {
        private final Fetch fetch;
        private final ConnectionOverrides overrides;
        private final long started = world.timeline().nanos();
        private final Deadline deadline;
        private WebUrl target;
        private String method;
        private Optional<HttpCredentials> credentials;
        private int attempts;
        private int retriesLeft;
        private Duration pause = FIRST_PAUSE;

        Run(Fetch fetch, ConnectionOverrides overrides, WebUrl first) {
            this.fetch = fetch;
            this.overrides = overrides;
            this.deadline = Deadline.after(world.timeline(), overrides.totalTimeout());
            this.method = fetch.method();
            this.target = method.equals("GET") ? first.withQuery(FormBody.encode(fetch.parameters())) : first;
            this.credentials = credentialsOf(first);
            this.retriesLeft = overrides.retries();
        }

        Fetched run() {
            for (int redirects = 0; ; redirects++) {
                FetchAnswer answer = hop();
                if (!(answer instanceof Answered answered) || !REDIRECTS.contains(answered.status())) {
                    return ended(answer);
                }
                Optional<String> location = answered.header("Location");
                if (location.isEmpty()) {
                    return ended(answer); // a redirect to nowhere is judged by its status, like any answer
                }
                if (redirects == MAX_REDIRECTS) {
                    return failed(FetchTrouble.TOO_MANY_REDIRECTS, "More than " + MAX_REDIRECTS
                            + " redirects; the last came from " + target.uri().getHost() + ".");
                }
                Optional<WebUrl> next = target.resolve(location.get());
                if (next.isEmpty()) {
                    return failed(FetchTrouble.INVALID_URL,
                            target.uri().getHost() + " redirected to what is no http or https URL.");
                }
                follow(next.get(), answered.status());
            }
        }

        /** RFC 9110 paragraph 15.4: 307 and 308 keep the method; others turn a POST into a GET without its fields. */
        private void follow(WebUrl next, int status) {
            if (status != 307 && status != 308) {
                method = "GET";
            }
            if (next.userInfo().isPresent()) {
                credentials = credentialsOf(next);
            }
            target = next;
        }

        /** One hop with its retries and challenges. */
        private FetchAnswer hop() {
            int challenges = 0;
            while (true) {
                if (deadline.passed(world.timeline())) {
                    return outOfTime();
                }
                FetchAnswer answer = exchange();
                if (answer instanceof Answered answered && challenges < MAX_CHALLENGES
                        && credentials.isPresent() && credentials.get().challenged(target, answered)) {
                    challenges++;
                    continue;
                }
                if (retriesLeft == 0 || !overrides.retries(answer) || !pauseFits()) {
                    return answer;
                }
                retriesLeft--;
            }
        }

        private FetchAnswer exchange() {
            attempts++;
            Duration left = deadline.left(world.timeline());
            boolean post = method.equals("POST");
            byte[] body = post ? FormBody.encode(fetch.parameters()).getBytes(StandardCharsets.UTF_8) : new byte[0];
            FetchAnswer answer = port.exchange(new FetchRequest(
                    method, target.uri(), headers(post), body, shorter(overrides.connectTimeout(), left),
                    shorter(overrides.readTimeout(), left), left, fetch.maxBytes(), overrides.sendServerName()));
            if (answer instanceof Answered answered) {
                fetch.cookies().store(target.uri(), answered.headers());
            }
            return answer;
        }

        private List<Header> headers(boolean post) {
            List<Header> headers = new ArrayList<>();
            headers.add(new Header("User-Agent", "TwilioProxy/1.1"));
            headers.add(new Header("Accept", "*/*"));
            if (post) {
                headers.add(new Header("Content-Type", FormBody.CONTENT_TYPE));
            }
            headers.add(new Header("I-Twilio-Idempotency-Token", fetch.idempotencyToken()));
            credentials.ifPresent(known -> headers.addAll(known.authorize(method, target)));
            headers.addAll(fetch.cookies().cookiesFor(target.uri()));
            headers.addAll(fetch.signer().sign(new RequestSigner.Hop(method, target.uri().toString(),
                    post ? fetch.parameters() : List.of(), fetch.idempotencyToken(), world.timeline().now())));
            return headers;
        }

        /** Waits before a retry, twice as long each time; false when the deadline would pass meanwhile. */
        private boolean pauseFits() {
            if (deadline.left(world.timeline()).compareTo(pause) <= 0) {
                return false;
            }
            world.timeline().<Object>inbox(1).await(Deadline.after(world.timeline(), pause));
            pause = pause.multipliedBy(2);
            return true;
        }

        private Optional<HttpCredentials> credentialsOf(WebUrl url) {
            return url.userInfo().map(info -> new HttpCredentials(world.entropy(), url.origin(), info));
        }

        private FetchAnswer outOfTime() {
            return new Failed(FetchTrouble.TOTAL_TIMEOUT,
                    "No answer within " + overrides.totalTimeout().toMillis() + " ms, redirects and retries included.");
        }

        private Fetched failed(FetchTrouble trouble, String detail) {
            return ended(new Failed(trouble, detail));
        }

        private Fetched ended(FetchAnswer answer) {
            return new Fetched(answer, target.uri(), attempts, Duration.ofNanos(world.timeline().nanos() - started));
        }
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
