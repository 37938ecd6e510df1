package io.strowger.server.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.media.Sound;
import io.strowger.media.audio.Clip;
import io.strowger.media.audio.Goertzel;
import io.strowger.media.audio.Tones;
import io.strowger.phone.Phone;
import io.strowger.phone.PhoneCall;
import io.strowger.phone.PhoneConfig;
import io.strowger.sip.SipTrace;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Waiting calls end to end: real SIP, RTP and HTTP, the whole product with its database (issue 4, must show 5, the
 * small real run). Each caller sounds a tone of its own, so what an agent hears says who it was.
 */
class QueueCallsTest {
    private static final int CALLERS = 6;
    private static final int AGENTS_TONE = 2600;
    private static Bench bench;
    private static Phone callers;
    private static Phone agents;

    @BeforeAll
    static void open() {
        bench = Bench.open("127.0.0.1:27400-27499", app -> """
                accounts:
                  - name: Peers
                    numbers:
                      - {number: "+15550101", voice: {url: "%1$s/voice"}}
                      - {number: "+15550109", voice: {url: "%1$s/agent"}}
                """.formatted(app), "--trust", "127.0.0.1");
        bench.page("/voice", asked -> "<Response><Enqueue action=\"/done\">support</Enqueue></Response>");
        bench.page("/done", asked -> "<Response><Hangup/></Response>");
        callers = phone(27510, "+15551000");
        agents = phone(27560, "+15552000");
    }

    private static Phone phone(int rtp, String user) {
        return Phone.open(bench.world(), PhoneConfig.of(InetAddress.getLoopbackAddress(), rtp, rtp + 39, user),
                SipTrace.NONE);
    }

    @AfterAll
    static void close() {
        callers.close();
        agents.close();
        bench.close();
    }

    private static int tone(int caller) {
        return 500 + 300 * caller;
    }

    private static Sound endless(int hertz) {
        return new Sound.Sample(Clip.of(Tones.tone(1000, hertz)), Integer.MAX_VALUE);
    }

    private static PhoneCall calls(Phone phone, String number, int hertz) {
        PhoneCall call = phone.call("sip:" + number + "@" + bench.product().sip());
        assertTrue(call.awaitAnswer(Bench.PATIENCE), () -> "answered: " + call.past());
        call.play(endless(hertz));
        return call;
    }

    /** Windows of a tenth of a second in which this tone is most of what is heard. */
    private static long windows(PhoneCall call, int hertz) {
        short[] pcm = call.heard().pcm();
        long found = 0;
        for (int from = 0; from + 800 <= pcm.length; from += 800) {
            found += Goertzel.hears(pcm, from, 800, hertz) ? 1 : 0;
        }
        return found;
    }

    @Test
    void callersHearTheMusicAndThenTheAgentWhoServesThemInTheOrderInWhichTheyCame_mustShow5() {
        bench.page("/agent", asked -> asked.fields().containsKey("DialCallStatus")
                ? "<Response><Hangup/></Response>"
                : "<Response><Dial action=\"/agent\"><Queue>support</Queue></Dial></Response>");
        List<PhoneCall> waiting = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            waiting.add(calls(callers, "+15550101", tone(i)));
            int so = i + 1;
            assertTrue(bench.await(() -> bench.metric("strowger_queue_callers").orElse(0.0) == so));
        }
        Bench.assertMusic(waiting.getFirst());
        waiting.get(2).hangUp(); // gives up while waiting
        assertTrue(bench.await(() -> bench.metric("strowger_queue_callers").orElse(0.0) == CALLERS - 1));
        for (int i = 0; i < CALLERS; i++) {
            if (i != 2) {
                serve(waiting, i);
            }
        }
        assertEquals(List.of("hangup", "bridged", "bridged", "bridged", "bridged", "bridged"),
                bench.asked("/done").stream().map(asked -> asked.fields().get("QueueResult")).toList());
        assertEquals(CALLERS, new HashSet<>(bench.asked("/done").stream()
                .map(asked -> asked.fields().get("CallSid")).toList()).size(), "each told once");
        assertTrue(bench.awaitIdle(), () -> bench.get("/metrics").body());
        assertEquals(0, bench.metric("strowger_queue_callers").orElseThrow());
        assertEquals(0, bench.metric("strowger_queue_joined").orElseThrow());
        assertEquals(0, bench.metric("strowger_queue_agents").orElseThrow());
    }

    /** An agent calls, hears the tone of the caller whose turn it is and of nobody else, and hangs up. */
    private static void serve(List<PhoneCall> waiting, int turn) {
        PhoneCall agent = calls(agents, "+15550109", AGENTS_TONE);
        PhoneCall caller = waiting.get(turn);
        assertTrue(bench.await(() -> windows(agent, tone(turn)) >= 5 && windows(caller, AGENTS_TONE) >= 5),
                () -> "caller " + turn + " and an agent hear each other");
        agent.hangUp();
        assertTrue(agent.awaitEnd(Bench.PATIENCE));
        assertTrue(caller.awaitEnd(Bench.PATIENCE), "the caller's action hangs up");
        for (int other = 0; other < CALLERS; other++) {
            if (other != turn) {
                assertEquals(0, windows(agent, tone(other)), "caller " + other + " is not heard by agent of " + turn);
                assertFalse(other > turn && windows(waiting.get(other), AGENTS_TONE) > 0,
                        "caller " + other + " hears no agent yet");
            }
        }
    }
}
