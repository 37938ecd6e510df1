package io.strowger.kernel;

import io.strowger.kernel.FetchRequest.Header;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Signs one hop of an outgoing request (requirement B7). Any thread may call it. */
@FunctionalInterface
public interface RequestSigner {
    /** Signs nothing. */
    RequestSigner NONE = hop -> List.of();

    /** The headers to add. */
    List<Header> sign(Hop hop);

    /** Signs by every one of them, in order. */
    static RequestSigner all(List<RequestSigner> signers) {
        List<RequestSigner> known = List.copyOf(signers);
        return hop -> {
            List<Header> headers = new ArrayList<>();
            known.forEach(signer -> headers.addAll(signer.sign(hop)));
            return headers;
        };
    }

    /**
     * What is signed.
     *
     * @param method GET or POST
     * @param url exactly as requested: query string kept, user info and fragment removed
     * @param form the form body's fields; empty for a GET
     * @param eventId the same on every retry and redirect of one request
     * @param at when this hop is sent
     */
    record Hop(String method, String url, List<Header> form, String eventId, Instant at) {
        /** The body as it is sent: the form's wire form, empty when there are no fields. */
        public String body() {
            return FormBody.encode(form);
        }

        /** The method alone: the URL may hold a password, the fields anything. */
        @Override
        public String toString() {
            return "Hop[" + method + "]";
        }
    }
}
