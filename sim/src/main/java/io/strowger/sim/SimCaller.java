package io.strowger.sim;

import io.strowger.call.port.IncomingCall;
import io.strowger.call.port.SipHeader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A phone that calls the platform. */
public final class SimCaller extends SimPhone<SimCaller> {
    private final List<SipHeader> parameters = new ArrayList<>();
    private boolean delayedOffer;
    private boolean audio = true;
    private boolean acknowledges = true;
    private Optional<IncomingCall> call = Optional.empty();
    private String trunk = "";

    SimCaller(String name, SimSignaling signaling) {
        super(name, signaling);
    }

    @Override
    SimCaller self() {
        return this;
    }

    /** Sends an INVITE without SDP: the platform makes the offer. */
    public SimCaller withoutOffer() {
        delayedOffer = true;
        return this;
    }

    /** Offers a session without audio. */
    public SimCaller offersNoAudio() {
        audio = false;
        return this;
    }

    /** Never acknowledges the answer. */
    public SimCaller neverAcknowledges() {
        acknowledges = false;
        return this;
    }

    /** Something known from signalling, for instance {@code SipHeader_X-Account}. */
    public SimCaller with(String parameter, String value) {
        parameters.add(new SipHeader(parameter, value));
        return this;
    }

    /** Calls by this trunk. */
    public SimCaller by(String trunkName) {
        trunk = trunkName;
        return this;
    }

    /** Calls this number or address at the start of the run. */
    public SimCaller dials(String to) {
        return dials(to, Duration.ZERO);
    }

    /** Calls this number or address at this moment of the run. */
    public SimCaller dials(String to, Duration at) {
        timeline.at(at, () -> signaling.phoneDials(this, to));
        return this;
    }

    /** The call as it came in; empty before. */
    public Optional<IncomingCall> call() {
        return call;
    }

    /** The call's sid; a mistake before it came in. */
    public String callSid() {
        return call.orElseThrow(() -> new IllegalStateException(name + " has not called")).callSid().value();
    }

    List<SipHeader> parameters() {
        return List.copyOf(parameters);
    }

    boolean acknowledges() {
        return acknowledges;
    }

    String trunk() {
        return trunk;
    }

    Optional<String> offer() {
        String sdp = SimSdp.of(name, "sendrecv");
        return delayedOffer ? Optional.empty() : Optional.of(audio ? sdp : sdp.replace("m=audio", "m=video"));
    }

    void cameIn(IncomingCall incoming) {
        call = Optional.of(incoming);
    }
}
