package io.strowger.server.rest;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.Sid;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * The way of a request: who are you, is there such a thing, may you, is what you say right - and then the operation's
 * handler. Each question has its own error; what belongs to another account is answered like what never existed. Any
 * thread may call it.
 */
final class Dispatcher {
    private final RouteTable routes;
    private final Authenticator authenticator;
    private final int concurrentPerAccount;
    private final Map<AccountSid, AtomicInteger> running = new ConcurrentHashMap<>();

    /** @param concurrentPerAccount most requests of one account's credentials at once; more are answered 429 */
    Dispatcher(RouteTable routes, Authenticator authenticator, int concurrentPerAccount) {
        this.routes = routes;
        this.authenticator = authenticator;
        this.concurrentPerAccount = concurrentPerAccount;
    }

    /**
     * An answer and what the request's parameters were taken for.
     *
     * @param ignored parameters that mean nothing here
     * @param concurrent requests of the same account's credentials that ran at once with it, itself included; 0 when
     *     nobody was let in
     */
    record Outcome(ApiReply reply, List<String> ignored, int concurrent) {
        /** An answer to somebody who was not let in, or need not be. */
        static Outcome plain(ApiReply reply) {
            return new Outcome(reply, List.of(), 0);
        }
    }

    /** Answers a request. */
    Outcome answer(ApiRequest request) {
        if (request.method().equals("OPTIONS")) {
            return Outcome.plain(options(request));
        }
        Principal principal = authenticated(request);
        RouteTable.Match match = routes.match(request.segments()).orElseThrow(() -> ApiFailure.notFound(request));
        Operation operation = operation(request, match);
        Map<String, String> path = match.path(operation);
        AccountSid account = account(request, principal, path);
        if (principal.standing() == Principal.Standing.SUSPENDED) {
            throw new ApiFailure(403, ErrorCode.ACCOUNT_SUSPENDED, "Account " + principal.account() + " is suspended");
        }
        permitted(principal, operation);
        AtomicInteger mine = enter(principal.account());
        try {
            ApiCall call = new ApiCall(request, operation, principal, account, path);
            return new Outcome(operation.answer(call), call.ignored(), mine.get());
        } finally {
            mine.decrementAndGet();
        }
    }

    /** What a browser asks before it sends, and what anybody may ask (RFC 9110 paragraph 9.3.7). */
    private ApiReply options(ApiRequest request) {
        RouteTable.Match match = routes.match(request.segments()).orElseThrow(() -> ApiFailure.notFound(request));
        String allowed = allowed(match);
        return new ApiReply.Empty(204, List.of(new Header("Allow", allowed),
                new Header("Access-Control-Allow-Methods", allowed),
                new Header("Access-Control-Allow-Headers",
                        "Authorization, Content-Type, If-Match, Idempotency-Key, apiVersion, clientVersion"),
                new Header("Access-Control-Max-Age", "3600")));
    }

    private Operation operation(ApiRequest request, RouteTable.Match match) {
        return match.operations().entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(request.reads() ? "GET" : request.method()))
                .findFirst().map(Map.Entry::getValue)
                .orElseThrow(() -> new ApiFailure(405, ErrorCode.METHOD_NOT_ALLOWED,
                        "The resource " + request.path() + " has no method "
                                + RequestReader.printable(request.method()),
                        List.of(new Header("Allow", allowed(match)))));
    }

    private static String allowed(RouteTable.Match match) {
        String methods = match.operations().keySet().stream().map(Enum::name).collect(Collectors.joining(", "));
        return methods.replace("GET", "GET, HEAD") + ", OPTIONS";
    }

    /** RFC 7617; the realm and the code are those that SDKs know (rest-api section 1.2). */
    private Principal authenticated(ApiRequest request) {
        return request.header("Authorization").flatMap(Dispatcher::credentials)
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

    private AccountSid account(ApiRequest request, Principal principal, Map<String, String> path) {
        Optional<String> named = Optional.ofNullable(path.get("AccountSid"));
        if (named.isEmpty()) {
            return principal.account();
        }
        return named.filter(sid -> sid.startsWith("AC") && Sid.SHAPE.matcher(sid).matches()).map(AccountSid::new)
                .filter(account -> authenticator.reaches(principal, account))
                .orElseThrow(() -> ApiFailure.notFound(request));
    }

    private void permitted(Principal principal, Operation operation) {
        boolean open = switch (principal.kind()) {
            case TOKEN, MAIN_KEY -> true;
            case STANDARD_KEY -> operation.openToStandardKeys();
            case RESTRICTED_KEY -> authenticator.permits(principal, operation);
        };
        if (!open) {
            throw new ApiFailure(403, ErrorCode.PERMISSION_DENIED,
                    "The key " + principal.user() + " may not use " + operation.title());
        }
    }

    private AtomicInteger enter(AccountSid account) {
        AtomicInteger mine = running.computeIfAbsent(account, key -> new AtomicInteger());
        if (mine.incrementAndGet() > concurrentPerAccount) {
            mine.decrementAndGet();
            throw new ApiFailure(429, ErrorCode.TOO_MANY_REQUESTS,
                    "More than " + concurrentPerAccount + " requests of this account at once",
                    List.of(new Header("Retry-After", "1")));
        }
        return mine;
    }
}
