package io.strowger.kernel;

import static io.strowger.kernel.Severity.ERROR;
import static io.strowger.kernel.Severity.WARNING;

/**
 * The documented error codes of the public API (voice-twiml section 9; SIP codes section 32xxx). Codes from 90000 are
 * this platform's own. {@code docs/errors.md} is printed from this list.
 */
public enum ErrorCode {
    INVALID_URL(11100, ERROR, "The URL is not an absolute http or https URL."),
    RETRIEVAL_FAILED(11200, ERROR, "The server answered with an error status, or too late."),
    CONNECTION_FAILED(11205, ERROR, "No connection to the server."),
    PROTOCOL_VIOLATION(11206, ERROR, "What came back is not HTTP."),
    BAD_HOST_NAME(11210, ERROR, "The host name does not resolve."),
    TOO_MANY_REDIRECTS(11215, ERROR, "More than ten redirects in a row."),
    TLS_FAILED(11220, ERROR, "The TLS handshake failed."),
    CERTIFICATE_NAME(11235, ERROR, "The server's certificate is for another host name."),
    CERTIFICATE_EXPIRED(11236, ERROR, "The server's certificate has expired or is not valid yet."),
    CERTIFICATE_INVALID(11237, ERROR, "The server's certificate is not trusted."),
    BAD_OVERRIDE(11240, ERROR, "A connection override (ct, rt, tt, sni, e) in the URL fragment has no valid value."),
    EDGE_UNSUPPORTED(11241, ERROR, "The connection override e names an edge that does not exist."),
    EDGE_FORBIDDEN(11242, ERROR, "The connection override e names a private edge."),
    BAD_RETRY_POLICY(11243, ERROR, "A connection override for retries (rc, rp) has no valid value."),
    DOCUMENT_TOO_LARGE(11750, ERROR, "The answer is larger than the limit."),
    EMPTY_DOCUMENT(11770, ERROR, "The answer has no body."),
    DOCUMENT_UNPARSEABLE(12100, ERROR, "The document is not well-formed XML."),
    XML_VERSION(12101, ERROR, "The document declares an XML version other than 1.0."),
    WRONG_ROOT(12102, ERROR, "The root element is not Response."),
    SCHEMA_WARNING(12200, WARNING, "An element, attribute or text has no meaning here and was skipped."),
    WRONG_CONTENT_TYPE(12300, ERROR, "The content type is none a document can have."),
    INTERNAL(12400, ERROR, "A mistake inside this platform."),
    DIAL_CONTENT(13000, ERROR, "Dial holds nouns that cannot stand together."),
    DIAL_IN_SCREENING(13201, ERROR, "A Dial cannot run in a document for the called party."),
    DIAL_METHOD(13210, ERROR, "Dial: method is neither GET nor POST."),
    DIAL_TIMEOUT(13212, ERROR, "Dial: timeout is not a number of seconds from 5 to 600."),
    DIAL_HANGUP_ON_STAR(13213, ERROR, "Dial: hangupOnStar is neither true nor false."),
    DIAL_CALLER_ID(13214, ERROR, "Dial: callerId is not one this account may show."),
    DIAL_NESTED(13215, ERROR, "Dial holds an element that cannot stand in it."),
    DIAL_TIME_LIMIT(13216, ERROR, "Dial: timeLimit is not a number of seconds in range."),
    DIAL_RECORD(13217, ERROR, "Dial: record has none of its values."),
    DIAL_SEQUENTIAL(13218, ERROR, "Dial: sequential is neither true nor false."),
    DIAL_ANSWER_ON_BRIDGE(13219, ERROR, "Dial: answerOnBridge is neither true nor false."),
    DIAL_RING_TONE(13220, ERROR, "Dial: ringTone has none of its values."),
    NUMBER_METHOD(13221, ERROR, "Number: method is neither GET nor POST."),
    NUMBER_SEND_DIGITS(13222, ERROR, "Number: sendDigits holds something other than 0-9 * # w W."),
    NUMBER_FORMAT(13223, ERROR, "The dialled number is not a telephone number."),
    NUMBER_UNREACHABLE(13224, ERROR, "No trunk leads to the dialled number."),
    NUMBER_FORBIDDEN(13227, ERROR, "The dialled number's prefix is not allowed for this account."),
    CONFERENCE_ATTRIBUTE(13230, ERROR, "Conference: an attribute has none of its values."),
    CONFERENCE_NAME(13237, ERROR, "Conference: the room's name is missing or too long."),
    SIP_METHOD(13241, ERROR, "Sip: method is neither GET nor POST."),
    SIP_URI_INVALID(13243, ERROR, "The dialled SIP URI is not valid or too long."),
    DIAL_TOO_MANY_NOUNS(13250, ERROR, "Dial holds more than ten Number, Client and Sip nouns."),
    SIP_HEADERS(13253, ERROR, "The dialled SIP URI's headers are longer than 1024 characters."),
    RECORDING_CALLBACK(13256, ERROR, "recordingStatusCallback is not a valid URL or method."),
    GATHER_FINISH_ON_KEY(13310, ERROR, "Gather: finishOnKey is not one of 0-9 # * or empty."),
    GATHER_METHOD(13312, ERROR, "Gather: method is neither GET nor POST."),
    GATHER_TIMEOUT(13313, ERROR, "Gather: timeout is not a positive number of seconds."),
    GATHER_NUM_DIGITS(13314, ERROR, "Gather: numDigits is not a positive number."),
    GATHER_NESTED(13320, ERROR, "Gather holds an element other than Say, Play and Pause."),
    GATHER_INPUT(13326, ERROR, "Gather: input holds something other than dtmf and speech."),
    GATHER_SPEECH_TIMEOUT(13327, ERROR, "Gather: speechTimeout is neither auto nor a positive number of seconds."),
    GATHER_MAX_SPEECH_TIME(13328, ERROR, "Gather: maxSpeechTime is not a positive number of seconds."),
    GATHER_PARTIAL_METHOD(13329, ERROR, "Gather: partialResultCallbackMethod is neither GET nor POST."),
    GATHER_HINTS(13330, ERROR, "Gather: hints holds more than 500 phrases or one of more than 100 characters."),
    GATHER_SENSITIVE(90118, ERROR, "Gather: sensitive is neither true nor false."),
    GATHER_BARGE_IN(13332, ERROR, "Gather: bargeIn is neither true nor false."),
    GATHER_PROFANITY_FILTER(13333, ERROR, "Gather: profanityFilter is neither true nor false."),
    GATHER_MODEL(13334, ERROR, "Gather: enhanced or debug is neither true nor false."),
    GATHER_EMPTY_RESULT(13338, ERROR, "Gather: actionOnEmptyResult is neither true nor false."),
    PLAY_LOOP(13410, ERROR, "Play: loop is not a number from 0."),
    PLAY_CONTENT_TYPE(13420, ERROR, "The media is of a kind that cannot be played."),
    PLAY_DIGITS(13430, ERROR, "Play: digits holds something other than 0-9 A-D * # w W."),
    SAY_LOOP(13510, ERROR, "Say: loop is not a number from 0."),
    SAY_VOICE(13511, WARNING, "Say: the voice is not known; the default voice speaks."),
    SAY_LANGUAGE(13512, WARNING, "Say: the language is not known; the default voice speaks."),
    SAY_TEXT(13520, WARNING, "Say: there is no text to speak."),
    SAY_TEXT_TOO_LONG(13521, ERROR, "Say: the text is longer than 4096 characters."),
    RECORD_METHOD(13610, ERROR, "Record: method is neither GET nor POST."),
    RECORD_TIMEOUT(13611, ERROR, "Record: timeout is not a number of seconds from 0."),
    RECORD_MAX_LENGTH(13612, ERROR, "Record: maxLength is not a number of seconds from 2 to 86400."),
    RECORD_FINISH_ON_KEY(13613, ERROR, "Record: finishOnKey holds something other than 0-9 # *."),
    RECORD_TRANSCRIBE(13614, ERROR, "Record: transcribe is neither true nor false."),
    RECORD_PLAY_BEEP(13616, ERROR, "Record: playBeep is neither true nor false."),
    RECORDING_EVENT(13621, ERROR, "recordingStatusCallbackEvent has none of its values."),
    RECORDING_TRACK(13622, ERROR, "recordingTrack is none of inbound, outbound and both."),
    RECORD_TRIM(13699, ERROR, "trim is neither trim-silence nor do-not-trim."),
    REDIRECT_METHOD(13710, ERROR, "Redirect: method is neither GET nor POST."),
    VERB_NOT_BUILT(13750, ERROR, "The verb or noun is known but not built."),
    REFER_NOT_SIP(13801, ERROR, "Refer works on SIP legs only."),
    REFER_NOT_ALLOWED(13802, ERROR, "The far side sent a REFER and no referUrl is set."),
    REJECT_REASON(13810, ERROR, "Reject: reason is neither rejected nor busy."),
    PAUSE_LENGTH(13910, ERROR, "Pause: length is not a positive number of seconds."),
    ENQUEUE_METHOD(14201, ERROR, "Enqueue: method is neither GET nor POST."),
    ENQUEUE_NAME(14204, ERROR, "Enqueue: the queue's name is missing."),
    ENQUEUE_NAME_TOO_LONG(14205, ERROR, "Enqueue: the queue's name is longer than 64 characters."),
    ENQUEUE_WAIT_METHOD(14206, ERROR, "Enqueue: waitUrlMethod is neither GET nor POST."),
    DIAL_QUEUE_METHOD(14210, ERROR, "Queue: method is neither GET nor POST."),
    DIAL_QUEUE_NAME(14212, ERROR, "Queue: the queue's name is missing."),
    DIAL_QUEUE_NAME_TOO_LONG(14213, ERROR, "Queue: the queue's name is longer than 64 characters."),
    ENQUEUE_WORKFLOW(14220, ERROR, "Enqueue: workflowSid is not a workflow's sid."),
    START_NOUN(14300, ERROR, "Connect, Start or Stop holds no noun, too many, or one that cannot stand in it."),
    CALLBACK_FAILED(15003, WARNING, "The status callback's server did not answer with 2xx."),
    CALL_NO_TO(21201, ERROR, "The call has no To."),
    CALL_URL_INVALID(21205, ERROR, "The call's Url, Twiml or ApplicationSid is missing or cannot be requested."),
    CALL_FROM_NOT_VERIFIED(21210, ERROR, "The call's From is no number that this account may show."),
    CALL_TO_INVALID(21211, ERROR, "The call's To is no telephone number, SIP address or client."),
    CALL_FROM_INVALID(21212, ERROR, "The call's From cannot be a caller id."),
    CALL_TO_UNREACHABLE(21214, ERROR, "No trunk leads to the call's To."),
    CALL_NOT_PERMITTED(21215, ERROR, "The prefix of the call's To is not allowed for this account."),
    CALL_APPLICATION(21218, ERROR, "The call's ApplicationSid is no application of this account."),
    CALL_NOT_IN_PROGRESS(21220, ERROR, "The call is not in a state in which it can be changed so."),
    SIP_NO_RESPONSE(32011, ERROR, "The far side did not answer the SIP request."),
    SIP_AUTHENTICATION(32202, ERROR, "The SIP credentials are wrong."),
    SIP_CALL_REFUSED(32009, ERROR, "The far side refused the call."),
    MEDIA_LOST(31930, WARNING, "No media has arrived for a while."),
    ADDRESS_FORBIDDEN(90101, ERROR, "The URL leads to an address that applications may not use."),
    TOO_MANY_VERBS(90102, ERROR, "The document holds more verbs than the limit."),
    TOO_MANY_DOCUMENTS(90103, ERROR, "The call fetched more documents than the limit."),
    CALL_TOO_LONG(90104, ERROR, "The call reached its longest length."),
    PLATFORM_STOPPED(90105, ERROR, "The platform stopped while the call was running."),
    NO_APPLICATION(90106, ERROR, "The called address has no application."),
    TOO_MANY_CALLS(90107, ERROR, "All call permits are taken."),
    MEDIA_PORTS_EXHAUSTED(90108, ERROR, "No free media port is left."),
    MEDIA_UNACCEPTABLE(90109, ERROR, "The offer holds no codec or transport that this platform speaks."),
    SIP_FORBIDDEN(90110, ERROR, "The SIP request comes from no known trunk and carries no credential."),
    STORE_FAILED(90111, ERROR, "The database refused or did not answer."),
    ATTRIBUTE_INVALID(90117, ERROR, "An attribute without a code of its own has none of its values."),
    SAY_FAILED(90113, ERROR, "The speech engine failed or is not installed."),
    RECORD_FAILED(90114, ERROR, "The recording could not be written."),
    GATHER_SPEECH_NOT_BUILT(90115, ERROR, "Gather: speech input is not built yet."),
    CLIENT_UNKNOWN(90116, WARNING, "The dialled client is not registered."),
    OUTBOUND_QUEUE_FULL(90130, ERROR, "As many outbound calls of the account wait as may."),
    CALL_RECORDINGS(90132, ERROR, "The call is being recorded as often at once as may be."),
    OUTBOUND_WAITED_TOO_LONG(90131, ERROR, "The outbound call waited longer in the queue than it may."),
    OPERATION_NOT_BUILT(90112, ERROR, "The operation is known but not built."),
    STARTING(90119, ERROR, "The platform is starting."),
    METHOD_NOT_ALLOWED(20004, ERROR, "The resource has no such method."),
    ACCOUNT_SUSPENDED(20005, ERROR, "The account is suspended."),
    PERMISSION_DENIED(20008, ERROR, "The key may not use this operation."),
    CONFLICT(20409, ERROR, "The resource is in a state that does not allow this."),
    PRECONDITION_FAILED(20412, ERROR, "The resource has another version than If-Match names."),
    TOO_MANY_REQUESTS(20429, ERROR, "Too many requests at once, or in too short a time."),
    NOT_FOUND(20404, ERROR, "The resource does not exist."),
    UNAUTHORIZED(20003, ERROR, "Authentication failed."),
    TOKEN_INVALID(20101, ERROR, "The access token is not a JSON Web Token of the right form."),
    TOKEN_HEADER(20102, ERROR, "The access token's header names another algorithm or content type."),
    TOKEN_ISSUER(20103, ERROR, "The access token's issuer or subject is no API key and account that belong together."),
    TOKEN_EXPIRED(20104, ERROR, "The access token has expired, or would hold longer than a day."),
    TOKEN_NOT_YET_VALID(20105, ERROR, "The access token is not valid yet."),
    TOKEN_GRANTS(20106, ERROR, "The access token's grants do not allow this or have a wrong form."),
    TOKEN_SIGNATURE(20107, ERROR, "The access token's signature is wrong."),
    NUMBER_NOT_AVAILABLE(21422, ERROR, "The telephone number cannot be had."),
    CALLER_ID_TAKEN(21450, ERROR, "The telephone number is a caller id of the account already."),
    PARAMETER_INVALID(20001, ERROR, "A parameter has none of its values.");

    private final int number;
    private final Severity severity;
    private final String meaning;

    ErrorCode(int number, Severity severity, String meaning) {
        this.number = number;
        this.severity = severity;
        this.meaning = meaning;
    }

    /** The number on the wire. */
    public int number() {
        return number;
    }

    /** Error or warning. */
    public Severity severity() {
        return severity;
    }

    /** One sentence for people. */
    public String meaning() {
        return meaning;
    }
}
