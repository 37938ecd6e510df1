package io.strowger.sip;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What RFC 3261 owes a request before its method's own processing (8.2, 21.4; torture cases of RFC 4475). */
final class RequestCheck {
    /** Methods with a meaning on the Internet: 405 for those not served, 501 for any other name (21.5.2). */
    private static final Set<String> KNOWN = Set.of(
            "INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "REGISTER", "INFO", "UPDATE", "PRACK", "REFER", "NOTIFY",
            "SUBSCRIBE", "MESSAGE", "PUBLISH");
    private static final Set<String> EXTENSIONS = Set.of("timer");
    private static final HeaderName[] SINGLE = {
        HeaderName.FROM, HeaderName.TO, HeaderName.CALL_ID, HeaderName.CSEQ
    };

    private RequestCheck() {}

    /** True when a response could reach the sender and be matched by it. */
    static boolean answerable(SipRequest request) {
        return request.topVia().isPresent() && request.count(HeaderName.FROM) > 0
                && request.count(HeaderName.CALL_ID) > 0 && request.count(HeaderName.CSEQ) > 0
                && request.count(HeaderName.TO) > 0;
    }

    /** The first thing wrong with the message's form; {@link MessageFault#NONE} when it is well formed. */
    static MessageFault form(SipRequest request) {
        if (request.fault() != MessageFault.NONE) {
            return request.fault();
        }
        for (HeaderName name : SINGLE) {
            int count = request.count(name);
            if (count != 1) {
                return count == 0 ? MessageFault.MISSING_HEADER : MessageFault.REPEATED_HEADER;
            }
        }
        if (request.count(HeaderName.MAX_FORWARDS) > 1 || request.count(HeaderName.CONTENT_TYPE) > 1) {
            return MessageFault.REPEATED_HEADER;
        }
        if (request.topVia().isEmpty()) {
            return MessageFault.VIA;
        }
        if (request.from().isEmpty()) {
            return MessageFault.FROM;
        }
        if (request.to().isEmpty()) {
            return MessageFault.TO;
        }
        String callId = request.callId();
        if (callId.isEmpty() || callId.chars().anyMatch(c -> c <= ' ')) {
            return MessageFault.CALL_ID;
        }
        return content(request);
    }

    private static MessageFault content(SipRequest request) {
        Optional<CSeq> cseq = request.cseq();
        if (cseq.isEmpty()) {
            return MessageFault.CSEQ;
        }
        if (!cseq.get().method().equals(request.method())) {
            return MessageFault.CSEQ_METHOD;
        }
        if (request.maxForwards() < 0) {
            return MessageFault.MAX_FORWARDS;
        }
        for (String contact : request.values(HeaderName.CONTACT)) {
            if (!contact.equals("*") && NameAddress.parse(contact).isEmpty()) {
                return MessageFault.CONTACT;
            }
        }
        return uri(request.uriText());
    }

    private static MessageFault uri(String text) {
        Optional<String> scheme = SipUri.schemeOf(text);
        if (scheme.isEmpty()) {
            return MessageFault.REQUEST_URI;
        }
        return switch (scheme.get()) {
            case "sip", "tel" -> SipUri.parse(text).isPresent() ? MessageFault.NONE : MessageFault.REQUEST_URI;
            default -> MessageFault.URI_SCHEME; // sips too: there is no TLS here, and 8.2.2.1 leaves no other answer
        };
    }

    /** What a well-formed request is owed for its method, extensions and body; empty when it may go on. */
    static Optional<Reply> owed(SipRequest request) {
        String method = request.method();
        if (method.equals("ACK") || method.equals("CANCEL")) {
            return Optional.empty();
        }
        if (!KNOWN.contains(method)) {
            return Optional.of(new Reply(501, "Not Implemented", List.of(allow())));
        }
        boolean served = switch (method) {
            case "INVITE", "BYE", "OPTIONS", "REGISTER", "INFO" -> true;
            default -> false;
        };
        if (!served) {
            return Optional.of(new Reply(405, "Method Not Allowed", List.of(allow())));
        }
        String unsupported = String.join(", ", request.values(HeaderName.REQUIRE).stream()
                .filter(tag -> !EXTENSIONS.contains(tag.toLowerCase(java.util.Locale.ROOT))).toList());
        if (!unsupported.isEmpty()) {
            return Optional.of(new Reply(
                    420, "Bad Extension", List.of(new SipField("Unsupported", unsupported))));
        }
        if (method.equals("INVITE") && request.maxForwards() == 0) {
            // a B2BUA would have to send it on with one less (RFC 7332 section 4)
            return Optional.of(Reply.of(483, "Too Many Hops"));
        }
        return body(request);
    }

    static SipField allow() {
        return new SipField("Allow", SipMessages.ALLOW);
    }

    private static Optional<Reply> body(SipRequest request) {
        if (!request.is("INVITE") || request.bodyLength() == 0) {
            return Optional.empty();
        }
        String coding = request.header(HeaderName.CONTENT_ENCODING).orElse("identity");
        if (!coding.equalsIgnoreCase("identity")) {
            return Optional.of(new Reply(
                    415, "Unsupported Media Type", List.of(new SipField("Accept-Encoding", "identity"))));
        }
        boolean optional = request.header(HeaderName.CONTENT_DISPOSITION).orElse("").contains("handling=optional");
        if (request.contentTypeIs("application/sdp") || optional) {
            return Optional.empty();
        }
        return Optional.of(new Reply(
                415, "Unsupported Media Type", List.of(new SipField("Accept", "application/sdp"))));
    }
}
