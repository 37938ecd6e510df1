package io.strowger.twiml;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The names of the language that have no record of their own: verbs and nouns that are known but not built, with the
 * attributes that the SDKs' builders (twilio-node 6.2, twilio-java 12.0) can write.
 */
final class Language {
    /** Names that may stand below Response. */
    static final Set<String> VERBS = Set.of(
            "Say", "Play", "Pause", "Gather", "Record", "Dial", "Enqueue", "Leave", "Redirect", "Reject", "Refer",
            "Hangup", "Connect", "Start", "Stop", "Pay", "Prompt", "Sms", "Echo", "Queue");

    private static final String STATUS = "statusCallback statusCallbackMethod";
    private static final String PROGRESS = STATUS + " statusCallbackEvent";
    private static final String RECORDING =
            "recordingStatusCallback recordingStatusCallbackMethod recordingStatusCallbackEvent";

    /** Verbs that are not built, with their attributes. */
    static final Map<String, Set<String>> UNBUILT_VERBS = Map.of(
            "Pay", words("action bankAccountType chargeAmount currency description input language maxAttempts method "
                    + "minPostalCodeLength paymentConnector paymentMethod postalCode securityCode timeout tokenType "
                    + "validCardTypes " + STATUS),
            "Prompt", words("attempt cardType errorType for requireMatchingInputs"),
            "Sms", words("action from method statusCallback to"),
            "Echo", Set.of(),
            "Queue", words("method postWorkActivitySid reservationSid url"));

    /** Nouns of Dial that are not built. */
    static final Map<String, Set<String>> UNBUILT_DIAL_NOUNS = Map.of(
            "Application", words("copyParentTo customerId method url " + PROGRESS),
            "WhatsApp", words("method url " + PROGRESS),
            "Sim", Set.of());

    private static final Set<String> STREAM =
            words("audioFormat connectorName name sampleRate track url " + STATUS);
    private static final Set<String> SIPREC = words("connectorName name track " + STATUS);
    private static final Set<String> TRANSCRIPTION = words("enableAutomaticPunctuation hints inboundTrackLabel "
            + "intelligenceService languageCode name outboundTrackLabel partialResults profanityFilter speechModel "
            + "statusCallbackMethod statusCallbackUrl track transcriptionEngine");

    /** Nouns of Connect. */
    static final Map<String, Set<String>> CONNECT_NOUNS = Map.of(
            "Stream", STREAM,
            "Room", words("participantIdentity"),
            "Autopilot", Set.of(),
            "VirtualAgent", words("connectorName language sentimentAnalysis " + STATUS),
            "Conversation", words("inboundAutocreation inboundTimeout method record routingAssignmentTimeout "
                    + "serviceInstanceSid trim url " + PROGRESS + " " + RECORDING),
            "ConversationRelay", words("backgroundNoiseReduction backgroundnoisereduction debug deepgramSmartFormat "
                    + "deepgramsmartformat dtmfDetection elevenlabsTextNormalization events hints ignoreBackchannel "
                    + "ignorebackchannel intelligenceService interruptSensitivity interruptible language "
                    + "partialPrompts preemptible profanityFilter reportInputDuringAgentSpeech speechModel "
                    + "speechTimeout speechtimeout transcriptionLanguage transcriptionProvider ttsLanguage "
                    + "ttsProvider url voice welcomeGreeting welcomeGreetingInterruptible"),
            "Assistant", words("debug dtmfDetection elevenlabsTextNormalization hints id intelligenceService "
                    + "interruptSensitivity interruptible language partialPrompts preemptible profanityFilter "
                    + "reportInputDuringAgentSpeech speechModel transcriptionLanguage transcriptionProvider "
                    + "ttsLanguage ttsProvider voice welcomeGreeting welcomeGreetingInterruptible"),
            "AiSession", words("aiConnector aiSessionConfiguration"),
            "ConversationRelaySession", words("connector sessionConfiguration"));

    /** Nouns of Start. */
    static final Map<String, Set<String>> START_NOUNS = Map.of(
            "Stream", STREAM,
            "Siprec", SIPREC,
            "Transcription", TRANSCRIPTION,
            "Recording", words("channels recordingConfigurationId track trim " + RECORDING));

    /** Nouns of Stop. */
    static final Map<String, Set<String>> STOP_NOUNS = START_NOUNS;

    private Language() {}

    private static Set<String> words(String text) {
        return Set.copyOf(List.of(text.split(" ")));
    }
}
