package io.strowger.sim.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.port.TimelineEntry;
import io.strowger.kernel.ErrorCode;
import io.strowger.sim.SimCaller;
import io.strowger.sim.WebAnswer;
import io.strowger.sim.WebRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Gather with digits (voice-twiml section 2).
 *
 * <pre>
 * action               current document URL    method               POST
 * timeout              5, above 0              finishOnKey          #, one of 0-9 # * or empty
 * numDigits            unlimited, above 0      actionOnEmptyResult  false
 * input                dtmf                    bargeIn              true
 * </pre>
 */
final class GatherTest extends Spec {
    private static final String ACTION = " action='" + NEXT + "'";

    private WebRequest answer() {
        return request(NEXT);
    }

    private SimCaller pressing(String keys, double at) {
        return caller().presses(keys).at(seconds(at));
    }

    @Test
    void gatherEndsWhenNumDigitsIsReached() {
        voice("<Gather numDigits='3'" + ACTION + "/>", say("never"));
        next(say("thanks"));
        SimCaller caller = pressing("1234", 2);
        sim.run();
        assertEquals("123", answer().param("Digits"));
        assertFalse(answer().has("FinishedOnKey"));
        assertEquals(seconds(2.4), answer().at());
        assertEquals(List.of("said: thanks"), caller.heard());
    }

    @Test
    void gatherEndsAtFinishOnKeyAndLeavesItOut() {
        voice("<Gather" + ACTION + "/>");
        next();
        pressing("12#34", 1);
        sim.run();
        assertEquals("12", answer().param("Digits"));
        assertEquals("#", answer().param("FinishedOnKey"));
        assertEquals(seconds(1.4), answer().at());
    }

    @Test
    void gatherTakesAnotherFinishOnKey() {
        voice("<Gather finishOnKey='7'" + ACTION + "/>");
        next();
        pressing("1#7", 1);
        sim.run();
        assertEquals("1#", answer().param("Digits"));
        assertEquals("7", answer().param("FinishedOnKey"));
    }

    @Test
    void gatherWithAnEmptyFinishOnKeyHasNone() {
        voice("<Gather finishOnKey=''" + ACTION + "/>");
        next();
        pressing("1#*", 1);
        sim.run();
        assertEquals("1#*", answer().param("Digits"));
        assertEquals(seconds(6.4), answer().at());
    }

    @Test
    void gatherEndsFiveSecondsAfterTheLastKey() {
        voice("<Gather" + ACTION + "/>");
        next();
        caller().presses("1").at(seconds(4)).presses("2").at(seconds(8.5));
        sim.run();
        assertEquals("12", answer().param("Digits"));
        assertEquals(seconds(13.5), answer().at());
    }

    @Test
    void gatherTimeoutSetsThePauseBetweenKeys() {
        voice("<Gather timeout='2'" + ACTION + "/>");
        next();
        caller().presses("1").at(seconds(1)).presses("2").at(seconds(3.5));
        sim.run();
        assertEquals("1", answer().param("Digits"));
        assertEquals(seconds(3), answer().at());
    }

    @Test
    void gatherTimerStartsAfterTheNestedPrompts() {
        voice("<Gather timeout='2'>" + say("0123456789") + "<Pause length='2'/></Gather>", say("late"));
        assertEquals(List.of("0s said: 0123456789", "5s said: late"),
                call().heardWhen().stream().filter(line -> line.contains("said")).toList());
    }

    @Test
    void gatherWithoutInputFallsThrough_trap2() {
        voice("<Gather" + ACTION + "/>", say("nothing came"));
        SimCaller caller = call();
        assertEquals(List.of("5s said: nothing came"), caller.heardWhen());
        assertEquals(List.of(), sim.requests(NEXT));
    }

    @Test
    void gatherWithActionOnEmptyResultAsksWithEmptyDigits_trap2() {
        voice("<Gather actionOnEmptyResult='true'" + ACTION + "/>", say("never"));
        next(say("empty"));
        SimCaller caller = call();
        assertEquals("", answer().param("Digits"));
        assertEquals(List.of("5s said: empty"), caller.heardWhen());
    }

    @Test
    void finishOnKeyWithoutDigitsCountsAsEmpty() {
        voice("<Gather" + ACTION + "/>", say("nothing came"));
        SimCaller caller = pressing("#", 1);
        sim.run();
        assertEquals(List.of("1s said: nothing came"), caller.heardWhen());
        assertEquals(List.of(), sim.requests(NEXT));
    }

    @Test
    void finishOnKeyWithoutDigitsAsksWhenEmptyResultsAreWanted() {
        voice("<Gather actionOnEmptyResult='true'" + ACTION + "/>", say("never"));
        next();
        pressing("#", 1);
        sim.run();
        assertEquals("", answer().param("Digits"));
        assertEquals(seconds(1), answer().at());
    }

    @Test
    void aKeyStopsTheNestedPrompts() {
        voice("<Gather numDigits='2'" + ACTION + ">" + say("0123456789") + say("second") + "</Gather>");
        next();
        SimCaller caller = caller().presses("1").at(seconds(0.5)).presses("2").at(seconds(2));
        sim.run();
        assertEquals(List.of("said: 0123456789 (cut off)"), caller.heard());
        assertEquals("12", answer().param("Digits"));
        assertEquals(seconds(2), answer().at());
    }

    @Test
    void aKeyStopsANestedPause() {
        voice("<Gather numDigits='1'" + ACTION + "><Pause length='60'/></Gather>");
        next();
        pressing("9", 30);
        sim.run();
        assertEquals(seconds(30), answer().at());
    }

    @Test
    void withoutBargeInThePromptsPlayToTheirEndAndKeysCount() {
        voice("<Gather numDigits='1' bargeIn='false'" + ACTION + ">" + say("0123456789") + "</Gather>");
        next();
        SimCaller caller = pressing("5", 0.5);
        sim.run();
        assertEquals(List.of("said: 0123456789"), caller.heard());
        assertEquals("5", answer().param("Digits"));
        assertEquals(seconds(1), answer().at());
    }

    @Test
    void gatherWithoutActionAsksItsOwnDocumentAgain_trap1() {
        sim.app(VOICE, doc("<Gather numDigits='1'/>")).then(doc(say("second time")));
        SimCaller caller = pressing("4", 1);
        sim.run();
        assertEquals(2, sim.requests(VOICE).size());
        assertEquals("4", sim.requests(VOICE).getLast().param("Digits"));
        assertEquals("POST", sim.requests(VOICE).getLast().method());
        assertEquals(List.of("said: second time"), caller.heard());
    }

    @Test
    void gatherActionIsRelativeToTheDocument() {
        voice("<Gather numDigits='1' action='next?step=2'/>");
        next();
        pressing("4", 1);
        sim.run();
        assertEquals("http://app.example/next?step=2", answer().url());
        assertEquals("4", answer().param("Digits"));
    }

    @Test
    void gatherByGetPutsTheDigitsIntoTheQuery_trap9() {
        voice("<Gather numDigits='1' method='GET' action='next?step=2'/>");
        next();
        pressing("4", 1);
        sim.run();
        assertEquals("GET", answer().method());
        assertEquals("2", answer().query().getFirst().value());
        assertEquals("4", answer().param("Digits"));
        assertEquals(List.of(), answer().form());
    }

    @Test
    void hangingUpDuringAGatherAsksNothing() {
        voice("<Gather" + ACTION + "/>");
        caller().presses("1").at(seconds(1)).hangsUp().at(seconds(2));
        sim.run();
        assertEquals(List.of(), sim.requests(NEXT));
    }

    @Test
    void whatFollowsAGatherWithAResultNeverRuns() {
        voice("<Gather numDigits='1'" + ACTION + "/>", say("never"));
        next(say("action"));
        SimCaller caller = pressing("1", 1);
        sim.run();
        assertEquals(List.of("said: action"), caller.heard());
    }

    @Test
    void twoKeysAtOneInstantAreBothTaken() {
        voice("<Gather numDigits='2'" + ACTION + ">" + say("0123456789") + "</Gather>");
        next();
        caller().presses("1").at(seconds(0.5)).presses("2").at(seconds(0.5));
        sim.run();
        assertEquals("12", answer().param("Digits"));
    }

    @Test
    void gatherAnswersTheCall() {
        voice("<Gather timeout='1'/>");
        assertEquals(seconds(0), call().line().answeredAt().orElseThrow());
    }

    @Test
    void gatherOfSpeechLeadsToTheFallback_B5() {
        voice("<Gather input='speech'/>");
        fallback(say("spare"));
        assertEquals(List.of("said: spare"), call().heard());
        assertEquals(Integer.toString(ErrorCode.GATHER_SPEECH_NOT_BUILT.number()),
                request(FALLBACK).param("ErrorCode"));
    }

    @ParameterizedTest
    @CsvSource({
        "timeout='0',13313", "timeout='x',13313", "finishOnKey='12',13310", "numDigits='0',13314",
        "numDigits='-1',13314",
    })
    void gatherWithABadAttributeLeadsToTheFallbackWithItsCode(String attribute, String code) {
        voice("<Gather " + attribute + "/>");
        fallback(say("spare"));
        assertEquals(List.of("said: spare"), call().heard());
        assertEquals(code, request(FALLBACK).param("ErrorCode"));
    }

    @Test
    void gatherWithAnotherVerbInsideLeadsToTheFallbackWith13320() {
        voice("<Gather><Hangup/></Gather>");
        fallback(say("spare"));
        assertEquals(List.of("said: spare"), call().heard());
        assertEquals("13320", request(FALLBACK).param("ErrorCode"));
    }

    @Test
    void aFailingPromptInAGatherLeadsToTheFallback_1_18() {
        sim.media().cannotSay("bad");
        voice("<Gather numDigits='1'>" + say("good") + say("bad") + "</Gather>");
        fallback(say("spare"));
        assertEquals(List.of("said: good", "said: spare"), call().heard());
    }

    @Test
    void theNestedPromptsPlayInOrderAndLoop() {
        voice("<Gather timeout='1'><Say loop='2'>one</Say><Play>/a.wav</Play><Pause/>" + say("two") + "</Gather>");
        assertEquals(List.of("said: one", "said: one", "played: http://app.example/a.wav", "said: two"),
                call().heard());
    }

    @Test
    void aKeyStopsANestedPlay() {
        voice("<Gather numDigits='1'" + ACTION + "><Play loop='0'>http://media.example/a.wav</Play></Gather>");
        next();
        SimCaller caller = pressing("9", 3);
        sim.run();
        assertEquals("played: http://media.example/a.wav (cut off)", caller.heard().getLast());
        assertEquals(seconds(3), answer().at());
    }

    @Test
    void theActionIsATemplateFilledFromTheNewState_B6() {
        voice("<Gather numDigits='2' action='/menu/{Digits}?call={CallSid}'/>");
        sim.app("http://app.example/menu/42", doc(say("menu 42")));
        SimCaller caller = pressing("42", 1);
        sim.run();
        assertEquals(List.of("said: menu 42"), caller.heard());
        assertTrue(sim.requests().getLast().url().endsWith("?call=" + caller.callSid()), sim.requests().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "GET"})
    void digitsOfASensitiveGatherReachTheApplicationAndAreWrittenNowhere_rulingsPrivacy(String method) {
        voice("<Gather sensitive='true' numDigits='4' method='" + method + "'" + ACTION + "/>");
        sim.app(NEXT).answers(WebAnswer.status(500));
        pressing("9173", 1);
        sim.run();
        assertEquals("9173", answer().param("Digits"));
        assertEquals(List.of("*", "*", "*", "*"), digitsTold());
        assertFalse(sim.records().timelines().toString().contains("9173"), sim.records().timelines().toString());
        assertFalse(sim.records().notifications().isEmpty());
        assertFalse(sim.records().notifications().toString().contains("9173"),
                sim.records().notifications().toString());
    }

    @Test
    void digitsOfTheNextGatherAreWrittenAgain() {
        voice("<Gather sensitive='true' numDigits='1'" + ACTION + "/>");
        next("<Gather numDigits='1'/>");
        caller().presses("9").at(seconds(1)).presses("8").at(seconds(2)).hangsUp().at(seconds(3));
        sim.run();
        assertEquals(List.of("*", "8"), digitsTold());
    }

    private List<String> digitsTold() {
        return sim.records().timelines().getLast().entries().stream()
                .filter(entry -> entry.kind() == TimelineEntry.Kind.DIGIT).map(TimelineEntry::text).toList();
    }
}
