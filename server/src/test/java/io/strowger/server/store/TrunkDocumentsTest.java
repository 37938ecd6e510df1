package io.strowger.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.FetchAnswer;
import io.strowger.kernel.FetchRequest;
import io.strowger.kernel.FetchTrouble;
import io.strowger.kernel.OriginationUrlSid;
import io.strowger.kernel.TrunkSid;
import io.strowger.twiml.Dial;
import io.strowger.twiml.Document;
import io.strowger.twiml.DocumentParser;
import io.strowger.twiml.NumberNoun;
import io.strowger.twiml.ParseLimits;
import io.strowger.twiml.Redirect;
import io.strowger.twiml.Reject;
import io.strowger.twiml.SipNoun;
import io.strowger.twiml.Verb;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rest-api section 2, "Trunking v1": origination, termination, recording, disaster recovery. */
class TrunkDocumentsTest {
    private static final AccountSid ALICE = new AccountSid("AC" + "a".repeat(32));
    private static final AccountSid BOB = new AccountSid("AC" + "b".repeat(32));
    private static final TrunkSid TRUNK = new TrunkSid("TK" + "1".repeat(32));
    private static final Dates DATES = Dates.at(Instant.EPOCH);

    private final InventoryEditor editor = new InventoryEditor();
    private final TrunkDocuments documents = new TrunkDocuments(
            request -> new FetchAnswer.Failed(FetchTrouble.CONNECT_FAILED, "the network was asked"),
            editor::done, TestStore.WORLD.entropy());

    private void trunk(Optional<String> recovery) {
        editor.put(new ElasticTrunk(TRUNK, ALICE, "", Optional.of("pbx.example"), "r", recovery, "GET", "disable-all",
                "from-transferee", false, "record-from-answer-dual", "trim-silence", DATES));
    }

    private void url(String digit, String uri, int priority, boolean enabled) {
        editor.put(new OriginationUrl(new OriginationUrlSid("OU" + digit.repeat(32)), ALICE, TRUNK, "", uri, priority,
                1, enabled, DATES));
    }

    private FetchAnswer ask(String url, AccountSid account, String more) {
        String body = "CallSid=CA1&AccountSid=" + account + "&From=%2B441632960111&To=%2B441632960100" + more;
        return documents.exchange(new FetchRequest("POST", URI.create(url), List.of(),
                body.getBytes(StandardCharsets.UTF_8), Duration.ofSeconds(1), Duration.ofSeconds(1),
                Duration.ofSeconds(1), 1000, true));
    }

    private List<Verb> verbs(String part, String more) {
        FetchAnswer.Answered answer = assertInstanceOf(FetchAnswer.Answered.class,
                ask("http://trunks.strowger.invalid/" + part + "/" + TRUNK, ALICE, more));
        assertEquals(200, answer.status());
        Document document = new DocumentParser(ParseLimits.DEFAULT).parse(answer.body());
        assertEquals(List.of(), document.warnings());
        return document.verbs();
    }

    @Test
    void originationDialsTheUrlsInOrderWithTheTrunksRecording() {
        trunk(Optional.empty());
        url("1", "sip:second.example;transport=tcp", 5, true);
        url("2", "sip:first.example", 1, true);
        url("3", "sip:off.example", 0, false);
        Dial dial = assertInstanceOf(Dial.class, verbs("origination", "").getFirst());
        assertEquals(true, dial.answerOnBridge());
        assertEquals("record-from-answer-dual", dial.record().wire());
        SipNoun sip = assertInstanceOf(SipNoun.class, dial.nouns().getFirst());
        assertEquals(List.of("sip:+441632960100@first.example", "sip:+441632960100@second.example;transport=tcp"),
                sip.uris().stream().map(SipNoun.Target::uri).toList());
        assertEquals("http://trunks.strowger.invalid/originated/" + TRUNK, dial.action().orElseThrow());
    }

    @Test
    void terminationDialsTheNumberWithTheExchangesCallerId() {
        trunk(Optional.empty());
        Dial dial = assertInstanceOf(Dial.class, verbs("termination", "").getFirst());
        assertEquals("+441632960111", dial.callerId().orElseThrow());
        assertEquals("+441632960100", assertInstanceOf(NumberNoun.class, dial.nouns().getFirst()).number());
    }

    @Test
    void recoveryDocumentIsForCallsThatNobodyTook() {
        trunk(Optional.of("https://recovery.example/?a=1&b=2"));
        assertEquals("https://recovery.example/?a=1&b=2",
                assertInstanceOf(Redirect.class, verbs("origination", "").getFirst()).url().orElseThrow(),
                "no URL at all");
        Redirect redirect = assertInstanceOf(
                Redirect.class, verbs("originated", "&DialCallStatus=failed").getFirst());
        assertEquals("https://recovery.example/?a=1&b=2", redirect.url().orElseThrow());
        assertEquals("GET", redirect.method().name());
        assertEquals("Hangup", verbs("originated", "&DialCallStatus=completed").getFirst().name());
        assertEquals(Reject.Reason.BUSY, assertInstanceOf(
                Reject.class, verbs("dialled", "&DialCallStatus=busy").getFirst()).reason(), "not for calls out");
    }

    @Test
    void callerHearsBusyOrRejectedWithoutARecoveryDocument() {
        trunk(Optional.empty());
        assertEquals(Reject.Reason.BUSY, assertInstanceOf(
                Reject.class, verbs("originated", "&DialCallStatus=busy").getFirst()).reason());
        assertEquals(Reject.Reason.REJECTED, assertInstanceOf(
                Reject.class, verbs("originated", "&DialCallStatus=no-answer").getFirst()).reason());
    }

    @Test
    void anotherAccountsTrunkIsAsAbsentAsOneThatNeverWas() {
        trunk(Optional.empty());
        for (String part : List.of("origination/" + TRUNK, "origination/TK" + "9".repeat(32), "origination/x", "x", "",
                "other/" + TRUNK)) {
            FetchAnswer.Answered answer = assertInstanceOf(FetchAnswer.Answered.class, ask(
                    "http://trunks.strowger.invalid/" + part, part.startsWith("other") ? ALICE : BOB, ""), part);
            assertEquals(404, answer.status(), part);
        }
    }

    @Test
    void everyOtherAddressGoesToTheNetwork() {
        for (String url : List.of("http://example.com/origination/" + TRUNK,
                "http://x.trunks.strowger.invalid/origination/" + TRUNK)) {
            assertInstanceOf(FetchAnswer.Failed.class, ask(url, ALICE, ""), url);
        }
    }
}
