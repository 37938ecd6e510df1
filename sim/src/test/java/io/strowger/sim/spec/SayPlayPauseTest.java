package io.strowger.sim.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.port.CallStatus;
import io.strowger.call.port.MediaCommand;
import io.strowger.call.port.MediaSource;
import io.strowger.kernel.ErrorCode;
import io.strowger.sim.SimCaller;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Say, Play, Pause (voice-twiml section 2).
 *
 * <pre>
 * Say    voice (default voice), language (en-US), loop 1 (0 = 1000), at most 4096 characters
 * Play   loop 1 (0 = 1000), digits 0-9 A-D w W # * instead of a URL
 * Pause  length 1, integer above 0
 * </pre>
 */
final class SayPlayPauseTest extends Spec {
    private MediaSource.Speech spoken() {
        return sim.media().commands().stream()
                .flatMap(command -> command instanceof MediaCommand.Play play ? List.of(play.source()).stream()
                        : List.<MediaSource>of().stream())
                .filter(MediaSource.Speech.class::isInstance).map(MediaSource.Speech.class::cast)
                .findFirst().orElseThrow();
    }

    @Test
    void verbsRunStrictlyInOrderAndTheCallIsHungUpAtTheEnd_B4() {
        voice(say("0123456789"), "<Pause length='2'/>", "<Play>http://media.example/a.wav</Play>");
        SimCaller caller = call();
        assertEquals(List.of("0s said: 0123456789", "3s played: http://media.example/a.wav"), caller.heardWhen());
        assertEquals(List.of("INVITE", "180", "200", "ACK", "BYE sent"), sip(caller));
        assertEquals(seconds(5), caller.line().endedAt().orElseThrow());
        assertEquals(CallStatus.COMPLETED, status(caller));
    }

    @Test
    void sayTrimsTheWhiteSpaceAroundItsText() {
        voice("<Say>\n      Hello there\n   </Say>");
        assertEquals(List.of("said: Hello there"), call().heard());
    }

    @Test
    void sayHandsOnVoiceAndLanguage() {
        voice("<Say voice='Polly.Joanna-Neural' language='en-GB'>Hi</Say>");
        call();
        assertEquals(new MediaSource.Speech("Hi", "Polly.Joanna-Neural", "en-GB"), spoken());
    }

    @Test
    void sayWithoutVoiceAndLanguageLeavesTheDefaultsToMedia() {
        voice(say("Hi"));
        call();
        assertEquals(new MediaSource.Speech("Hi", "", ""), spoken());
    }

    @Test
    void sayWithAnUnknownVoiceSpeaksAndWarns13511() {
        voice("<Say voice='Nobody'>Hi</Say>", say("more"));
        assertEquals(List.of("said: Hi", "said: more"), call().heard());
        assertEquals(List.of(ErrorCode.SAY_VOICE.number()), sim.records().errorCodes());
    }

    @Test
    void sayLoopsAsOftenAsItSays() {
        voice("<Say loop='3'>Hi</Say>");
        assertEquals(Collections.nCopies(3, "said: Hi"), call().heard());
    }

    @Test
    void sayLoopZeroIsAThousandTimes_trap12() {
        voice("<Say loop='0'>Hi</Say>");
        assertEquals(Collections.nCopies(1000, "said: Hi"), call().heard());
    }

    @Test
    void sayLoopZeroEndsWhenTheCallerHangsUp() {
        voice("<Say loop='0'>Hi</Say>");
        SimCaller caller = caller().hangsUp().at(seconds(1.1));
        sim.run();
        assertEquals(6, caller.heard().size());
        assertEquals(seconds(1.1), caller.line().endedAt().orElseThrow());
    }

    @Test
    void sayAcceptsExactly4096Characters() {
        voice(say("x".repeat(4096)));
        assertEquals(List.of("said: " + "x".repeat(4096)), call().heard());
    }

    @Test
    void sayWithMoreThan4096CharactersLeadsToTheFallbackWith13521() {
        voice(say("x".repeat(4097)));
        fallback(say("spare"));
        assertEquals(List.of("said: spare"), call().heard());
        assertEquals("13521", request(FALLBACK).param("ErrorCode"));
    }

    @Test
    void sayFlattensSsml() {
        voice("<Say>One <emphasis level='strong'>two</emphasis> <say-as interpret-as='digits'>3</say-as></Say>");
        assertEquals(List.of("said: One two 3"), call().heard());
    }

    @Test
    void sayPausesAtABreak() {
        voice("<Say>One<break time='2s'/>two</Say>");
        assertEquals(List.of("said: One", "pause 2s", "said: two"), call().heard());
    }

    @Test
    void sayWhoseEngineFailsLeadsToTheFallback() {
        sim.media().cannotSay("Hi");
        voice(say("Hi"), say("never"));
        fallback(say("spare"));
        assertEquals(List.of("said: spare"), call().heard());
        assertEquals(Integer.toString(ErrorCode.SAY_FAILED.number()), request(FALLBACK).param("ErrorCode"));
    }

    @Test
    void playLoopsAsOftenAsItSays() {
        voice("<Play loop='2'>http://media.example/a.wav</Play>");
        assertEquals(Collections.nCopies(2, "played: http://media.example/a.wav"), call().heard());
    }

    @Test
    void playLoopZeroIsAThousandTimes_trap12() {
        voice("<Play loop='0'>http://media.example/a.wav</Play>");
        assertEquals(Collections.nCopies(1000, "played: http://media.example/a.wav"), call().heard());
    }

    @Test
    void playResolvesARelativeUrlAgainstTheDocument() {
        voice("<Play>../sounds/a.wav</Play>", "<Play>/b.wav</Play>");
        assertEquals(List.of("played: http://app.example/sounds/a.wav", "played: http://app.example/b.wav"),
                call().heard().stream().map(line -> line.replace("/../", "/")).toList());
    }

    @Test
    void playTrimsAnIndentedUrl() {
        voice("<Play>\n   http://media.example/a.wav\n </Play>");
        assertEquals(List.of("played: http://media.example/a.wav"), call().heard());
    }

    @Test
    void playWithDigitsSendsThemInsteadOfMedia() {
        voice("<Play digits='12w#'/>");
        SimCaller caller = call();
        assertEquals(List.of("digits: 12w#"), caller.heard());
        assertEquals(seconds(1.1), caller.line().endedAt().orElseThrow());
    }

    @Test
    void playWithWrongDigitsLeadsToTheFallbackWith13430() {
        voice("<Play digits='12x'/>");
        fallback(say("spare"));
        assertEquals(List.of("said: spare"), call().heard());
        assertEquals("13430", request(FALLBACK).param("ErrorCode"));
    }

    @Test
    void playOfMediaThatCannotBeFetchedLeadsToTheFallbackWith11200_1_17() {
        sim.media().file("http://media.example/gone.wav").fails(ErrorCode.RETRIEVAL_FAILED, seconds(1));
        voice(say("Hi"), "<Play>http://media.example/gone.wav</Play>", say("never"));
        fallback(say("spare"));
        assertEquals(List.of("said: Hi", "said: spare"), call().heard());
        assertEquals("11200", request(FALLBACK).param("ErrorCode"));
        assertEquals("http://media.example/gone.wav", request(FALLBACK).param("ErrorUrl"));
    }

    @Test
    void playOfAForeignMediaTypeLeadsToTheFallbackWith13420() {
        sim.media().file("http://media.example/a.pdf").fails(ErrorCode.PLAY_CONTENT_TYPE, seconds(0));
        voice("<Play>http://media.example/a.pdf</Play>");
        fallback(say("spare"));
        assertEquals(List.of("said: spare"), call().heard());
        assertEquals("13420", request(FALLBACK).param("ErrorCode"));
    }

    @Test
    void pauseLastsOneSecondUnlessToldOtherwise() {
        voice(say("a"), "<Pause/>", say("b"));
        assertEquals(List.of("0s said: a", "1.1s said: b"), call().heardWhen());
    }

    @Test
    void aLeadingPauseDelaysThePickUp_trap4() {
        voice("<Pause length='3'/>", say("Hi"));
        SimCaller caller = call();
        assertEquals(List.of("3s said: Hi"), caller.heardWhen());
        assertEquals(seconds(3), caller.line().answeredAt().orElseThrow());
    }

    @Test
    void pauseOfLengthZeroLeadsToTheFallbackWith13910() {
        voice("<Pause length='0'/>", say("Hi"));
        fallback(say("spare"));
        assertEquals(List.of("said: spare"), call().heard());
        assertEquals("13910", request(FALLBACK).param("ErrorCode"));
    }

    @Test
    void aCallerWhoHangsUpDuringAPauseEndsTheCallAtOnce() {
        voice("<Pause length='3'/>", say("Hi"), "<Pause length='60'/>");
        SimCaller caller = caller().hangsUp().at(seconds(5));
        sim.run();
        assertEquals(seconds(5), caller.line().endedAt().orElseThrow());
        assertTrue(sim.elapsed().compareTo(seconds(8)) < 0, "nothing goes on: " + sim.elapsed());
    }

    @Test
    void aDocumentThatHoldsNothingAnswersAndHangsUp() {
        voice();
        SimCaller caller = call();
        assertEquals(List.of("INVITE", "180", "200", "ACK", "BYE sent"), sip(caller));
        assertEquals(CallStatus.COMPLETED, status(caller));
    }

    @Test
    void playRepeatsItsDigitsAsOftenAsItSays() {
        voice("<Play digits='12' loop='2'/>");
        assertEquals(List.of("digits: 12", "digits: 12"), call().heard());
    }

    @Test
    void aPlayOfNothingLeadsToTheFallbackWith11100_1_17() {
        voice("<Play/>", say("never"));
        fallback(say("spare"));
        assertEquals(List.of("said: spare"), call().heard());
        assertEquals("11100", request(FALLBACK).param("ErrorCode"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<Say>Hi</Say>", "<Play>http://media.example/a.wav</Play>", "<Play digits='1'/>",
        "<Record/>", "<Gather timeout='1'/>", "<Hangup/>"})
    void everyVerbThatIsHeardAnswersAndNotBefore_trap4(String verb) {
        voice("<Pause length='2'/>", verb);
        assertEquals(seconds(2), call().line().answeredAt().orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({"<Say loop='-1'>a</Say>,13510", "<Play loop='x'>http://media.example/a.wav</Play>,13410",
        "<Pause length='x'/>,13910", "<Pause length='-1'/>,13910"})
    void anAbsurdNumberLeadsToTheFallbackWithItsCode(String verb, String code) {
        voice(verb);
        fallback(say("spare"));
        assertEquals(List.of("said: spare"), call().heard());
        assertEquals(code, request(FALLBACK).param("ErrorCode"));
    }
}
