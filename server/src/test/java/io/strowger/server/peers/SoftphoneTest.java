package io.strowger.server.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.media.audio.Goertzel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two real softphones (baresip), registered with the product, talk through {@code <Dial><Client>}. */
class SoftphoneTest {
    private static final int ANNAS_TONE = 700;
    private static final int BERTS_TONE = 1300;
    private static final int TWO_SECONDS = 2 * 8000 * 2;
    private static Bench bench;

    @BeforeAll
    static void open() {
        bench = Bench.open("127.0.0.1:27200-27299", app -> """
                accounts:
                  - name: Peers
                    domains:
                      - host: 127.0.0.1
                        voice:
                          url: %s/desk
                        users:
                          - name: anna
                            password: annas-password
                          - name: bert
                            password: berts-password
                """.formatted(app));
        bench.page("/desk", asked -> "<Response><Dial><Client>bert</Client></Dial></Response>");
    }

    @AfterAll
    static void close() {
        bench.close();
    }

    @Test
    void softphonesHearEachOtherOverUdp() {
        talk("udp", 27010);
    }

    @Test
    void softphonesHearEachOtherOverTcp() {
        talk("tcp", 27080);
    }

    private static void talk(String transport, int port) {
        bench.forget();
        var annas = new Softphone.Plan("anna", "annas-password", port, ANNAS_TONE, transport);
        var berts = new Softphone.Plan("bert", "berts-password", port + 35, BERTS_TONE, transport);
        try (Softphone anna = Softphone.start(bench, annas); Softphone bert = Softphone.start(bench, berts)) {
            anna.dial("sip:desk@" + bench.product().sip()); // it adds its account's transport
            assertTrue(bench.await(() -> anna.heardBytes() > TWO_SECONDS && bert.heardBytes() > TWO_SECONDS),
                    () -> "both hear something: " + anna.output() + bert.output());
            anna.hangUp();
            assertTrue(anna.await("CALL_CLOSED").isPresent(), anna::output);
            assertTrue(bert.await("CALL_CLOSED").isPresent(), bert::output);
            assertTrue(bench.awaitIdle(), "nothing of the call is left");
            assertHeard(anna.heard(), BERTS_TONE, ANNAS_TONE);
            assertHeard(bert.heard(), ANNAS_TONE, BERTS_TONE);
        }
        assertEquals(1, bench.asked("/desk").size());
        assertEquals("sip:anna@127.0.0.1", bench.asked("/desk").getFirst().fields().get("From"));
    }

    /** At least a second of the other's tone in windows of 100 ms, and none of one's own. */
    private static void assertHeard(short[] pcm, int tone, int own) {
        int theirs = 0;
        int echoes = 0;
        for (int from = 0; from + 800 <= pcm.length; from += 800) {
            theirs += Goertzel.hears(pcm, from, 800, tone) ? 1 : 0;
            echoes += Goertzel.share(pcm, from, 800, own) > 0.1 ? 1 : 0;
        }
        assertTrue(theirs >= 10, tone + " Hz in " + theirs + " windows of " + pcm.length / 800);
        assertEquals(0, echoes, "windows with one's own tone");
    }
}
