package io.strowger.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Rulings part 2, "Crash and deploy": a checkpoint round-trips and carries a version. */
class CheckpointTest {
    private static final Checkpoint POINT = new Checkpoint("CA" + "0".repeat(32), "http://h/v?a=b&c=d", "POST", 3, 1,
            "in-progress", "v1 call-id=x\nroute=<sip:p;lr>", "CA" + "0".repeat(32), "a=b; Path=/");

    @Test
    void roundTrips() {
        assertEquals(POINT, Checkpoint.parse(POINT.text()));
    }

    @Test
    void aForeignVersionIsRefusedByNumber() {
        String newer = POINT.text().replace("version=1", "version=2");
        var refusal = assertThrows(IllegalArgumentException.class, () -> Checkpoint.parse(newer));
        assertTrue(refusal.getMessage().contains("version 2"), refusal.getMessage());
    }

    @Test
    void aMissingFieldIsNamed() {
        String cut = POINT.text().replaceAll("dialog=.*\n", "");
        var refusal = assertThrows(IllegalArgumentException.class, () -> Checkpoint.parse(cut));
        assertEquals("the checkpoint has no field dialog", refusal.getMessage());
    }
}
