package io.strowger.server.store;

import static io.strowger.server.store.TestStore.WORLD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rulings part 2, "Secrets". */
class SecretsTest {
    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("keys");
    }

    @Test
    void sealedValueOpensAgainAfterARestart() {
        byte[] sealed = Secrets.open(WORLD, file()).seal("t.c:1", "pässword");
        assertEquals("pässword", Secrets.open(WORLD, file()).unseal("t.c:1", sealed).value());
        assertFalse(new String(sealed, StandardCharsets.ISO_8859_1).contains("ssword"));
    }

    @Test
    void sameValueIsNeverSealedTheSameWay() {
        Secrets secrets = Secrets.open(WORLD, file());
        assertFalse(Arrays.equals(secrets.seal("t.c:1", "x"), secrets.seal("t.c:1", "x")));
    }

    @Test
    void everyFlippedBitAndEveryOtherPlaceIsNoticed() {
        Secrets secrets = Secrets.open(WORLD, file());
        byte[] sealed = secrets.seal("t.c:1", "secret");
        assertThrows(StoreFailure.class, () -> secrets.unseal("t.c:2", sealed));
        for (int i = 0; i < sealed.length; i++) {
            byte[] bent = sealed.clone();
            bent[i] ^= 1;
            assertThrows(StoreFailure.class, () -> secrets.unseal("t.c:1", bent), "byte " + i);
        }
        assertThrows(StoreFailure.class, () -> secrets.unseal("t.c:1", new byte[3]));
    }

    @Test
    void keyFileIsPrivateAndARevealedOneIsRefused() throws IOException {
        Secrets.open(WORLD, file());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));
        Exception refusal = assertThrows(StoreFailure.class, () -> Secrets.open(WORLD, file()));
        assertTrue(refusal.getMessage().contains("chmod 600"), refusal.getMessage());
    }

    @Test
    void newKeySealsAndOldKeysStillOpen() {
        Secrets secrets = Secrets.open(WORLD, file());
        byte[] old = secrets.seal("t.c:1", "old");
        String first = secrets.newestKey();
        secrets.addKey();
        assertNotEquals(first, secrets.newestKey());
        assertEquals(secrets.newestKey(), Secrets.keyOf(secrets.seal("t.c:1", "new")));
        assertEquals(first, Secrets.keyOf(old));
        assertEquals("old", Secrets.open(WORLD, file()).unseal("t.c:1", old).value());
    }

    @Test
    void foreignKeyFileIsNamedAsTheReason() {
        byte[] sealed = Secrets.open(WORLD, folder.resolve("other")).seal("t.c:1", "x");
        Exception refusal = assertThrows(
                StoreFailure.class, () -> Secrets.open(WORLD, file()).unseal("t.c:1", sealed));
        assertTrue(refusal.getMessage().contains("put back the key file"), refusal.getMessage());
    }

    @Test
    void whatIsNoKeyFileIsRefusedWithTheLine() throws IOException {
        for (String text : new String[] {"", "strowger-keys 2\n", "strowger-keys 1\n", "strowger-keys 1\nkey 12 x\n"}) {
            Files.deleteIfExists(file());
            PrivateFiles.replace(file(), text);
            assertThrows(StoreFailure.class, () -> Secrets.open(WORLD, file()), text);
        }
    }

    @Test
    void secretsAreNotPrinted() {
        assertFalse(new Secret("hunter2").toString().contains("hunter2"));
        assertFalse(new Database.Address("jdbc:postgresql://h/d", "u", new Secret("hunter2")).toString()
                .contains("hunter2"));
    }
}
