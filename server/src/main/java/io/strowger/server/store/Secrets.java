package io.strowger.server.store;

import io.strowger.kernel.Secret;
import io.strowger.kernel.World;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals what must be readable again (auth tokens, trunk passwords, HA1s) by envelope encryption with AES-256-GCM: each
 * value has a data key of its own, which is sealed by the newest key of the key file. The name of the row and column
 * goes into the seal, so that a sealed value moved to another row does not open.
 *
 * <p>Envelope: version (1 byte, 1), key id (8), nonce (12), sealed data key (48), nonce (12), sealed value.
 *
 * <p>The key file lies outside the database, mode 0600: a first line {@code strowger-keys 1}, then one line {@code
 * key ID BASE64} for each key, the newest last. Rotation adds a key and seals every row anew; old keys stay in the
 * file for the backups sealed with them. Any thread may call it.
 */
public final class Secrets {
    private static final String HEAD = "strowger-keys 1";
    private static final byte VERSION = 1;
    private static final int ID = 8;
    private static final int NONCE = 12;
    private static final int KEY = 32;
    private static final int TAG = 16;

    private final World world;
    private final Path file;
    private volatile Ring ring;

    private record Ring(Map<String, SecretKeySpec> keys, String newest) {}

    private Secrets(World world, Path file, Ring ring) {
        this.world = world;
        this.file = file;
        this.ring = ring;
    }

    /**
     * Reads the key file, or makes one with a fresh key when there is none.
     *
     * @throws StoreFailure when the file can be read by others, or is not a key file
     */
    public static Secrets open(World world, Path file) {
        try {
            if (!Files.exists(file)) {
                Secrets fresh = new Secrets(world, file, new Ring(Map.of(), ""));
                fresh.addKey();
                return fresh;
            }
            checkPrivate(file);
            return new Secrets(world, file, parse(file, Files.readAllLines(file)));
        } catch (IOException trouble) {
            throw new StoreFailure("the key file " + file + " cannot be used: " + trouble.getMessage(), trouble);
        }
    }

    /** Id of the key that seals now: 16 hex digits. */
    public String newestKey() {
        return ring.newest();
    }

    /** Makes a new key, durable before it is used. What is sealed with older keys still opens. */
    public void addKey() {
        byte[] raw = new byte[KEY];
        world.entropy().fill(raw);
        String id = world.entropy().hex(ID);
        Map<String, SecretKeySpec> keys = new LinkedHashMap<>(ring.keys());
        keys.put(id, new SecretKeySpec(raw, "AES"));
        Ring next = new Ring(keys, id);
        write(next);
        ring = next;
    }

    /**
     * Seals a text.
     *
     * @param place names the row and column, for instance {@code accounts.auth_token:AC...}; asked again to open
     */
    public byte[] seal(String place, String clear) {
        Ring now = ring;
        byte[] dataKey = new byte[KEY];
        world.entropy().fill(dataKey);
        byte[] id = HexFormat.of().parseHex(now.newest());
        byte[] keySeal = crypt(Cipher.ENCRYPT_MODE, now.keys().get(now.newest()), nonce(), dataKey, place);
        byte[] valueSeal = crypt(Cipher.ENCRYPT_MODE, new SecretKeySpec(dataKey, "AES"), nonce(),
                clear.getBytes(StandardCharsets.UTF_8), place);
        return ByteBuffer.allocate(1 + ID + keySeal.length + valueSeal.length)
                .put(VERSION).put(id).put(keySeal).put(valueSeal).array();
    }

    /**
     * Opens what {@link #seal} made for the same place.
     *
     * @throws StoreFailure when the key is not in the file, or the seal is broken
     */
    public Secret unseal(String place, byte[] envelope) {
        if (envelope.length < 1 + ID + NONCE + KEY + TAG + NONCE + TAG || envelope[0] != VERSION) {
            throw new StoreFailure("the sealed value at " + place + " is not an envelope of version " + VERSION);
        }
        String id = keyOf(envelope);
        SecretKeySpec key = ring.keys().containsKey(id) ? ring.keys().get(id) : reread().keys().get(id);
        if (key == null) {
            throw new StoreFailure("the sealed value at " + place + " needs key " + id + ", which is not in " + file
                    + ": put back the key file that belongs to this database");
        }
        int keyEnd = 1 + ID + NONCE + KEY + TAG;
        byte[] dataKey = open(key, envelope, 1 + ID, keyEnd, place);
        byte[] clear = open(new SecretKeySpec(dataKey, "AES"), envelope, keyEnd, envelope.length, place);
        return new Secret(new String(clear, StandardCharsets.UTF_8));
    }

    /** A rotation by another process adds a key to the file while we run. */
    private Ring reread() {
        try {
            checkPrivate(file);
            ring = parse(file, Files.readAllLines(file));
            return ring;
        } catch (IOException trouble) {
            throw new StoreFailure("the key file " + file + " cannot be read: " + trouble.getMessage(), trouble);
        }
    }

    /** Id of the key that an envelope is sealed with. */
    static String keyOf(byte[] envelope) {
        return HexFormat.of().formatHex(envelope, 1, 1 + ID);
    }

    private byte[] nonce() {
        byte[] nonce = new byte[NONCE];
        world.entropy().fill(nonce);
        return nonce;
    }

    /** Nonce and sealed bytes, one behind the other. */
    private static byte[] crypt(int mode, SecretKeySpec key, byte[] nonce, byte[] input, String place) {
        try {
            byte[] sealed = cipher(mode, key, nonce, place).doFinal(input);
            return ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array();
        } catch (GeneralSecurityException mistake) {
            throw new IllegalStateException("this Java has no AES-256-GCM", mistake);
        }
    }

    private byte[] open(SecretKeySpec key, byte[] envelope, int from, int to, String place) {
        byte[] nonce = new byte[NONCE];
        System.arraycopy(envelope, from, nonce, 0, NONCE);
        try {
            return cipher(Cipher.DECRYPT_MODE, key, nonce, place)
                    .doFinal(envelope, from + NONCE, to - from - NONCE);
        } catch (GeneralSecurityException broken) {
            throw new StoreFailure(
                    "the sealed value at " + place + " does not open with key " + keyOf(envelope), broken);
        }
    }

    private static Cipher cipher(int mode, SecretKeySpec key, byte[] nonce, String place)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG * 8, nonce));
        cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static void checkPrivate(Path file) throws IOException {
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
        Set<PosixFilePermission> owner = Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        if (!owner.containsAll(mode)) {
            throw new StoreFailure("the key file " + file + " can be used by others ("
                    + PosixFilePermissions.toString(mode) + "): make it yours alone with chmod 600");
        }
    }

    private static Ring parse(Path file, List<String> lines) {
        if (lines.isEmpty() || !lines.getFirst().equals(HEAD)) {
            throw new StoreFailure("the key file " + file + " does not begin with '" + HEAD + "'");
        }
        Map<String, SecretKeySpec> keys = new LinkedHashMap<>();
        String newest = "";
        for (int i = 1; i < lines.size(); i++) {
            String[] words = lines.get(i).split(" ");
            boolean shaped = words.length == 3 && words[0].equals("key") && words[1].matches("[0-9a-f]{16}")
                    && words[2].matches("[A-Za-z0-9+/]{43}=");
            if (!shaped) {
                throw new StoreFailure("the key file " + file + " has no key in line " + (i + 1));
            }
            newest = words[1];
            keys.put(newest, new SecretKeySpec(Base64.getDecoder().decode(words[2]), "AES"));
        }
        if (keys.isEmpty()) {
            throw new StoreFailure("the key file " + file + " holds no key");
        }
        return new Ring(keys, newest);
    }

    private void write(Ring next) {
        StringBuilder text = new StringBuilder(HEAD).append('\n');
        next.keys().forEach((id, key) -> text.append("key ").append(id).append(' ')
                .append(Base64.getEncoder().encodeToString(key.getEncoded())).append('\n'));
        try {
            PrivateFiles.replace(file, text.toString());
        } catch (IOException trouble) {
            throw new StoreFailure("the key file " + file + " cannot be written: " + trouble.getMessage(), trouble);
        }
    }
}
