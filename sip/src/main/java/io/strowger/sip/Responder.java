package io.strowger.sip;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes responses, with and without a transaction. Owned by its core's loop. */
final class Responder {
    /** The one answer of a full house. */
    static final Reply OVERLOADED =
            new Reply(503, "Service Unavailable", List.of(new SipField("Retry-After", "5")));

    private final SipCore core;
    private final SipConfig config;
    private final SipField server;

    Responder(SipCore core, SipConfig config) {
        this.core = core;
        this.config = config;
        this.server = new SipField("Server", config.userAgent());
    }

    /** What an OPTIONS gets (RFC 3261 11.2). */
    static Reply capabilities() {
        return new Reply(200, "OK", List.of(RequestCheck.allow(), new SipField("Accept", "application/sdp"),
                new SipField("Accept-Encoding", "identity"), new SipField("Accept-Language", "en"),
                new SipField("Supported", "timer")));
    }

    /** Where responses go (RFC 3261 18.2.2, RFC 3581 4). */
    Flow replyTo(SipRequest request, Flow source) {
        if (source.transport().reliable()) {
            return source;
        }
        Via via = request.topVia().orElseThrow();
        if (via.params().has("rport")) {
            return source;
        }
        int port = via.port() == 0 ? Targets.DEFAULT_PORT : via.port();
        return Flow.to(source.transport(), new InetSocketAddress(source.remote().getAddress(), port));
    }

    /** A response within a transaction. */
    byte[] response(ServerTransaction transaction, int status, String reason, String tag, List<SipField> fields,
            String body) {
        List<SipField> all = new ArrayList<>(fields.size() + 1);
        all.addAll(fields);
        if (status > 100) {
            all.add(server);
        }
        return SipMessages.response(
                transaction.request(), transaction.arrival(), status, reason, tag, all, body);
    }

    /** An answer that keeps no state (RFC 3261 8.2.7): the tag follows from the request, so repetitions agree. */
    void stateless(SipRequest request, Flow source, Flow back, Reply reply) {
        if (request.is("ACK")) {
            return;
        }
        List<SipField> fields = new ArrayList<>(reply.headers());
        fields.add(server);
        String tag = Integer.toHexString(request.topVia().map(Via::branch).orElse("").hashCode());
        core.send(SipMessages.response(request, source, reply.status(), reply.reason(), tag, fields, ""), back,
                () -> core.metrics().dropped("reply-unsent"));
    }

    /** Our Contact value for a flow. */
    String contact(String user, Transport transport) {
        String prefix = user.isEmpty() ? "" : escape(user) + "@";
        String suffix = transport == Transport.TCP ? ";transport=tcp" : "";
        return "<sip:" + prefix + core.local() + suffix + ">";
    }

    /** Escapes what may not stand in a user part (RFC 3261 25.1 user). */
    static String escape(String user) {
        StringBuilder out = new StringBuilder(user.length());
        for (byte b : Chars.bytes(user)) {
            char c = (char) (b & 0xff);
            if (c < 128 && (Character.isLetterOrDigit(c) || "-_.!~*'()&=+$,;?/".indexOf(c) >= 0)) {
                out.append(c);
            } else {
                out.append("%%%02X".formatted((int) c));
            }
        }
        return out.toString();
    }

    SipConfig config() {
        return config;
    }

    /** The user part of a request's URI, for our Contact. */
    static String userOf(SipRequest request) {
        return request.uri().map(SipUri::user).filter(u -> !u.isEmpty()).or(() -> Optional.of("")).get();
    }
}
