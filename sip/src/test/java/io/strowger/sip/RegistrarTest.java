package io.strowger.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** RFC 3261 10.3. */
class RegistrarTest {
    private static final Flow SOURCE = Flow.to(Transport.UDP, new InetSocketAddress("192.0.2.7", 4444));

    private final FakeWorld world = new FakeWorld(1);
    private final List<String> changes = new ArrayList<>();
    private final Registrar registrar = new Registrar(world,
            new Registrar.Settings(3, 5, Duration.ofSeconds(60), Duration.ofHours(1), Duration.ofHours(1)),
            new Registrar.Changes() {
                @Override
                public void stored(Binding binding) {
                    changes.add("stored " + binding.contact());
                }

                @Override
                public void removed(Binding binding) {
                    changes.add("removed " + binding.contact());
                }
            });
    private int sequence;

    @Test
    void bindingIsGrantedFoundAndExpires() {
        Reply reply = register("alice", "Contact: <sip:a@10.0.0.1:5060>;expires=120\n");
        assertEquals(200, reply.status());
        assertEquals("<sip:a@10.0.0.1:5060>;expires=120", reply.headers().getFirst().value());
        assertEquals(Optional.of("sip:192.0.2.7:4444"), registrar.bindings("alice").getFirst().route());
        world.pass(Duration.ofSeconds(119));
        assertEquals(1, registrar.size());
        world.pass(Duration.ofSeconds(2));
        assertEquals(List.of(), registrar.bindings("alice"));
        assertEquals(0, registrar.size());
        assertEquals(List.of("stored sip:a@10.0.0.1:5060", "removed sip:a@10.0.0.1:5060"), changes);
        assertEquals(0, world.scheduled());
    }

    @Test
    void refreshKeepsOneBindingAndItsNewTime() {
        register("alice", "Contact: <sip:a@10.0.0.1>;expires=100\n");
        world.pass(Duration.ofSeconds(90));
        register("alice", "Contact: <sip:a@10.0.0.1>;expires=100\n");
        world.pass(Duration.ofSeconds(50));
        assertEquals(1, registrar.bindings("alice").size());
        assertEquals(1, world.scheduled());
    }

    @Test
    void removalBySelfAndByStar() {
        register("alice", "Contact: <sip:a@10.0.0.1>, <sip:a@10.0.0.2>\n");
        register("alice", "Contact: <sip:a@10.0.0.1>;expires=0\n");
        assertEquals(1, registrar.size());
        assertEquals(400, register("alice", "Contact: *\n").status());
        assertEquals(400, register("alice", "Contact: *, <sip:a@10.0.0.2>\nExpires: 0\n").status());
        assertEquals(200, register("alice", "Contact: *\nExpires: 0\n").status());
        assertEquals(0, registrar.size());
        assertEquals(0, world.scheduled());
    }

    @Test
    void tooShortIsRefusedTooLongIsCutAndMalformedIsDefault() {
        Reply brief = register("alice", "Contact: <sip:a@10.0.0.1>;expires=59\n");
        assertEquals(423, brief.status());
        assertEquals(List.of(new SipField("Min-Expires", "60")), brief.headers());
        assertTrue(register("alice", "Contact: <sip:a@10.0.0.1>\nExpires: 99999\n").headers().getFirst().value()
                .contains("expires=3600"));
        assertTrue(register("alice", "Contact: <sip:a@10.0.0.1>;expires=soon\n").headers().getFirst().value()
                .contains("expires=3600"));
    }

    @Test
    void queryListsBindingsByPreferenceWithoutChangingThem() {
        register("alice", "Contact: <sip:a@10.0.0.1>;q=0.2, <sip:a@10.0.0.2>;q=0.9\n");
        Reply query = register("alice", "");
        assertEquals(List.of("<sip:a@10.0.0.2>;expires=3600;q=0.900", "<sip:a@10.0.0.1>;expires=3600;q=0.200"),
                query.headers().stream().map(SipField::value).toList());
    }

    @Test
    void tableIsBoundedPerAddressAndInTotalAndChangesNothingWhenFull() {
        assertEquals(503, register("alice", "Contact: <sip:1@h>, <sip:2@h>, <sip:3@h>, <sip:4@h>\n").status());
        assertEquals(0, registrar.size());
        register("alice", "Contact: <sip:1@h>, <sip:2@h>, <sip:3@h>\n");
        register("bob", "Contact: <sip:1@h>, <sip:2@h>\n");
        assertEquals(503, register("carol", "Contact: <sip:1@h>\n").status());
        assertEquals(200, register("bob", "Contact: <sip:1@h>\n").status());
    }

    @Test
    void anOlderRequestOfTheSameCallIdChangesNothing() {
        register("alice", "Contact: <sip:a@10.0.0.1>\n");
        sequence = 0;
        assertEquals(500, register("alice", "Contact: <sip:a@10.0.0.1>;expires=0\n").status());
        assertEquals(1, registrar.size());
    }

    @Test
    void storedBindingsComeBackAndExpire() {
        register("alice", "Contact: <sip:a@10.0.0.1>;expires=100\n");
        Binding stored = registrar.bindings("alice").getFirst();
        registrar.close();
        assertEquals(0, world.scheduled());
        registrar.restore(stored);
        assertEquals(List.of(stored), registrar.bindings("alice"));
        world.pass(Duration.ofSeconds(101));
        assertEquals(0, registrar.size());
        registrar.restore(stored);
        assertEquals(0, registrar.size());
    }

    @Test
    void brokenContactsAreRefusedWhole() {
        assertEquals(400, register("alice", "Contact: <sip:a@10.0.0.1>, <mailto:a@b>\n").status());
        assertEquals(0, registrar.size());
    }

    private Reply register(String address, String headers) {
        SipRequest request = SipParser.request(Samples.bytes("REGISTER sip:house SIP/2.0\n"
                + "Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1\nFrom: <sip:a@house>;tag=1\nTo: <sip:a@house>\n"
                + "Call-ID: r\nCSeq: " + ++sequence + " REGISTER\n" + headers + "\n"));
        return registrar.register(request, SOURCE, address);
    }
}
