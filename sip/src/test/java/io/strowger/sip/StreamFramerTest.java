package io.strowger.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.junit.jupiter.api.Test;

/** RFC 3261 18.3 and RFC 5626 3.5.1 on a byte stream. */
class StreamFramerTest {
    private static final byte[] MESSAGE = Samples.bytes(Samples.invite("z9hG4bK1", "f", "1 INVITE", "a=1\n"));

    @Test
    void messagesComeWholeHoweverTheyAreCut() {
        for (int size : new int[] {1, 2, 3, 7, 1000}) {
            StreamFramer framer = new StreamFramer();
            int found = 0;
            byte[] three = repeat(3);
            for (int at = 0; at < three.length; at += size) {
                int length = Math.min(size, three.length - at);
                framer.append(java.util.Arrays.copyOfRange(three, at, at + length), length);
                while (framer.next() instanceof StreamFramer.Step.Whole(byte[] bytes)) {
                    assertEquals(new String(MESSAGE), new String(bytes));
                    found++;
                }
            }
            assertEquals(3, found, "cut at " + size);
            assertEquals(false, framer.partial());
        }
    }

    @Test
    void doubleCrlfIsAPingAndASingleOneIsSkipped() {
        StreamFramer framer = new StreamFramer();
        framer.append(new byte[] {'\r', '\n'}, 2);
        assertInstanceOf(StreamFramer.Step.More.class, framer.next());
        framer.append(new byte[] {'\r', '\n'}, 2);
        assertInstanceOf(StreamFramer.Step.Ping.class, framer.next());
        framer.append(new byte[] {'\r', '\n'}, 2);
        framer.append(MESSAGE, MESSAGE.length);
        assertInstanceOf(StreamFramer.Step.Whole.class, framer.next());
    }

    @Test
    void missingWrongOrHugeLengthsBreakTheStream() {
        assertEquals(MessageFault.CONTENT_LENGTH_MISSING, fault("OPTIONS sip:a SIP/2.0\r\nVia: x\r\n\r\n"));
        assertEquals(MessageFault.CONTENT_LENGTH, fault("OPTIONS sip:a SIP/2.0\r\nl: -5\r\n\r\n"));
        assertEquals(MessageFault.CONTENT_LENGTH, fault("X sip:a SIP/2.0\r\nl: 5\r\nContent-Length: 5\r\n\r\nabcde"));
        assertEquals(MessageFault.MESSAGE_TOO_LARGE, fault("X sip:a SIP/2.0\r\nl: 70000\r\n\r\n"));
        assertEquals(MessageFault.MESSAGE_TOO_LARGE, fault("z".repeat(66_000)));
    }

    private static MessageFault fault(String text) {
        StreamFramer framer = new StreamFramer();
        framer.append(text.getBytes(), text.length());
        return assertInstanceOf(StreamFramer.Step.Broken.class, framer.next()).fault();
    }

    private static byte[] repeat(int times) {
        byte[] out = new byte[MESSAGE.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(MESSAGE, 0, out, i * MESSAGE.length, MESSAGE.length);
        }
        return out;
    }
}
