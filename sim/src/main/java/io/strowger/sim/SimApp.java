package io.strowger.sim;

import io.strowger.kernel.FetchTrouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** One address of an application server, scripted. */
public final class SimApp {
    private final List<Function<WebRequest, WebAnswer>> answers = new ArrayList<>();
    private final List<WebRequest> requests = new ArrayList<>();
    private int diesAt = Integer.MAX_VALUE;
    private boolean keepsRequests = true;
    private int count;

    /** Answers with this document; after {@link #then} the next answers come in turn and the last one repeats. */
    public SimApp answers(String document) {
        return answers(WebAnswer.twiml(document));
    }

    /** Answers so. */
    public SimApp answers(WebAnswer answer) {
        return handles(request -> answer);
    }

    /** Answers whatever the function says. */
    public SimApp handles(Function<WebRequest, WebAnswer> handler) {
        answers.clear();
        answers.add(handler);
        return this;
    }

    /** The next request is answered with this document. */
    public SimApp then(String document) {
        return then(WebAnswer.twiml(document));
    }

    /** The next request is answered so. */
    public SimApp then(WebAnswer answer) {
        answers.add(request -> answer);
        return this;
    }

    /** Refuses connections from its nth request on, counted from 1. */
    public SimApp diesAtRequest(int nth) {
        diesAt = nth;
        return this;
    }

    /** Refuses connections from now on. */
    public SimApp dies() {
        diesAt = 0;
        return this;
    }

    /** Works again. */
    public SimApp recovers() {
        diesAt = Integer.MAX_VALUE;
        return this;
    }

    /** Takes this long for each answer. */
    public SimApp isSlow(Duration delay) {
        List<Function<WebRequest, WebAnswer>> before = List.copyOf(answers);
        answers.clear();
        before.forEach(answer -> answers.add(request -> answer.apply(request).after(delay)));
        return this;
    }

    /** Requests it received, oldest first; those refused as dead too. */
    public List<WebRequest> requests() {
        return List.copyOf(requests);
    }

    void keepNoRequests() {
        keepsRequests = false;
    }

    WebAnswer receive(WebRequest request) {
        count++;
        if (keepsRequests) {
            requests.add(request);
        }
        if (count >= diesAt) {
            return WebAnswer.trouble(FetchTrouble.CONNECT_FAILED);
        }
        return answers.get(Math.min(count, answers.size()) - 1).apply(request);
    }
}
