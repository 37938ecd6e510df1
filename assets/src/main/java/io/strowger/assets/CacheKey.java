package io.strowger.assets;

import io.strowger.kernel.AccountSid;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The name of a kept asset: a digest, so that neither URLs with passwords nor spoken texts lie on disk.
 *
 * @param digest 64 hex digits
 */
record CacheKey(String digest) {
    /** Fetched audio is private to its account. */
    static CacheKey of(AccountSid account, AssetRef.Url url) {
        return digest("url", account.value(), url.url());
    }

    /** Speech is the same for everybody: it follows from text, voice and engine alone. */
    static CacheKey of(String text, Voices.Choice choice, String engineVersion) {
        return digest("speech", engineVersion, choice.engine().name(), choice.voice(), text);
    }

    private static CacheKey digest(String... parts) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                sha.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
                sha.update(bytes);
            }
            return new CacheKey(HexFormat.of().formatHex(sha.digest()));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }
}
