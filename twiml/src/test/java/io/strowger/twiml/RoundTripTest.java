package io.strowger.twiml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * "Parses without warning" (RULINGS): every attribute that an SDK's builder can write (twilio-node 6.2) parses, is read
 * into the record, and survives parse, write, parse.
 */
class RoundTripTest {
    private static final DocumentParser LARGE = new DocumentParser(new ParseLimits(1 << 20, 10_000));
    private static final String STATUS = "statusCallback=/s statusCallbackMethod=GET statusCallbackEvent=ringing";
    private static final String RECORDING = "recordingStatusCallback=/r recordingStatusCallbackMethod=GET "
            + "recordingStatusCallbackEvent=absent recordingConfigurationId=x";
    private static final String MACHINE = "machineDetection=DetectMessageEnd machineDetectionTimeout=10 "
            + "machineDetectionSpeechThreshold=2000 machineDetectionSpeechEndThreshold=1000 "
            + "machineDetectionSilenceTimeout=3000 amdStatusCallback=/a amdStatusCallbackMethod=GET";

    /** Element, where it stands (%s is the element), its text, each attribute with a value that is no default. */
    private static final String[][] BUILDERS = {
        {"Say", "%s", "hi", "voice=alice language=en-GB loop=2"},
        {"Play", "%s", "http://a/b", "loop=2 digits=12w"},
        {"Pause", "%s", "", "length=7"},
        {"Gather", "%s", "", "input=speech action=/a method=GET timeout=9 speechTimeout=auto maxSpeechTime=30 "
                + "profanityFilter=false finishOnKey=* numDigits=4 partialResultCallback=/p "
                + "partialResultCallbackMethod=GET language=de-DE hints=a,b bargeIn=false debug=true sensitive=true "
                + "actionOnEmptyResult=true speechModel=phone_call enhanced=true"},
        {"Record", "%s", "", "action=/a method=GET timeout=9 finishOnKey=1 maxLength=60 playBeep=false "
                + "trim=do-not-trim transcribe=true transcribeCallback=/t " + RECORDING},
        {"Dial", "%s", "100", "action=/a method=GET timeout=9 hangupOnStar=true timeLimit=60 callerId=+1 "
                + "record=record-from-answer trim=trim-silence answerOnBridge=true ringTone=uk recordingTrack=inbound "
                + "sequential=true referUrl=/r referMethod=GET events=call-progress-event callReason=why "
                + "passports=shaken " + RECORDING},
        {"Number", "<Dial>%s</Dial>", "100", "sendDigits=1 url=/u method=GET byoc=BY1 " + STATUS + " " + MACHINE},
        {"Client", "<Dial>%s</Dial>", "bob", "url=/u method=GET " + STATUS},
        {"Sip", "<Dial>%s</Dial>", "sip:a@b", "username=u password=p url=/u method=GET " + STATUS + " " + MACHINE},
        {"Uri", "<Dial><Sip>%s</Sip></Dial>", "sip:a@b", "username=u password=p priority=1 weight=2"},
        {"Conference", "<Dial>%s</Dial>", "room", "muted=true beep=onExit startConferenceOnEnter=false "
                + "endConferenceOnExit=true waitUrl=/w waitMethod=GET maxParticipants=9 record=record-from-start "
                + "region=ie1 coach=CA1 trim=do-not-trim statusCallback=/s statusCallbackMethod=GET "
                + "statusCallbackEvent=join participantLabel=me jitterBufferSize=off eventCallbackUrl=/e " + RECORDING},
        {"Queue", "<Dial>%s</Dial>", "q", "url=/u method=GET reservationSid=WR1 postWorkActivitySid=WA1"},
        {"Enqueue", "%s", "q", "action=/a maxQueueSize=9 method=GET waitUrl=/w waitUrlMethod=GET "
                + "workflowSid=WW0123456789abcdef0123456789abcdef"},
        {"Task", "<Enqueue>q%s</Enqueue>", "{}", "priority=1 timeout=2"},
        {"Redirect", "%s", "/a", "method=GET"},
        {"Reject", "%s", "", "reason=busy"},
        {"Refer", "%s", "<Sip>sip:a@b</Sip>", "action=/a method=GET"},
        {"Connect", "%s", "<Stream/>", "action=/a method=GET"},
        {"Start", "%s", "<Stream/>", "action=/a method=GET"},
        {"Parameter", "<Dial><Client><Identity>a</Identity>%s</Client></Dial>", "", "name=a value=b"},
        {"Parameter", "<Hangup>%s</Hangup>", "", "name=a value=b"},
        {"Parameter", "<Reject>%s</Reject>", "", "name=a value=b"},
        {"Header", "<Dial><Sip>sip:a@b<Headers>%s</Headers></Sip></Dial>", "", "name=a value=b"},
        {"break", "<Say>a%s</Say>", "", "strength=weak time=10ms"},
        {"emphasis", "<Say>%s</Say>", "a", "level=strong"},
        {"lang", "<Say>%s</Say>", "a", "xml:lang=fr-FR"},
        {"phoneme", "<Say>%s</Say>", "a", "alphabet=ipa ph=x"},
        {"prosody", "<Say>%s</Say>", "a", "volume=loud rate=fast pitch=high"},
        {"say-as", "<Say>%s</Say>", "a", "interpret-as=digits format=mdy"},
        {"sub", "<Say>%s</Say>", "a", "alias=b"},
        {"w", "<Say>%s</Say>", "a", "role=noun"},
    };

    static Stream<String[]> everyAttribute() {
        List<String[]> cases = new ArrayList<>();
        for (String[] builder : BUILDERS) {
            for (String attribute : builder[3].split(" ")) {
                cases.add(new String[] {builder[0], builder[1], builder[2], attribute});
            }
        }
        return cases.stream();
    }

    @ParameterizedTest(name = "{0} {3}")
    @MethodSource("everyAttribute")
    void everyAttributeOfEveryBuilderIsRead(String element, String place, String text, String attribute) {
        Document with = Parsing.parse(place.formatted(xml(element, text, List.of(attribute))));
        Document without = Parsing.parse(place.formatted(xml(element, text, List.of())));
        assertEquals(List.of(), with.warnings());
        assertNotEquals(without.verbs(), with.verbs(), "the attribute made no difference");
        assertEquals(with, again(with));
    }

    @Test
    void everyElementSurvivesWithAllItsAttributes() {
        for (String[] builder : BUILDERS) {
            Document document =
                    Parsing.parse(builder[1].formatted(xml(builder[0], builder[2], List.of(builder[3].split(" ")))));
            assertEquals(List.of(), document.warnings());
            assertEquals(document, again(document), builder[0]);
        }
    }

    @Test
    void unbuiltVerbsAndNounsParseWithoutWarningAndSurvive() {
        Map<String, String> places = new LinkedHashMap<>();
        Language.UNBUILT_VERBS.forEach((name, known) -> places.put(named(name, known), "%s"));
        Language.UNBUILT_DIAL_NOUNS.forEach((name, known) -> places.put(named(name, known), "<Dial>%s</Dial>"));
        Language.CONNECT_NOUNS.forEach((name, known) -> places.put(named(name, known), "<Connect>%s</Connect>"));
        Language.START_NOUNS.forEach((name, known) -> places.put(named(name, known), "<Start>%s</Start>"));
        Language.STOP_NOUNS.forEach((name, known) -> places.put(named(name, known) + " ", "<Stop>%s</Stop>"));
        places.forEach((element, place) -> {
            Document document = Parsing.parse(place.formatted(element));
            assertEquals(List.of(), document.warnings(), element);
            assertEquals(document, again(document), element);
        });
    }

    @Test
    void carriageReturnsAndTabsOfKeptElementsSurvive() {
        Document document = Parsing.parse("<Sms from='a&#13;&#10;&#9;b'>one&#13;two\tthree\nfour</Sms>");
        assertEquals(document, again(document));
        assertEquals("one\rtwo\tthree\nfour",
                VerbReader.text(((Unsupported) document.verbs().getFirst()).element()));
    }

    @Test
    void generatedDocumentsSurvive() {
        for (long seed = 1; seed <= 500; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            StringBuilder verbs = new StringBuilder();
            for (int i = random.nextInt(6); i >= 0; i--) {
                verbs.append(random.nextInt(5) == 0 ? "\n  " : "").append(generated(random));
            }
            Document document = LARGE.parse("<Response>" + verbs + "</Response>");
            assertEquals(document.verbs(), again(document).verbs(), "seed " + seed + ": " + verbs);
        }
    }

    @Test
    void writtenTextIsEscaped() {
        Ssml text = new Ssml.Text("a < b & \"c\" > \u0000\ud800 \u20ac\ud83d\ude00");
        Document document = new Document(List.of(new Say(
                List.of(text), Optional.of("x\"y\n\tz"), Optional.empty(), 1, Position.NONE)), List.of());
        Say say = (Say) again(document).verbs().getFirst();
        assertEquals("a < b & \"c\" > \ufffd\ufffd \u20ac\ud83d\ude00", say.text());
        assertEquals("x\"y\n\tz", say.voice().orElseThrow());
    }

    private static String generated(SplittableRandom random) {
        String[] builder = BUILDERS[random.nextInt(BUILDERS.length)];
        List<String> attributes = new ArrayList<>();
        for (String attribute : builder[3].split(" ")) {
            int dice = random.nextInt(10);
            if (dice < 5) {
                attributes.add(attribute);
            } else if (dice == 5) {
                attributes.add(attribute.substring(0, attribute.indexOf('=') + 1) + garbage(random));
            }
        }
        return builder[1].formatted(xml(builder[0], builder[2], attributes));
    }

    private static String garbage(SplittableRandom random) {
        String[] values = {"", " ", "0", "-1", "99999999999", "true", "x", "\u20ac", "&amp;&lt;", "&#10;", "POST"};
        return values[random.nextInt(values.length)];
    }

    private static String named(String name, Set<String> known) {
        return xml(name, "text<Parameter name=\"a\" value=\"b\"/> more",
                known.stream().sorted().map(attribute -> attribute + "=x").toList());
    }

    private static String xml(String element, String text, List<String> attributes) {
        StringBuilder out = new StringBuilder("<").append(element);
        for (String attribute : attributes) {
            int at = attribute.indexOf('=');
            out.append(' ').append(attribute, 0, at).append("=\"").append(attribute.substring(at + 1)).append('"');
        }
        return out.append('>').append(text).append("</").append(element).append('>').toString();
    }

    private static Document again(Document document) {
        return LARGE.parse(DocumentWriter.write(document));
    }
}
