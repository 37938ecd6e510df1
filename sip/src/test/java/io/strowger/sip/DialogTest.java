package io.strowger.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Dialogs as values. */
class DialogTest {
    private static final Dialog DIALOG = new Dialog("c&1=@h", "lt", "rt", "\"A & B\" <sip:a@h>", "<sip:b@h>",
            "sip:b@10.0.0.1:5070;ob", "<sip:me@h>", List.of("<sip:p1;lr>", "<sip:p2;lr>"), 7, 9,
            Flow.to(Transport.TCP, new InetSocketAddress("192.0.2.1", 5080)), true, true);

    @Test
    void exportedDialogComesBackEqual() {
        assertEquals(DIALOG, Dialog.parse(DIALOG.export()));
    }

    @Test
    void otherVersionsAndMissingFieldsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Dialog.parse("strowger-dialog/2&call-id=x"));
        assertThrows(IllegalArgumentException.class, () -> Dialog.parse("strowger-dialog/1&call-id=x"));
        assertThrows(IllegalArgumentException.class, () -> Dialog.parse(DIALOG.export() + "&nonsense"));
    }

    @Test
    void contactBehindNatSticksToTheFlow() {
        Flow udp = Flow.to(Transport.UDP, new InetSocketAddress("192.0.2.1", 5080));
        Flow tcp = new Flow(Transport.TCP, new InetSocketAddress("192.0.2.1", 5080), 3);
        assertEquals(true, Targets.sticky("sip:a@10.0.0.9:5060", udp));
        assertEquals(true, Targets.sticky("sip:a@100.64.0.9:5060", udp));
        assertEquals(false, Targets.sticky("sip:a@198.51.100.9:5060", udp));
        assertEquals(false, Targets.sticky("sip:a@192.0.2.1:5060", udp));
        assertEquals(true, Targets.sticky("sip:a@192.0.2.1:5060", tcp));
        assertEquals(false, Targets.sticky("sip:a@phone.example", udp));
    }
}
