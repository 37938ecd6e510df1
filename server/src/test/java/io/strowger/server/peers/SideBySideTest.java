package io.strowger.server.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.phone.Phone;
import io.strowger.phone.PhoneCall;
import io.strowger.phone.PhoneConfig;
import io.strowger.sip.SipTrace;
import java.net.InetAddress;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** Several instances on one machine, each with its own directory, database, ports and calls. */
class SideBySideTest {
    @Test
    void twoProductsTakeCallsBesideEachOtherAndOneOutlivesTheOther() {
        try (Bench first = Bench.open("127.0.0.1:27500-27549", SideBySideTest::number, "--trust", "127.0.0.1");
                Phone phone = Phone.open(first.world(),
                        PhoneConfig.of(InetAddress.getLoopbackAddress(), 27600, 27699, "caller"), SipTrace.NONE)) {
            try (Bench second = Bench.open("127.0.0.1:27550-27599", SideBySideTest::number, "--trust", "127.0.0.1")) {
                assertNotEquals(first.product().http(), second.product().http());
                assertNotEquals(first.product().sip(), second.product().sip());
                PhoneCall one = call(phone, first);
                PhoneCall two = call(phone, second);
                assertEquals(1, first.product().calls());
                assertEquals(1, second.product().calls());
                two.hangUp();
                assertTrue(second.awaitIdle());
                assertEquals(1, first.product().calls(), "the other call goes on");
                one.hangUp();
                assertTrue(first.awaitIdle());
            }
            assertEquals(200, first.get("/ready").statusCode());
            PhoneCall again = call(phone, first);
            again.hangUp();
            assertTrue(first.awaitIdle());
            assertEquals(2, first.asked("/wait").size());
        }
    }

    private static PhoneCall call(Phone phone, Bench bench) {
        bench.page("/wait", asked -> "<Response><Gather timeout=\"60\"/></Response>");
        PhoneCall call = phone.call("sip:+15550100@" + bench.product().sip());
        assertTrue(call.awaitAnswer(Bench.PATIENCE), "answered");
        return call;
    }

    private static String number(URI app) {
        return """
                accounts:
                  - name: Peers
                    numbers:
                      - {number: "+15550100", voice: {url: "%s/wait"}}
                """.formatted(app);
    }
}
