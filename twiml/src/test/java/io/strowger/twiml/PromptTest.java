package io.strowger.twiml;

import static io.strowger.twiml.Parsing.invalid;
import static io.strowger.twiml.Parsing.only;
import static io.strowger.twiml.Parsing.parse;
import static io.strowger.twiml.Parsing.warned;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strowger.kernel.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Say, Play and Pause (voice-twiml section 2).
 *
 * <pre>
 * Say    voice      any; default the account's
 *        language   BCP 47; default the voice's
 *        loop       from 0, default 1; 0 = 1000, the most
 *        text       at most 4096 characters                 13521
 * Play   loop       as Say                                  13410
 *        digits     0-9 A-D w W # *                         13430
 * Pause  length     whole seconds above 0, default 1        13910
 * </pre>
 */
class PromptTest {
    @Test
    void sayHasItsDefaults() {
        Say say = only(Say.class, "<Say>Hello</Say>");
        assertEquals(Say.of("Hello"), say);
        assertEquals("Hello", say.text());
        assertEquals(1, say.loop());
        assertEquals(Optional.empty(), say.voice());
    }

    @Test
    void sayKeepsVoiceAndLanguageAsWritten() {
        Say say = only(Say.class, "<Say voice='Polly.Nobody' language='xx-YY'>Hello</Say>");
        assertEquals(Optional.of("Polly.Nobody"), say.voice());
        assertEquals(Optional.of("xx-YY"), say.language());
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,2", "0,1000", "1000,1000", "1001,1000", "999999999,1000"})
    void loopOfZeroIsAThousandAndNothingIsMore(String written, int times) {
        assertEquals(times, only(Say.class, "<Say loop='" + written + "'>a</Say>").loop());
        assertEquals(times, only(Play.class, "<Play loop='" + written + "'>http://a/b</Play>").loop());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "many", "0x10", "99999999999"})
    void absurdLoopIsTheVerbsError(String loop) {
        invalid(ErrorCode.SAY_LOOP, "<Say loop='" + loop + "'>a</Say>");
        invalid(ErrorCode.PLAY_LOOP, "<Play loop='" + loop + "'>http://a/b</Play>");
    }

    @Test
    void sayTextIsFoldedAndTrimmed() {
        assertEquals("one two three", only(Say.class, "<Say>\n  one\n\ttwo  <!-- c --> three\n</Say>").text());
    }

    @Test
    void sayTextHasALimit() {
        assertEquals(4096, only(Say.class, "<Say>" + "a".repeat(4096) + "</Say>").text().length());
        invalid(ErrorCode.SAY_TEXT_TOO_LONG, "<Say>" + "a".repeat(4097) + "</Say>");
    }

    @Test
    void emptySayWarnsAndIsKept() {
        Document document = parse("<Say/>");
        assertEquals(ErrorCode.SAY_TEXT, document.warnings().getFirst().code());
        assertEquals(List.of(), ((Say) document.verbs().getFirst()).segments());
    }

    @Test
    void breaksBecomeSilences() {
        Say say = only(Say.class, "<Say>One<break time='1.5s'/>two <break strength='none'/>three<break/></Say>");
        assertEquals("One two three", say.text());
        assertEquals(List.of(
                new Say.Segment.Words("One"), new Say.Segment.Silence(Duration.ofMillis(1500)),
                new Say.Segment.Words("two"), new Say.Segment.Words("three"),
                new Say.Segment.Silence(Duration.ofMillis(500))), say.segments());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "<say-as interpret-as='digits'>123</say-as> go | 1 2 3 go",
        "<say-as interpret-as='characters'>AB</say-as> | A B",
        "<say-as interpret-as='spell-out'>AB 1</say-as> | A B 1",
        "<say-as interpret-as='telephone'>+1 (415) 55</say-as> | + 1 4 1 5 5 5",
        "<say-as interpret-as='date' format='mdy'>1/2/2026</say-as> | 1/2/2026",
        "The <sub alias='World Wide Web'>WWW</sub>! | The World Wide Web!",
        "<p>One</p><p>Two.</p> | One. Two.",
        "<s>One</s><s>Two?</s> | One. Two?",
        "<emphasis level='strong'>a</emphasis><prosody rate='slow'>b</prosody> c | ab c",
        "<phoneme alphabet='ipa' ph='x'>tomato</phoneme> <w role='noun'>read</w> | tomato read",
        "<lang xml:lang='fr-FR'>oui</lang> | oui",
    })
    void ssmlIsFlattened(String content, String spoken) {
        assertEquals(spoken, only(Say.class, "<Say>" + content + "</Say>").text());
    }

    @Test
    void breakIsTenSecondsAtMost() {
        assertEquals(List.of(new Say.Segment.Silence(Duration.ofSeconds(10))),
                only(Say.class, "<Say><break time='600s'/></Say>").segments());
    }

    @Test
    void unknownSsmlIsSpokenThroughWithAWarning() {
        Document document = parse("<Say>a <speak>b <x/>c</speak> d</Say>");
        assertEquals("a b c d", ((Say) document.verbs().getFirst()).text());
        assertEquals(2, document.warnings().size());
    }

    @Test
    void wrongBreakTimeWarnsAndTheStrengthCounts() {
        assertEquals("line 1, column 17: break time=\"soon\" is not a time such as 500ms or 2s; the default is used",
                warned("<Say>a<break time='soon'/></Say>").message());
    }

    @Test
    void playTakesAUrlOrDigits() {
        assertEquals(Optional.of("http://a/b.wav"), only(Play.class, "<Play>\n http://a/b.wav\n</Play>").url());
        Play digits = only(Play.class, "<Play digits='12wW#*AD'/>");
        assertEquals(Optional.of("12wW#*AD"), digits.digits());
        assertEquals(Optional.empty(), digits.url());
        invalid(ErrorCode.INVALID_URL, "<Play/>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "1 2", "E", "a", "1,2", "+1"})
    void playRefusesOtherDigits(String digits) {
        invalid(ErrorCode.PLAY_DIGITS, "<Play digits='" + digits + "'/>");
    }

    @Test
    void pauseIsOneSecondUnlessSaid() {
        assertEquals(Duration.ofSeconds(1), only(Pause.class, "<Pause/>").length());
        assertEquals(Duration.ofSeconds(10), only(Pause.class, "<Pause length=' 10 '/>").length());
        assertEquals(Duration.ofDays(1), only(Pause.class, "<Pause length='999999999'/>").length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-3", "a", "1.5", "9999999999"})
    void absurdPauseIs13910(String length) {
        invalid(ErrorCode.PAUSE_LENGTH, "<Pause length='" + length + "'/>");
    }
}
