package io.strowger.sim.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strowger.call.port.CallRecord;
import io.strowger.call.port.CallStatus;
import io.strowger.call.port.Termination;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.sim.CallScenario;
import io.strowger.sim.SimApp;
import io.strowger.sim.SimCaller;
import io.strowger.sim.WebRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;

/**
 * What specification tests share: one scenario, documents written short, durations in seconds. The address of the
 * application is {@code http://app.example/voice}, where every called number leads.
 */
abstract class Spec {
    static final String VOICE = "http://app.example/voice";
    static final String NEXT = "http://app.example/next";
    static final String FALLBACK = "http://spare.example/fallback";
    static final String STATUS = "http://status.example/told";

    final CallScenario sim = scenario();

    CallScenario scenario() {
        return new CallScenario(1);
    }

    @AfterEach
    void closeScenario() {
        sim.close();
    }

    /** A document with these verbs. */
    static String doc(String... verbs) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response>\n" + String.join("\n", verbs) + "\n</Response>";
    }

    static String say(String text) {
        return "<Say>" + text + "</Say>";
    }

    static Duration seconds(double number) {
        return Duration.ofMillis(Math.round(number * 1000));
    }

    /** The application behind every number answers with a document of these verbs. */
    SimApp voice(String... verbs) {
        return sim.app(VOICE, doc(verbs));
    }

    /** The address that documents send results to answers with a document of these verbs. */
    SimApp next(String... verbs) {
        return sim.app(NEXT, doc(verbs));
    }

    /** The secondary address of every number answers with a document of these verbs. */
    SimApp fallback(String... verbs) {
        sim.fallback(FALLBACK);
        return sim.app(FALLBACK, doc(verbs));
    }

    /** Somebody calls at the start of the run and stays until the platform hangs up. */
    SimCaller caller() {
        return sim.caller().dials("+15550100");
    }

    /** A call at the start of the run, run to its end. */
    SimCaller call() {
        SimCaller caller = caller();
        sim.run();
        return caller;
    }

    /** The one request to the address; a mistake when there were none or more. */
    WebRequest request(String address) {
        List<WebRequest> all = sim.requests(address);
        if (all.size() != 1) {
            throw new AssertionError(all.size() + " requests to " + address + ", not 1: " + all);
        }
        return all.getFirst();
    }

    /** The caller's call as it was last written. */
    CallRecord record(SimCaller caller) {
        return sim.records().calls(caller.call().orElseThrow().callSid()).getLast();
    }

    CallStatus status(SimCaller caller) {
        return record(caller).status();
    }

    Termination termination(SimCaller caller) {
        return sim.records().details(caller.call().orElseThrow().callSid()).getLast().termination();
    }

    /** SIP status codes and methods of the caller's leg. */
    static List<String> sip(SimCaller caller) {
        return caller.signalling();
    }

    /** The request is signed with the account's token, as an application's validator computes it (section 7). */
    static void assertSigned(WebRequest request, AccountSid account) throws GeneralSecurityException {
        assertEquals(Optional.of(signature("token-of-" + account, request)), request.header("X-Twilio-Signature"));
    }

    /** Section 7 as an application's validator computes it. */
    static String signature(String token, WebRequest request) throws GeneralSecurityException {
        TreeMap<String, String> sorted = new TreeMap<>();
        for (Header field : request.form()) {
            sorted.put(field.name(), field.value());
        }
        StringBuilder text = new StringBuilder(request.url());
        sorted.forEach((name, value) -> text.append(name).append(value));
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
        return Base64.getEncoder().encodeToString(mac.doFinal(text.toString().getBytes(StandardCharsets.UTF_8)));
    }
}
