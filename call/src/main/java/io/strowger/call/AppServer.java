package io.strowger.call;

import io.strowger.call.port.TimelineEntry;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Fetch;
import io.strowger.kernel.FetchAnswer;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.Fetched;
import io.strowger.twiml.Document;
import io.strowger.twiml.Hangup;
import io.strowger.twiml.Position;
import io.strowger.twiml.Say;
import io.strowger.twiml.Warning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The application behind a call: asks it for documents and, when it fails in any way, asks the next secondary URI with
 * the updated state and the event (requirements 1.12 to 1.26; voice-twiml section 6). After the last one it hands out
 * the spoken apology: a call is never dropped because a server failed. Owned by the call's strand.
 */
final class AppServer {
    /** The words after the last secondary has failed. */
    static final String APOLOGY = "We are sorry, an application error has occurred. Goodbye.";
    private static final int MAX_WARNINGS = 10;
    /** Larger than a document: a body of audio is told apart from a document that is too large by its type. */
    private static final int MAX_BYTES = 1024 * 1024;
    /** How long a store that is away may hold up a call. */
    private static final Duration DURABLE_WITHIN = Duration.ofSeconds(1);

    private final Call call;
    private final FailedServers failed;
    private final AnswerReader reader;
    private int documents;
    private long requests;

    AppServer(Call call, FailedServers failed) {
        this.call = call;
        this.failed = failed;
        this.reader = new AnswerReader(call.ports().limits());
    }

    /** The next document, asked for by the running one, or given with the request. */
    LoadedDocument next(AppRequest request, LoadedDocument running) {
        Optional<String> given = request.document()
                .or(() -> request.url().isBlank() ? running.inline() : Optional.empty());
        return given.isPresent() ? inline(given.get())
                : fetch(request, running.url(), running.method(), Use.CALL).orElseGet(this::apology);
    }

    /** A document that nobody is asked for. When it cannot be read, the secondaries are asked as for any other. */
    private LoadedDocument inline(String text) {
        try {
            count("");
            Document document = reader.inline(text);
            call.tell(TimelineEntry.Kind.WEBHOOK, "runs an inline document of " + text.length() + " characters");
            warn(document.warnings(), "");
            return new LoadedDocument(document, "", "POST", 0, Optional.of(text));
        } catch (AppFailure failure) {
            if (failure.code() != ErrorCode.TOO_MANY_DOCUMENTS) {
                call.notices().note(failure.code(), failure.getMessage(), "");
            }
            return failOver(failure.code(), "", 0, List.of(), Use.CALL).orElseGet(this::apology);
        }
    }

    private void count(String url) {
        if (++documents > call.ports().limits().documentsPerCall()) {
            String message = "The call fetched more than " + call.ports().limits().documentsPerCall() + " documents";
            call.notices().note(ErrorCode.TOO_MANY_DOCUMENTS, message, url);
            throw new AppFailure(ErrorCode.TOO_MANY_DOCUMENTS, message, url);
        }
    }

    /** The document that goes on after a failure of the running one, or of a verb in it. */
    LoadedDocument recover(AppFailure failure, LoadedDocument running) {
        String url = failure.url().isEmpty() ? running.url() : failure.url();
        if (running.isApology()) {
            call.notices().note(failure.code(), failure.getMessage(), url);
            throw new CallEnded(EndCause.APPLICATION_FAILED);
        }
        call.notices().note(failure.code(), failure.getMessage(), url);
        return failOver(failure.code(), url, running.secondary(), List.of(), Use.CALL).orElseGet(this::apology);
    }

    /**
     * A document for the call while it waits in a queue: as {@link #next}, but it counts towards no limit, as such
     * documents are asked for as long as the wait lasts, and there is no apology.
     *
     * @throws AppFailure when neither this server nor a secondary has one; it has been noted
     */
    LoadedDocument waiting(AppRequest request, LoadedDocument running) {
        return fetch(request, running.url(), running.method(), Use.WAITING).orElseThrow(AppServer::noneIsLeft);
    }

    /**
     * The wait document that takes the place of one in which a verb failed.
     *
     * @param figures of the queue, for the secondaries
     * @throws AppFailure as {@link #waiting}
     */
    LoadedDocument waitingAfter(AppFailure failure, LoadedDocument running, List<Header> figures) {
        String url = failure.url().isEmpty() ? running.url() : failure.url();
        call.notices().note(failure.code(), failure.getMessage(), url);
        return failOver(failure.code(), url, running.secondary(), figures, Use.WAITING)
                .orElseThrow(AppServer::noneIsLeft);
    }

    /**
     * A document for a queued caller before joining. It has no secondary: what fails there is only not heard.
     *
     * @throws AppFailure when the server has none
     */
    LoadedDocument announcement(AppRequest request, LoadedDocument running) {
        String method = request.method().isEmpty() ? running.method() : request.method();
        return load(resolved(request, running.url()), method, parameters(request.parameters()), 0, Use.ANNOUNCEMENT);
    }

    private static AppFailure noneIsLeft() {
        return new AppFailure(ErrorCode.RETRIEVAL_FAILED, "No server has a document for the waiting caller", "");
    }

    /** What a document is for. */
    private enum Use {
        /** The call itself. */
        CALL,
        /** A caller who waits. */
        WAITING,
        /** A queued caller before joining. */
        ANNOUNCEMENT
    }

    /** A request at the end of the call whose answer has no effect; nobody waits for it. */
    void lastWord(AppRequest request, LoadedDocument running) {
        String url;
        try {
            url = resolved(request, running.url());
        } catch (AppFailure invalid) {
            call.notices().note(invalid.code(), invalid.getMessage(), request.url());
            return;
        }
        List<Header> parameters = parameters(request.parameters());
        call.timeline().spawn("last request " + call.facts().sid(), () -> {
            tellWebhook(request.method(), url, exchangeNow(url, request.method(), parameters));
            call.ports().records().timeline(call.story().record());
        });
    }

    private Optional<LoadedDocument> fetch(AppRequest request, String base, String runningMethod, Use use) {
        String url;
        try {
            url = resolved(request, base);
        } catch (AppFailure invalid) {
            call.notices().note(invalid.code(), invalid.getMessage(), request.url());
            return failOver(invalid.code(), request.url(), 0, request.parameters(), use);
        }
        boolean alone = use == Use.WAITING && call.progress().binding().secondaries().isEmpty();
        if (failed.contains(url) && !alone) { // a waiting caller has time to ask again
            return failOver(failed.code(url), url, 0, request.parameters(), use);
        }
        try {
            String method = request.method().isEmpty() ? runningMethod : request.method();
            return Optional.of(load(url, method, parameters(request.parameters()), 0, use));
        } catch (AppFailure failure) {
            if (failure.code() != ErrorCode.TOO_MANY_DOCUMENTS) { // the call's own limit: no server has failed
                failed.add(url, failure.code());
            }
            return failOver(failure.code(), url, 0, request.parameters(), use);
        }
    }

    /** Tries the secondaries from {@code used} on; each gets the state as it is now and the event before it. */
    private Optional<LoadedDocument> failOver(
            ErrorCode code, String failedUrl, int used, List<Header> extras, Use use) {
        ErrorCode event = code;
        String eventUrl = failedUrl;
        List<WebTarget> secondaries = call.progress().binding().secondaries();
        for (int next = used; next < secondaries.size(); next++) {
            WebTarget secondary = secondaries.get(next);
            List<Header> parameters = parameters(extras);
            parameters.add(new Header("ErrorCode", Integer.toString(event.number())));
            // another server is told: the credentials of the failed one are not its business
            parameters.add(new Header("ErrorUrl", ResourceUrl.withoutCredentials(eventUrl)));
            call.ports().metrics().failedOver();
            try {
                return Optional.of(load(UriTemplate.expand(secondary.url(), parameters), secondary.method(), parameters,
                        next + 1, use));
            } catch (AppFailure again) {
                event = again.code();
                eventUrl = secondary.url();
            }
        }
        return Optional.empty();
    }

    private LoadedDocument apology() {
        call.tell(TimelineEntry.Kind.ERROR, "No application server is left: the apology is spoken");
        Document words = new Document(List.of(Say.of(APOLOGY), new Hangup(List.of(), Position.NONE)), List.of());
        return new LoadedDocument(words, "", "POST", Integer.MAX_VALUE);
    }

    private LoadedDocument load(String url, String method, List<Header> parameters, int secondary, Use use) {
        if (use != Use.WAITING) {
            count(url);
        }
        Fetched fetched = exchange(url, method, parameters);
        try {
            String base = ResourceUrl.afterRedirects(url, fetched.url());
            Document document = reader.read(fetched, base, use == Use.CALL);
            warn(document.warnings(), base);
            return new LoadedDocument(document, base, method, secondary);
        } catch (AppFailure failure) {
            throw noted(failure, method, parameters, fetched.answer());
        }
    }

    private AppFailure noted(AppFailure failure, String method, List<Header> parameters, FetchAnswer answer) {
        call.notices().note(failure.code(), failure.getMessage(), failure.url(), method,
                call.ports().settings().masking().form(parameters, call.digitsAreSecret()), answer);
        return failure;
    }

    private void warn(List<Warning> warnings, String url) {
        warnings.stream().limit(MAX_WARNINGS)
                .forEach(warning -> call.notices().note(warning.code(), warning.message(), url));
    }

    /** Asks on a side strand, so that a hang-up during a slow answer ends the wait at once. */
    private Fetched exchange(String url, String method, List<Header> parameters) {
        long request = ++requests;
        call.timeline().spawn("request " + call.facts().sid(), () -> {
            if (request == 1) { // a call that the application knows is in the records, whatever happens next
                Durability.await(call.ports().world(), call.ports().records(), DURABLE_WITHIN);
            }
            call.post(new CallEvent.AppAnswered(request, exchangeNow(url, method, parameters)));
        });
        try {
            Fetched fetched = call.await(Deadline.NEVER, event -> event
                    instanceof CallEvent.AppAnswered(long id, Fetched answer) && id == request
                    ? Optional.of(answer) : Optional.empty()).orElseThrow();
            tellWebhook(method, url, fetched);
            return fetched;
        } catch (CallEnded | Replaced elsewhere) {
            String shown = call.ports().settings().masking().url(url);
            call.tell(TimelineEntry.Kind.WEBHOOK, method + " " + shown + " -> the call did not wait for the answer",
                    "method", method, "url", shown, "answer", "not waited for", "millis", "0", "attempts", "1");
            throw elsewhere;
        }
    }

    private Fetched exchangeNow(String url, String method, List<Header> parameters) {
        return call.ports().fetcher().fetch(new Fetch(method, url, parameters,
                call.ports().directory().signer(call.facts().account()), call.cookies(),
                call.ports().world().entropy().hex(16), MAX_BYTES));
    }

    private void tellWebhook(String method, String url, Fetched fetched) {
        String answer = switch (fetched.answer()) {
            case FetchAnswer.Answered answered -> answered.status() + ", " + answered.body().length + " bytes";
            case FetchAnswer.Failed(var trouble, String detail) -> trouble + ": " + detail;
        };
        String shown = call.ports().settings().masking().url(url);
        String millis = Long.toString(fetched.elapsed().toMillis());
        call.tell(TimelineEntry.Kind.WEBHOOK, method + " " + shown + " -> " + answer + " in " + millis + " ms",
                "method", method, "url", shown, "answer", answer, "millis", millis,
                "attempts", Integer.toString(fetched.attempts()));
    }

    private String resolved(AppRequest request, String base) {
        return ResourceUrl.resolve(base, UriTemplate.expand(request.url().strip(), parameters(request.parameters())));
    }

    private List<Header> parameters(List<Header> extras) {
        List<Header> all = new ArrayList<>(call.parameters());
        all.addAll(extras);
        return all;
    }
}
