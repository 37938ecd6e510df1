package io.strowger.sim.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.port.MediaCommand;
import io.strowger.sim.SimCallee;
import io.strowger.sim.SimCaller;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Recording a Dial (voice-twiml "Dial": record, recordingTrack, trim, recordingStatusCallback).
 *
 * <pre>
 * do-not-record | record-from-answer | record-from-ringing | the last two with -dual; true = from-answer
 * trim do-not-trim; recordingTrack both; RecordingUrl at the action only when record is set
 * </pre>
 */
final class DialRecordTest extends Spec {
    private static final String TOLD = "http://app.example/recorded";

    private SimCaller run(String attributes) {
        voice("<Dial action='" + NEXT + "' recordingStatusCallback='" + TOLD + "' " + attributes + "><Sip>"
                + DialTest.BOB + "</Sip></Dial>");
        next();
        sim.app(TOLD, "");
        sim.callee(DialTest.BOB).answersAfter(seconds(4)).says("yes", seconds(2)).at(seconds(6))
                .hangsUp().at(seconds(14));
        SimCaller ann = caller().says("hello", seconds(1)).at(seconds(8));
        sim.run();
        return ann;
    }

    private MediaCommand.Record command() {
        return sim.media().commands().stream().filter(MediaCommand.Record.class::isInstance)
                .map(MediaCommand.Record.class::cast).findFirst().orElseThrow();
    }

    @Test
    void nothingIsRecordedUnlessAsked() {
        run("");
        assertFalse(sim.media().commands().stream().anyMatch(MediaCommand.Record.class::isInstance));
        assertFalse(request(NEXT).has("RecordingUrl"));
        assertEquals(List.of(), sim.requests(TOLD));
    }

    @Test
    void recordFromAnswerKeepsTheConversation() {
        SimCaller ann = run("record='record-from-answer'");
        assertEquals(1, command().channels());
        assertTrue(command().other().isPresent());
        assertFalse(command().trim());
        assertEquals("10", request(TOLD).param("RecordingDuration"));
        assertEquals("DialVerb", request(TOLD).param("RecordingSource"));
        assertEquals("completed", request(TOLD).param("RecordingStatus"));
        assertEquals(ann.callSid(), request(TOLD).param("CallSid"), "the parent leg's");
        assertEquals(request(TOLD).param("RecordingUrl"), request(NEXT).param("RecordingUrl"));
    }

    @Test
    void recordTrueIsFromAnswer() {
        run("record='true'");
        assertEquals("10", request(TOLD).param("RecordingDuration"));
    }

    @Test
    void dualHasTheParentInChannelOneAndTheChildInChannelTwo() {
        SimCaller ann = run("record='record-from-answer-dual'");
        assertEquals(2, command().channels());
        assertEquals(ann.callSid(), command().leg().value());
        assertEquals("2", request(TOLD).param("RecordingChannels"));
    }

    @Test
    void recordFromRingingBeginsWhenItRings() {
        run("record='record-from-ringing'");
        assertEquals("14", request(TOLD).param("RecordingDuration"));
    }

    @Test
    void recordFromRingingDualHasTwoChannels() {
        run("record='record-from-ringing-dual'");
        assertEquals(2, command().channels());
        assertEquals("14", request(TOLD).param("RecordingDuration"));
    }

    @Test
    void trimSilenceIsHandedOn() {
        run("record='record-from-answer' trim='trim-silence'");
        assertTrue(command().trim());
        assertEquals("3", request(TOLD).param("RecordingDuration"));
    }

    @Test
    void recordingTrackIsHandedOn() {
        run("record='record-from-answer' recordingTrack='inbound'");
        assertEquals(MediaCommand.Track.INBOUND, command().track());
    }

    @Test
    void theCallersHangupClosesTheRecording() {
        voice("<Dial record='true' recordingStatusCallback='" + TOLD + "'><Sip>" + DialTest.BOB + "</Sip></Dial>");
        sim.app(TOLD, "");
        sim.callee(DialTest.BOB).answersAfter(seconds(1)).says("yes", seconds(2)).at(seconds(2));
        caller().hangsUp().at(seconds(6));
        sim.run();
        assertEquals("completed", request(TOLD).param("RecordingStatus"));
        assertEquals("5", request(TOLD).param("RecordingDuration"));
    }

    @Test
    void theEventsAreThoseAskedFor_trap8() {
        run("record='true' recordingStatusCallbackEvent='in-progress completed absent'");
        assertEquals(List.of("in-progress", "completed"),
                sim.requests(TOLD).stream().map(request -> request.param("RecordingStatus")).toList());
    }

    @Test
    void aStatusCallbackThatIsNoUrlLeadsToTheFallbackBeforeAnybodyRings() {
        voice("<Dial record='true' recordingStatusCallback='ftp://files.example/x'><Sip>" + DialTest.BOB
                + "</Sip></Dial>");
        fallback(say("spare"));
        SimCallee bob = sim.callee(DialTest.BOB).answersAfter(seconds(1));
        SimCaller ann = caller().hangsUp().at(seconds(100));
        sim.run();
        assertEquals(List.of("said: spare"), ann.heard());
        assertFalse(bob.wasCalled());
        assertEquals("13256", request(FALLBACK).param("ErrorCode"));
    }

    @Test
    void recordingTrackOutboundIsHandedOnAndTold() {
        run("record='record-from-answer' recordingTrack='outbound'");
        assertEquals(MediaCommand.Track.OUTBOUND, command().track());
        assertEquals("outbound", request(TOLD).param("RecordingTrack"));
    }

    @Test
    void recordFromRingingOfACallerNotYetAnsweredBeginsWhenTheyAreJoined() {
        run("answerOnBridge='true' record='record-from-ringing'");
        assertEquals("10", request(TOLD).param("RecordingDuration"));
    }

    @Test
    void theStatusCallbackIsAskedByItsMethod() {
        run("record='true' recordingStatusCallbackMethod='GET'");
        assertEquals("GET", request(TOLD).method());
        assertEquals("completed", request(TOLD).param("RecordingStatus"));
    }

    @Test
    void falseRecordsNothing() {
        run("record='false'");
        assertFalse(sim.media().commands().stream().anyMatch(MediaCommand.Record.class::isInstance));
    }
}
