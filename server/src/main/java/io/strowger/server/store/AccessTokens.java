package io.strowger.server.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.KeySid;
import io.strowger.kernel.Secret;
import io.strowger.kernel.Sid;
import io.strowger.kernel.Timeline;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Verifies the access tokens that the official SDKs make: a JSON Web Token (RFC 7519) signed with HMAC-SHA256 by the
 * secret of an API key, header {@code cty: twilio-fpa;v=1}, claims {@code iss} (the key), {@code sub} (its account),
 * {@code exp}, {@code nbf} and {@code grants}. Also the older capability tokens of task routing: no {@code cty}, signed
 * with the auth token of the account that {@code iss} names, claims {@code workspace_sid}, {@code channel} and
 * {@code policies}. Answers from memory; any thread may call it.
 *
 * <p>The algorithm is never taken from the token: any other than HS256 is refused. The signature is compared in
 * constant time. A token that would hold longer than a day is refused, and one of a restricted key: its grants are not
 * in the words of the key's policy, so it would reach further than its key.
 */
public final class AccessTokens {
    private static final int MAX_LENGTH = 8 * 1024;
    private static final Duration LONGEST = Duration.ofHours(24);
    /** How far the signer's clock may be ahead of ours. */
    private static final Duration SKEW = Duration.ofSeconds(60);
    private static final Set<String> ROLES = Set.of("worker", "supervisor", "admin");

    private final Directory directory;
    private final Timeline timeline;

    public AccessTokens(Directory directory, Timeline timeline) {
        this.directory = directory;
        this.timeline = timeline;
    }

    /** What a token is worth. */
    public sealed interface Verdict {
        /** It is right, now. */
        record Valid(AccessToken token) implements Verdict {}

        /** It is right, now, and of the older kind. */
        record Capable(CapabilityToken token) implements Verdict {}

        /** It is not; the code and a sentence say why. */
        record Invalid(ErrorCode code, String reason) implements Verdict {}
    }

    private static final class Bad extends RuntimeException {
        private final ErrorCode code;

        Bad(ErrorCode code, String reason) {
            super(reason, null, false, false);
            this.code = code;
        }
    }

    /**
     * Verifies a token.
     *
     * @param text as sent; anything
     */
    public Verdict verify(String text) {
        try {
            return verified(text);
        } catch (Bad bad) {
            return new Verdict.Invalid(bad.code, bad.getMessage());
        }
    }

    private Verdict verified(String text) {
        String[] parts = text.length() > MAX_LENGTH ? new String[0] : text.split("\\.", -1);
        if (parts.length != 3) {
            throw new Bad(ErrorCode.TOKEN_INVALID, "the token has not three parts, or is longer than " + MAX_LENGTH);
        }
        JsonNode header = json(parts[0], "header");
        if (!header.path("alg").asText().equals("HS256")) {
            throw new Bad(ErrorCode.TOKEN_HEADER, "the header's alg is not HS256");
        }
        JsonNode claims = json(parts[1], "payload");
        if (header.path("cty").isMissingNode() && claims.has("policies")) {
            return new Verdict.Capable(capability(parts, claims));
        }
        if (!header.path("cty").asText().equals("twilio-fpa;v=1")) {
            throw new Bad(ErrorCode.TOKEN_HEADER, "the header's cty is not twilio-fpa;v=1");
        }
        return new Verdict.Valid(access(parts, claims));
    }

    private CapabilityToken capability(String[] parts, JsonNode claims) {
        String issuer = claims.path("iss").asText();
        Optional<Account> found = issuer.startsWith("AC") && Sid.SHAPE.matcher(issuer).matches()
                ? directory.inventory().account(new AccountSid(issuer)) : Optional.empty();
        Account account = found.filter(one -> active(directory.inventory(), one.sid())).orElseThrow(() ->
                new Bad(ErrorCode.TOKEN_ISSUER, "iss is no account, or one that is not active"));
        if (!signs(parts, account.authToken())) {
            checkSignature(parts, account.secondaryToken().orElse(account.authToken()));
        }
        Instant expires = checkTimes(claims);
        Optional<String> workspace = text(claims, "workspace_sid");
        Optional<String> channel = text(claims, "channel");
        if (workspace.isEmpty() || channel.isEmpty()) {
            throw new Bad(ErrorCode.TOKEN_GRANTS, "workspace_sid or channel is missing");
        }
        try {
            return new CapabilityToken(account.sid(), workspace.get(), channel.get(), expires,
                    CapabilityToken.policies(claims.path("policies")));
        } catch (IllegalArgumentException wrong) {
            throw new Bad(ErrorCode.TOKEN_GRANTS, wrong.getMessage());
        }
    }

    private AccessToken access(String[] parts, JsonNode claims) {
        ApiKey key = key(claims);
        checkSignature(parts, key.secret());
        Instant expires = checkTimes(claims);
        JsonNode grants = claims.path("grants");
        if (!grants.isObject()) {
            throw new Bad(ErrorCode.TOKEN_GRANTS, "grants is not an object");
        }
        return new AccessToken(key.sid(), key.account(), text(grants, "identity"), expires,
                Optional.of(grants.path("voice")).filter(JsonNode::isObject).map(AccessTokens::voice),
                Optional.of(grants.path("task_router")).filter(JsonNode::isObject).map(AccessTokens::work));
    }

    private ApiKey key(JsonNode claims) {
        Inventory inventory = directory.inventory();
        String issuer = claims.path("iss").asText();
        Optional<ApiKey> key = issuer.startsWith("SK") && Sid.SHAPE.matcher(issuer).matches()
                ? inventory.key(new KeySid(issuer)) : Optional.empty();
        return key.filter(found -> found.account().value().equals(claims.path("sub").asText()))
                .filter(found -> found.kind() != ApiKey.Kind.RESTRICTED)
                .filter(found -> active(inventory, found.account()))
                .orElseThrow(() -> new Bad(ErrorCode.TOKEN_ISSUER, "iss is no API key or a restricted one, sub is not"
                        + " its account, or the account is not active"));
    }

    private static boolean active(Inventory inventory, AccountSid account) {
        return inventory.status(account) == Account.Status.ACTIVE;
    }

    private static void checkSignature(String[] parts, Secret secret) {
        if (!signs(parts, secret)) {
            throw new Bad(ErrorCode.TOKEN_SIGNATURE, "the signature is not that of the key or account that iss names");
        }
    }

    private static boolean signs(String[] parts, Secret secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.value().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] right = mac.doFinal((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            return MessageDigest.isEqual(right, decoded(parts[2], "signature"));
        } catch (GeneralSecurityException mistake) {
            throw new IllegalStateException("every Java has HmacSHA256", mistake);
        }
    }

    private Instant checkTimes(JsonNode claims) {
        Instant now = timeline.now();
        if (!claims.path("exp").canConvertToLong() || !claims.path("exp").isNumber()) {
            throw new Bad(ErrorCode.TOKEN_EXPIRED, "exp is not a number of seconds");
        }
        long seconds = claims.path("exp").asLong();
        if (seconds <= now.getEpochSecond()) {
            throw new Bad(ErrorCode.TOKEN_EXPIRED, "the token has expired");
        }
        if (seconds > now.plus(LONGEST).plus(SKEW).getEpochSecond()) {
            throw new Bad(ErrorCode.TOKEN_EXPIRED, "the token would hold longer than 24 hours");
        }
        if (claims.hasNonNull("nbf") && (!claims.path("nbf").isNumber()
                || claims.path("nbf").asLong() > now.plus(SKEW).getEpochSecond())) {
            throw new Bad(ErrorCode.TOKEN_NOT_YET_VALID, "nbf lies ahead, or is not a number of seconds");
        }
        return Instant.ofEpochSecond(seconds);
    }

    private static AccessToken.Voice voice(JsonNode grant) {
        Map<String, String> parameters = new LinkedHashMap<>();
        grant.path("outgoing").path("params").properties()
                .forEach(field -> parameters.put(field.getKey(), field.getValue().asText()));
        return new AccessToken.Voice(grant.path("incoming").path("allow").asBoolean(),
                text(grant.path("outgoing"), "application_sid"), parameters);
    }

    private static AccessToken.Work work(JsonNode grant) {
        String role = text(grant, "role").orElse("worker");
        Optional<String> worker = text(grant, "worker_sid");
        if (!ROLES.contains(role) || text(grant, "workspace_sid").isEmpty()
                || role.equals("worker") && worker.isEmpty()) {
            throw new Bad(ErrorCode.TOKEN_GRANTS,
                    "task_router wants a workspace_sid, a role of " + ROLES.stream().sorted().toList()
                            + ", and for a worker its worker_sid");
        }
        return new AccessToken.Work(text(grant, "workspace_sid").orElseThrow(), worker, role);
    }

    private static Optional<String> text(JsonNode node, String field) {
        return Optional.of(node.path(field)).filter(JsonNode::isTextual).map(JsonNode::asText);
    }

    private static JsonNode json(String part, String what) {
        try {
            JsonNode node = Json.parse(new String(decoded(part, what), StandardCharsets.UTF_8));
            if (node.isObject()) {
                return node;
            }
        } catch (StoreFailure notJson) {
            // the same answer as for JSON that is no object
        }
        throw new Bad(ErrorCode.TOKEN_INVALID, "the token's " + what + " is not a JSON object");
    }

    private static byte[] decoded(String part, String what) {
        try {
            return Base64.getUrlDecoder().decode(part);
        } catch (IllegalArgumentException notBase64) {
            throw new Bad(ErrorCode.TOKEN_INVALID, "the token's " + what + " is not base64url");
        }
    }
}
