package io.strowger.sim.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.port.DialTarget;
import io.strowger.call.port.DirectoryPort;
import io.strowger.call.port.DirectoryPort.NumberRoute;
import io.strowger.call.port.SipHeader;
import io.strowger.sim.SimCallee;
import io.strowger.sim.SimCaller;
import io.strowger.sim.SimDirectory;
import io.strowger.sim.WebRequest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Number, Client and Sip (voice-twiml section 3).
 *
 * <pre>
 * Number  sendDigits, url, method, statusCallback(Method POST, Event completed)
 * Client  identity as text or nested Identity, Parameter; url, method, statusCallback*
 * Sip     sip:user@host[;...][?X-Header=value&...], username, password, url, method, statusCallback*
 * </pre>
 */
final class DialNounsTest extends Spec {
    private static final String NUMBER = "+15550200";
    private static final String ALL = " statusCallback='" + STATUS + "' statusCallbackEvent='initiated ringing answered"
            + " completed'";

    private SimCallee number() {
        return sim.callee(NUMBER).answersAfter(seconds(1)).hangsUp().afterAnswer(seconds(5));
    }

    private void dials(String noun) {
        voice("<Dial action='" + NEXT + "'>" + noun + "</Dial>");
        next();
    }

    private void assertDials(String noun) {
        dials(noun);
        number();
        SimCaller ann = call();
        assertEquals("talk with " + NUMBER, ann.heard().getLast());
    }

    @Test
    void aBareNumberIsDialled() {
        voice("<Dial>\n  +1 (555) 0200  \n</Dial>");
        SimCallee bob = number();
        call();
        assertEquals("sip:+15550200@trunk.example", bob.targets().getFirst().uri());
        assertEquals("trunk", bob.targets().getFirst().trunk());
    }

    @Test
    void aNumberNounIsDialled() {
        assertDials("<Number>" + NUMBER + "</Number>");
    }

    @Test
    void theCallerIdIsTheParentsFrom() {
        dials("<Number>" + NUMBER + "</Number>");
        SimCallee bob = number();
        sim.caller("+15559999").dials("+15550100");
        sim.run();
        assertEquals("+15559999", bob.targets().getFirst().from());
    }

    @Test
    void aCallerIdOfTheAccountIsShown() {
        voice("<Dial callerId='+15557777'>" + NUMBER + "</Dial>");
        sim.directory().showable("+15557777");
        SimCallee bob = number();
        call();
        assertEquals("+15557777", bob.targets().getFirst().from());
    }

    @Test
    void theParentsToMayBeShown() {
        voice("<Dial callerId='+15550100'>" + NUMBER + "</Dial>");
        SimCallee bob = number();
        call();
        assertEquals("+15550100", bob.targets().getFirst().from());
    }

    @Test
    void aForeignCallerIdLeadsToTheFallbackWith13214() {
        voice("<Dial callerId='+15557777'>" + NUMBER + "</Dial>");
        fallback(say("spare"));
        SimCallee bob = number();
        assertEquals("said: spare", call().heard().getLast());
        assertEquals("13214", request(FALLBACK).param("ErrorCode"));
        assertTrue(!bob.wasCalled());
    }

    /** A phone that calls a SIP domain writes what it likes into From: section 3, "callerId check". */
    @Test
    void theNumberThatASipPhoneShowsAtADomainMayNotBeShownToTheTelephoneNetwork() {
        voice("<Dial>" + NUMBER + "</Dial>");
        fallback(say("spare"));
        SimCallee bob = number();
        SimCaller ann = sim.caller("+15559999").dials("sip:desk@office.example");
        sim.run();
        assertEquals("said: spare", ann.heard().getLast());
        assertEquals("13214", request(FALLBACK).param("ErrorCode"));
        assertTrue(!bob.wasCalled());
    }

    @Test
    void aSipParentsFromMayNotBeShownToTheTelephoneNetwork() {
        voice("<Dial>" + NUMBER + "</Dial>");
        fallback(say("spare"));
        SimCallee bob = number();
        SimCaller ann = sim.caller("sip:ann@office.example").dials("+15550100");
        sim.run();
        assertEquals("said: spare", ann.heard().getLast());
        assertTrue(!bob.wasCalled());
    }

    @Test
    void sendDigitsArePlayedToTheCalledPartyBeforeTheyAreJoined() {
        dials("<Number sendDigits='w12#'>" + NUMBER + "</Number>");
        SimCallee bob = number();
        SimCaller ann = call();
        assertEquals(List.of("1s digits: w12#", "2.1s talk with " + ann.name()), bob.heardWhen());
    }

    @Test
    void badSendDigitsLeadToTheFallbackWith13222() {
        voice("<Dial><Number sendDigits='12x'>" + NUMBER + "</Number></Dial>");
        fallback(say("spare"));
        assertEquals("said: spare", call().heard().getLast());
        assertEquals("13222", request(FALLBACK).param("ErrorCode"));
    }

    @Test
    void aForbiddenPrefixFailsTheDialWith13227() {
        sim.directory().route(NUMBER, new NumberRoute.Forbidden());
        dials("<Number>" + NUMBER + "</Number>");
        call();
        assertEquals("failed", request(NEXT).param("DialCallStatus"));
        assertEquals(List.of(13227), sim.records().errorCodes());
    }

    @Test
    void aNumberWithoutTrunkFailsTheDialWith13224() {
        sim.directory().route(NUMBER, new NumberRoute.Unreachable());
        dials("<Number>" + NUMBER + "</Number>");
        call();
        assertEquals("failed", request(NEXT).param("DialCallStatus"));
        assertEquals(List.of(13224), sim.records().errorCodes());
    }

    @Test
    void theNextTrunkIsTriedWhenOneFails() {
        sim.directory().route(NUMBER, new NumberRoute.ByTrunks(List.of(
                new DirectoryPort.Trunk("one", "sip:15550200@one.example", Optional.empty()),
                new DirectoryPort.Trunk("two", "sip:15550200@two.example",
                        Optional.of(new DialTarget.Credentials("user", "secret"))))));
        dials("<Number>" + NUMBER + "</Number>");
        sim.callee("sip:15550200@one.example").refuses(503);
        SimCallee bob = sim.callee("sip:15550200@two.example").answersAfter(seconds(1))
                .hangsUp().afterAnswer(seconds(1));
        SimCaller ann = call();
        assertEquals("talk with sip:15550200@two.example", ann.heard().getLast());
        assertEquals("user", bob.targets().getFirst().credentials().orElseThrow().username());
        assertEquals("completed", request(NEXT).param("DialCallStatus"));
    }

    @Test
    void aBusyPartyIsNotAskedAgainByTheNextTrunk() {
        sim.directory().route(NUMBER, new NumberRoute.ByTrunks(List.of(
                new DirectoryPort.Trunk("one", "sip:15550200@one.example", Optional.empty()),
                new DirectoryPort.Trunk("two", "sip:15550200@two.example", Optional.empty()))));
        dials("<Number>" + NUMBER + "</Number>");
        sim.callee("sip:15550200@one.example").isBusy();
        SimCallee second = sim.callee("sip:15550200@two.example");
        call();
        assertEquals("busy", request(NEXT).param("DialCallStatus"));
        assertTrue(!second.wasCalled());
    }

    @Test
    void aClientRingsAtItsRegisteredPhone() {
        dials("<Client>jo</Client>");
        SimCallee jo = sim.client("jo").answersAfter(seconds(1)).hangsUp().afterAnswer(seconds(1));
        call();
        assertEquals("sip:jo@192.0.2.77", jo.targets().getFirst().uri());
        assertEquals("completed", request(NEXT).param("DialCallStatus"));
    }

    @Test
    void aClientsIdentityMayBeNested() {
        dials("<Client><Identity>jo</Identity></Client>");
        SimCallee jo = sim.client("jo").answersAfter(seconds(1)).hangsUp().afterAnswer(seconds(1));
        call();
        assertTrue(jo.wasCalled());
    }

    @Test
    void everyPhoneOfAClientRings() {
        dials("<Client>jo</Client>");
        sim.directory().registered(io.strowger.sim.SimDirectory.ACCOUNT, "jo", "sip:jo-desk@192.0.2.1");
        SimCallee desk = sim.callee("sip:jo-desk@192.0.2.1").neverAnswers();
        SimCallee cell = sim.client("jo").answersAfter(seconds(2)).hangsUp().afterAnswer(seconds(1));
        call();
        assertEquals("CANCEL sent", desk.signalling().getLast());
        assertTrue(cell.line().answeredAt().isPresent());
    }

    @Test
    void aClientWithoutAPhoneGivesNoAnswerAndAWarning() {
        dials("<Client>jo</Client>");
        call();
        assertEquals("no-answer", request(NEXT).param("DialCallStatus"));
        assertEquals(1, sim.records().errorCodes().size());
    }

    @Test
    void aClientsCustomParametersReachItsPhone() {
        dials("<Client><Identity>jo</Identity><Parameter name='ticket' value='7'/></Client>");
        SimCallee jo = sim.client("jo").answersAfter(seconds(1)).hangsUp().afterAnswer(seconds(1));
        call();
        assertEquals(List.of(new SipHeader("X-Twilio-Params", "ticket=7")), jo.targets().getFirst().headers());
    }

    /** Rest-api section 2, "SIP": phones register with a domain to receive calls. */
    @Test
    void aSipAddressOfOursRingsAtItsRegisteredPhone() {
        dials("<Sip>sip:anna@phones.example?X-Ticket=7</Sip>");
        sim.directory().registered(io.strowger.sim.SimDirectory.ACCOUNT, "sip:anna@phones.example",
                List.of("sip:anna@192.0.2.78"));
        SimCallee anna = sim.callee("sip:anna@192.0.2.78").answersAfter(seconds(1))
                .hangsUp().afterAnswer(seconds(1));
        call();
        assertEquals(List.of(new SipHeader("X-Ticket", "7")), anna.targets().getFirst().headers());
        assertEquals("completed", request(NEXT).param("DialCallStatus"));
    }

    @Test
    void aSipAddressOfOursWithoutAPhoneGivesNoAnswerAndAWarning() {
        dials("<Sip>sip:anna@phones.example</Sip>");
        sim.directory().registered(io.strowger.sim.SimDirectory.ACCOUNT, "sip:anna@phones.example", List.of());
        call();
        assertEquals("no-answer", request(NEXT).param("DialCallStatus"));
        assertEquals(1, sim.records().errorCodes().size());
    }

    @Test
    void sipHeadersOfTheUriAreSent() {
        dials("<Sip>sip:bob@phones.example?X-Ticket=7&amp;User-to-User=abc</Sip>");
        SimCallee bob = sim.callee("sip:bob@phones.example").answersAfter(seconds(1))
                .hangsUp().afterAnswer(seconds(1));
        call();
        assertEquals("sip:bob@phones.example", bob.targets().getFirst().uri());
        assertTrue(bob.targets().getFirst().headers().containsAll(
                List.of(new SipHeader("X-Ticket", "7"), new SipHeader("User-to-User", "abc"))));
    }

    @Test
    void sipCredentialsAnswerChallenges() {
        dials("<Sip username='u' password='p'>sip:bob@phones.example</Sip>");
        SimCallee bob = sim.callee("sip:bob@phones.example").answersAfter(seconds(1))
                .hangsUp().afterAnswer(seconds(1));
        call();
        assertEquals(Optional.of(new DialTarget.Credentials("u", "p")), bob.targets().getFirst().credentials());
    }

    @Test
    void sipExtrasReachTheAction() {
        dials("<Sip>sip:bob@phones.example</Sip>");
        sim.callee("sip:bob@phones.example").answersAfter(seconds(1)).answersWith("X-Desk", "4")
                .hangsUp().afterAnswer(seconds(1));
        call();
        assertEquals("200", request(NEXT).param("DialSipResponseCode"));
        assertEquals("4", request(NEXT).param("DialSipHeader_X-Desk"));
    }

    @Test
    void sipHeadersOfTheAnswerReachTheScreeningDocument() {
        voice("<Dial><Sip url='" + NEXT + "'>sip:bob@phones.example</Sip></Dial>");
        next();
        sim.callee("sip:bob@phones.example").answersAfter(seconds(1)).answersWith("X-Desk", "4")
                .hangsUp().afterAnswer(seconds(3));
        call();
        assertEquals("4", request(NEXT).param("SipHeader_X-Desk"));
    }

    @Test
    void aSipCallerIdMayBeAnyName() {
        voice("<Dial callerId='front.desk-1'><Sip>sip:bob@phones.example</Sip></Dial>");
        SimCallee bob = sim.callee("sip:bob@phones.example").answersAfter(seconds(1))
                .hangsUp().afterAnswer(seconds(1));
        call();
        assertEquals("front.desk-1", bob.targets().getFirst().from());
    }

    @Test
    void aSipUriOfTheWrongSchemeLeadsToTheFallbackWith13243() {
        voice("<Dial><Sip>http://phones.example</Sip></Dial>");
        fallback(say("spare"));
        assertEquals("said: spare", call().heard().getLast());
        assertEquals("13243", request(FALLBACK).param("ErrorCode"));
    }

    @Test
    void childStatusCallbacksComeInOrderFromZero_1_20_1_32() {
        dials("<Number" + ALL + ">" + NUMBER + "</Number>");
        sim.app(STATUS, "");
        SimCallee bob = number();
        SimCaller ann = call();
        List<WebRequest> told = sim.requests(STATUS);
        assertEquals(List.of("initiated", "ringing", "in-progress", "completed"),
                told.stream().map(request -> request.param("CallStatus")).toList());
        assertEquals(List.of("0", "1", "2", "3"),
                told.stream().map(request -> request.param("SequenceNumber")).toList());
        for (WebRequest one : told) {
            assertEquals(bob.targets().getFirst().callSid().value(), one.param("CallSid"));
            assertEquals(ann.callSid(), one.param("ParentCallSid"));
            assertEquals("call-progress-events", one.param("CallbackSource"));
            assertEquals("outbound-dial", one.param("Direction"));
            assertEquals(NUMBER, one.param("To"));
        }
        assertEquals("5", told.getLast().param("CallDuration"));
        assertEquals("1", told.getLast().param("Duration"), "minutes, rounded up (trap 13)");
    }

    @Test
    void childStatusCallbacksDefaultToCompleted() {
        dials("<Number statusCallback='" + STATUS + "'>" + NUMBER + "</Number>");
        sim.app(STATUS, "");
        number();
        call();
        assertEquals("completed", request(STATUS).param("CallStatus"));
    }

    @Test
    void completedCoversEveryFinalState() {
        dials("<Number" + ALL + ">" + NUMBER + "</Number>");
        sim.app(STATUS, "");
        sim.callee(NUMBER).isBusy();
        call();
        assertEquals(List.of("initiated", "busy"),
                sim.requests(STATUS).stream().map(request -> request.param("CallStatus")).toList());
        assertEquals("486", sim.requests(STATUS).getLast().param("SipResponseCode"));
    }

    @Test
    void dialledLegsHaveDetailRecordsOfTheirOwn() {
        dials("<Number>" + NUMBER + "</Number>");
        SimCallee bob = number();
        SimCaller ann = call();
        var detail = sim.records().details(bob.targets().getFirst().callSid()).getFirst();
        assertEquals(ann.callSid(), detail.parent().orElseThrow().value());
        assertEquals("trunk", detail.trunk());
        assertEquals(seconds(5), detail.billable());
        assertEquals(200, detail.sipStatus());
    }

    /** Each noun that can be called, with its callback or screening attributes put in. */
    private static String noun(String kind, String attributes) {
        return switch (kind) {
            case "Number" -> "<Number " + attributes + ">" + NUMBER + "</Number>";
            case "Client" -> "<Client " + attributes + ">jo</Client>";
            default -> "<Sip " + attributes + ">sip:bob@phones.example</Sip>";
        };
    }

    private SimCallee party(String kind) {
        SimCallee party = switch (kind) {
            case "Number" -> sim.callee(NUMBER);
            case "Client" -> sim.client("jo");
            default -> sim.callee("sip:bob@phones.example");
        };
        return party.answersAfter(seconds(1)).hangsUp().afterAnswer(seconds(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Number", "Client", "Sip"})
    void everyNounHasItsScreeningDocumentByItsMethod(String kind) {
        voice("<Dial>" + noun(kind, "url='/screen?a=1' method='GET'") + "</Dial>");
        sim.app("http://app.example/screen", doc(say("for you")));
        SimCallee party = party(kind);
        SimCaller ann = call();
        assertEquals("GET", request("http://app.example/screen").method());
        assertEquals(ann.callSid(), request("http://app.example/screen").param("ParentCallSid"));
        assertEquals(List.of("said: for you", "talk with " + ann.name()), party.heard());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Number", "Client", "Sip"})
    void everyNounHasItsStatusCallbackByItsMethodAndSigned_1_35(String kind) throws Exception {
        voice("<Dial>" + noun(kind, "statusCallback='/told?a=1' statusCallbackMethod='GET'"
                + " statusCallbackEvent='ringing completed'") + "</Dial>");
        sim.app("http://app.example/told", "");
        party(kind);
        call();
        List<WebRequest> told = sim.requests("http://app.example/told");
        assertEquals(List.of("ringing", "completed"),
                told.stream().map(request -> request.param("CallStatus")).toList());
        for (WebRequest one : told) {
            assertEquals("GET", one.method());
            assertEquals("1", one.param("a"));
            assertTrue(one.param("Timestamp").endsWith(" +0000"), one.toString());
            assertSigned(one, SimDirectory.ACCOUNT);
        }
        assertTrue(!told.getFirst().has("CallDuration"), "with completed only");
    }

    @Test
    void whoeverLosesTheRaceTellsCanceled() {
        dials("<Number statusCallback='" + STATUS + "'>" + NUMBER + "</Number><Sip>sip:bob@phones.example</Sip>");
        sim.app(STATUS, "");
        sim.callee(NUMBER).neverAnswers();
        party("Sip");
        call();
        assertEquals("canceled", request(STATUS).param("CallStatus"));
        assertEquals("0", request(STATUS).param("CallDuration"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Client", "Sip"})
    void clientsAndSipPhonesSeeTheParentsFrom(String kind) {
        voice("<Dial>" + noun(kind, "") + "</Dial>");
        SimCallee party = party(kind);
        sim.caller("+15559999").dials("+15550100");
        sim.run();
        assertEquals("+15559999", party.targets().getFirst().from());
    }

    @Test
    void sipUriParametersStayInTheUri() {
        dials("<Sip>sip:bob@phones.example:5080;transport=tcp?X-Ticket=7</Sip>");
        SimCallee bob = sim.callee("sip:bob@phones.example:5080;transport=tcp").isBusy();
        call();
        assertEquals("sip:bob@phones.example:5080;transport=tcp", bob.targets().getFirst().uri());
    }

    @Test
    void severalSipUrisAreTriedByPriorityThenWeight() {
        dials("<Sip><SipUri priority='2'>sip:c@phones.example</SipUri>"
                + "<SipUri priority='1' weight='1'>sip:b@phones.example</SipUri>"
                + "<SipUri priority='1' weight='9' username='u' password='p'>sip:a@phones.example</SipUri></Sip>");
        SimCallee a = sim.callee("sip:a@phones.example").refuses(503);
        SimCallee b = sim.callee("sip:b@phones.example").answersAfter(seconds(1)).hangsUp().afterAnswer(seconds(1));
        SimCallee c = sim.callee("sip:c@phones.example");
        SimCaller ann = call();
        assertEquals("u", a.targets().getFirst().credentials().orElseThrow().username());
        assertEquals(Optional.empty(), b.targets().getFirst().credentials());
        assertTrue(!c.wasCalled());
        assertEquals(1, ann.heard().stream().filter(line -> line.startsWith("talk with")).count());
        assertEquals("completed", request(NEXT).param("DialCallStatus"));
    }

    @Test
    void headersOfASipNounAreSent() {
        dials("<Sip><SipUri>sip:bob@phones.example?X-One=1</SipUri>"
                + "<Headers><Header name='X-Two' value='2'/></Headers></Sip>");
        SimCallee bob = party("Sip");
        call();
        assertEquals(List.of(new SipHeader("X-One", "1"), new SipHeader("X-Two", "2")),
                bob.targets().getFirst().headers());
    }

    @Test
    void headersOfASipNounHaveALimitLeadingToTheFallbackWith13253() {
        voice("<Dial><Sip><SipUri>sip:bob@phones.example</SipUri><Headers>"
                + ("<Header name='X-One' value='" + "1".repeat(200) + "'/>").repeat(5) + "</Headers></Sip></Dial>");
        fallback(say("spare"));
        assertEquals("said: spare", call().heard().getLast());
        assertEquals("13253", request(FALLBACK).param("ErrorCode"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Via", "Route", "X_Bad", "From"})
    void headersThatAreOursCannotBeSet(String name) {
        voice("<Dial><Sip><SipUri>sip:bob@phones.example</SipUri><Headers><Header name='" + name
                + "' value='2'/></Headers></Sip></Dial>");
        fallback(say("spare"));
        assertEquals("said: spare", call().heard().getLast());
        assertEquals("13243", request(FALLBACK).param("ErrorCode"));
    }
}
