package io.strowger.twiml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whatever comes in, a document or a {@link DocumentError} comes out; and the same one for the same bytes. */
class FuzzTest {
    private static final String SEED_TEXT = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Say voice='alice'>"
            + "Hi <break time='1s'/>&amp; <say-as interpret-as='digits'>12</say-as></Say><Gather numDigits='1' "
            + "timeout='3'><Play loop='0'>http://a/b.wav</Play></Gather><Dial timeout='20' record='true'>"
            + "<Number url='/s'>+1415</Number><Sip>sip:a@b?X-A=1</Sip></Dial><Record maxLength='9'/>"
            + "<Redirect method='GET'>/next</Redirect><![CDATA[x]]><!-- c --><Pay/><Enqueue>q</Enqueue></Response>";
    private static final String[] BITS = {
        "<", ">", "&", "'", "\"", "/>", "</", "<!DOCTYPE a>", "<![CDATA[", "]]>", "<!--", "-->", "&#x0;", "&x;", "\0",
        "<?xml version='1.1'?>", "<Response>", "</Response>", "<Say>", "timeout='-1'", "\ud800", "\u00e9", "xmlns='",
        "=", "9999999999999", "<Dial>", "</Dial>", "<Gather>"};

    @Test
    void mutatedDocumentsNeverThrowAnythingElse() {
        int parsed = 0;
        for (long seed = 1; seed <= 3000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] body = mutated(random);
            String first = outcome(body, seed);
            assertEquals(first, outcome(body, seed), "seed " + seed);
            parsed += first.startsWith("Document[") ? 1 : 0;
        }
        int documents = parsed;
        assertTrue(documents > 300 && documents < 2700, () -> documents + " of 3000 parsed: too tame or too wild");
    }

    @Test
    void randomBytesNeverThrowAnythingElse() {
        for (long seed = 1; seed <= 2000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] body = new byte[random.nextInt(200)];
            random.nextBytes(body);
            if (random.nextBoolean() && body.length > 10) {
                System.arraycopy("<Response>".getBytes(StandardCharsets.US_ASCII), 0, body, 0, 10);
            }
            outcome(body, seed);
        }
    }

    private static String outcome(byte[] body, long seed) {
        try {
            Document document = Parsing.PARSER.parse(body);
            Document again = new DocumentParser(new ParseLimits(1 << 20, 10_000)).parse(DocumentWriter.write(document));
            assertEquals(document.verbs(), again.verbs(), "seed " + seed);
            return document.toString();
        } catch (DocumentError error) {
            return error.code() + " " + error.getMessage();
        } catch (RuntimeException other) {
            throw new AssertionError("seed " + seed + ": " + new String(body, StandardCharsets.UTF_8), other);
        }
    }

    /** Another character of the same kind, so that the XML stays whole and the values turn absurd. */
    private static char within(char old, SplittableRandom random) {
        if (Character.isDigit(old)) {
            return "0123456789-x".charAt(random.nextInt(12));
        }
        return old == ' ' ? '\n' : old;
    }

    private static byte[] mutated(SplittableRandom random) {
        StringBuilder text = new StringBuilder(SEED_TEXT);
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(12)) {
                case 0 -> text.insert(at, BITS[random.nextInt(BITS.length)]);
                case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(20)));
                case 2 -> text.setCharAt(at, (char) random.nextInt(0x300));
                case 3 -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(60))));
                case 4, 5, 6, 7, 8, 9, 10 -> text.setCharAt(at, within(text.charAt(at), random));
                default -> text.setCharAt(at, BITS[random.nextInt(BITS.length)].charAt(0));
            }
        }
        byte[] body = text.toString().getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(5) == 0) {
            body[random.nextInt(body.length)] = (byte) random.nextInt(256);
        }
        return body;
    }
}
