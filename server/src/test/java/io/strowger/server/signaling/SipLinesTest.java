package io.strowger.server.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strowger.call.port.LegId;
import io.strowger.sip.Flow;
import io.strowger.sip.SipTrace;
import io.strowger.sip.Transport;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SipLinesTest {
    private final List<String> story = new ArrayList<>();
    private final SipLines lines = new SipLines((leg, text, data) -> story.add(leg + " " + text));

    private void passes(String firstLine) {
        lines.on(new SipTrace.Seen(false, firstLine, "one-call-id", "1 BYE", Instant.EPOCH,
                Flow.to(Transport.UDP, new InetSocketAddress("192.0.2.1", 5060))));
    }

    /** A caller chooses its Call-ID, another account's call may have the same. */
    @Test
    void aSecondCallWithTheSameCallIdTakesNoLinesOfTheFirst() {
        LegId first = new LegId("first");
        LegId second = new LegId("second");
        lines.bind("one-call-id", first);
        lines.bind("one-call-id", second);
        passes("BYE sip:a@192.0.2.2 SIP/2.0");
        lines.forget("one-call-id", second);
        passes("OPTIONS sip:a@192.0.2.2 SIP/2.0");
        assertEquals(List.of("first <- BYE sip:a@192.0.2.2", "first <- OPTIONS sip:a@192.0.2.2"), story);
    }
}
