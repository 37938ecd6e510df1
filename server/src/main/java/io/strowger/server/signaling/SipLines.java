package io.strowger.server.signaling;

import io.strowger.call.port.LegId;
import io.strowger.sip.SipTrace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings each SIP message to the story of the call it belongs to. A message may pass before its call is known (the
 * INVITE itself); such lines wait in a small table. Any thread may call it.
 */
final class SipLines implements SipTrace {
    private static final int WAITING_CALLS = 1000;
    private static final int WAITING_LINES = 8;

    private final SipSignaling.Story story;
    private final Map<String, LegId> legs = new HashMap<>();
    private final Map<String, List<Seen>> waiting = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<Seen>> eldest) {
            return size() > WAITING_CALLS;
        }
    };

    SipLines(SipSignaling.Story story) {
        this.story = story;
    }

    @Override
    public void on(Seen seen) {
        LegId leg;
        synchronized (this) {
            leg = legs.get(seen.callId());
            if (leg == null) {
                List<Seen> lines = waiting.computeIfAbsent(seen.callId(), id -> new ArrayList<>(2));
                if (lines.size() < WAITING_LINES) {
                    lines.add(seen);
                }
                return;
            }
        }
        write(leg, seen);
    }

    /** From now on messages with this Call-ID are this leg's; those that have waited are written. */
    void bind(String callId, LegId leg) {
        List<Seen> lines;
        synchronized (this) {
            legs.putIfAbsent(callId, leg); // two calls may say the same Call-ID: the first keeps its lines
            lines = waiting.remove(callId);
        }
        if (lines != null) {
            lines.forEach(seen -> write(leg, seen));
        }
    }

    /** The leg is over. */
    synchronized void forget(String callId, LegId leg) {
        legs.remove(callId, leg);
    }

    private void write(LegId leg, Seen seen) {
        String method = seen.cseq().substring(seen.cseq().indexOf(' ') + 1);
        boolean response = seen.firstLine().startsWith("SIP/2.0 ");
        String what = response
                ? seen.firstLine().substring(8) + " (" + method + ")" : seen.firstLine().replace(" SIP/2.0", "");
        String remote = seen.remote().host() + ":" + seen.remote().remote().getPort() + "/" + seen.remote().transport();
        story.line(leg, (seen.sent() ? "-> " : "<- ") + what, "direction", seen.sent() ? "sent" : "received",
                "message", what, "remote", remote, "cseq", seen.cseq());
    }
}
