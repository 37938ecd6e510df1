package io.strowger.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Rulings part 2, "Ids and time": two letters, 32 hex digits, time-prefixed, unguessable. */
class SidTest {
    @Test
    void mintedSidsHaveTheShapeAndSortByTime() {
        try (RealWorld world = RealWorld.open()) {
            CallSid first = CallSid.mint(world);
            CallSid second = CallSid.mint(world);
            assertTrue(Sid.SHAPE.matcher(first.value()).matches(), first.value());
            assertNotEquals(first, second);
            long millis = Long.parseLong(first.value().substring(2, 14), 16);
            assertTrue(Math.abs(world.timeline().now().toEpochMilli() - millis) < 60_000, "prefix is the time");
            assertNotEquals(first.value().substring(14), second.value().substring(14));
        }
    }

    @Test
    void aForeignPrefixIsRefusedByName() {
        var refusal = assertThrows(IllegalArgumentException.class, () -> new CallSid("AC" + "0".repeat(32)));
        assertEquals("'AC00000000000000000000000000000000' is not a sid of the form CA and 32 hex digits",
                refusal.getMessage());
    }

    @Test
    void whatIsCheckedIsTheShape() {
        String good = "CA" + "0123456789abcdef".repeat(2);
        assertEquals(good, new CallSid(good).value());
        for (String wrong : new String[] {"", "CA", good.substring(1), good + "0", good.toUpperCase(),
                good.replace('f', 'g'), good.replace('9', ':'), good.replace('0', '/'), good.replace('a', '`'),
                good + "\n"}) {
            assertTrue(!Sid.SHAPE.matcher(wrong).matches(), wrong);
            assertThrows(IllegalArgumentException.class, () -> new CallSid(wrong), wrong);
        }
    }
}
