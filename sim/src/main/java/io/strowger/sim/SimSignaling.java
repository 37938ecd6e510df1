package io.strowger.sim;

import io.strowger.call.port.DialTarget;
import io.strowger.call.port.IncomingCall;
import io.strowger.call.port.LegEvent;
import io.strowger.call.port.LegEvent.Cause;
import io.strowger.call.port.LegId;
import io.strowger.call.port.SignalingPort;
import io.strowger.kernel.CallSid;
import io.strowger.sim.SimLine.Phone;
import io.strowger.sim.SimLine.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Signalling with scripted phones at the far end, one ordered wire each way for every leg. What SIP allows to cross
 * crosses: a CANCEL and a 200, two BYEs. A leg's order is never changed.
 */
public final class SimSignaling implements SignalingPort {
    /** RFC 3261 Timer B, and 64*T1 for a missing ACK. */
    private static final Duration GIVES_UP = Duration.ofSeconds(32);

    private final SimWorld world;
    private final SimDirectory directory;
    private final Delays delays;
    private final Map<String, SimCallee> callees = new LinkedHashMap<>();
    private final Map<LegId, SimLine> lines = new HashMap<>();
    private final Map<LegId, SimLine> linesOfMedia = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private Optional<CallEntry> entry = Optional.empty();
    private Optional<SimMedia> media = Optional.empty();
    private int linesOpen;

    SimSignaling(SimWorld world, SimDirectory directory, Delays delays) {
        this.world = world;
        this.directory = directory;
        this.delays = delays;
    }

    void connect(CallEntry callEntry, SimMedia simMedia) {
        entry = Optional.of(callEntry);
        media = Optional.of(simMedia);
    }

    SimTimeline timeline() {
        return world.timeline();
    }

    SimMedia media() {
        return media.orElseThrow();
    }

    /** A callable phone; its name is a SIP URI, a user name or a telephone number. */
    SimCallee callee(String name) {
        return callees.computeIfAbsent(bare(name), key -> new SimCallee(name, this));
    }

    void forgetCallee(String name) {
        callees.remove(bare(name));
    }

    Optional<SimLine> line(LegId leg) {
        return Optional.ofNullable(lines.get(leg));
    }

    /** The line behind a media leg: the latest dialog, as a call may try several ways to reach one party. */
    Optional<SimLine> lineOfMedia(LegId mediaLeg) {
        return Optional.ofNullable(linesOfMedia.get(mediaLeg));
    }

    /** The media leg of a dialog: {@code CA.../1} is the second dialog of the call with the media leg {@code CA...}. */
    static LegId mediaLeg(LegId dialog) {
        int attempt = dialog.value().indexOf('/');
        return attempt < 0 ? dialog : new LegId(dialog.value().substring(0, attempt));
    }

    /** Legs that have begun and not ended. */
    public int linesOpen() {
        return linesOpen;
    }

    /** Commands that no state of their leg allows: each is a defect of the call room. */
    public List<String> violations() {
        return List.copyOf(violations);
    }

    /** Drops what is kept of a leg that is over: a long run would not fit otherwise. */
    void forget(LegId leg) {
        lines.remove(leg);
        linesOfMedia.remove(mediaLeg(leg));
    }

    // ---- what phones do -------------------------------------------------------------------------------------------

    void phoneDials(SimCaller caller, String to) {
        CallSid sid = CallSid.mint(world);
        LegId leg = new LegId(sid.value());
        SimLine line = begin(leg, caller, true);
        SimDirectory.Number number = directory.number(to);
        IncomingCall call = new IncomingCall(sid, leg, number.account(), caller.name(), to, number.binding(),
                caller.offer(), caller.parameters(), caller.trunk());
        caller.cameIn(call);
        line.note("INVITE");
        line.toPlatform.send(() -> line.events = entry.orElseThrow().incoming(call));
        caller.lineBegins(line);
    }

    void phoneHangsUp(SimLine line) {
        if (line.phoneState == Phone.OVER) {
            return;
        }
        boolean talking = line.phoneState == Phone.TALKING;
        line.cancelled = !talking;
        line.phoneState = Phone.OVER;
        if (talking) {
            line.toPlatform.send(() -> fromPhone(line, "BYE", Cause.REMOTE_BYE));
        } else if (line.inbound) {
            line.toPlatform.send(() -> cancelArrives(line));
        } else {
            line.toPlatform.send(() -> refusalArrives(line, 603, "Decline"));
        }
    }

    void phoneVanishes(SimLine line) {
        line.phoneState = Phone.OVER;
        line.note("vanishes");
        media().lost(line);
    }

    void phoneOffers(SimLine line, Optional<String> sdp) {
        if (line.phoneState == Phone.TALKING) {
            line.toPlatform.send(() -> {
                if (line.state == State.ANSWERED) {
                    line.note("re-INVITE");
                    line.events.accept(new LegEvent.Offered(line.leg, sdp));
                }
            });
        }
    }

    private void cancelArrives(SimLine line) {
        if (line.state == State.SETUP || line.state == State.EARLY) {
            line.refused(487);
            fromPhone(line, "CANCEL", Cause.REMOTE_CANCEL);
        }
    }

    private void fromPhone(SimLine line, String message, Cause cause) {
        if (line.state != State.ENDED && line.state != State.ENDING) {
            line.note(message);
            line.ended(new LegEvent.Ended(line.leg, cause));
        }
    }

    // ---- what the platform does -----------------------------------------------------------------------------------

    @Override
    public void ring(LegId leg) {
        unanswered(leg, "180").ifPresent(line -> line.note("180"));
    }

    @Override
    public void progress(LegId leg, String sdp) {
        unanswered(leg, "183").ifPresent(line -> {
            line.note("183");
            line.state = State.EARLY;
        });
    }

    @Override
    public void answer(LegId leg, String sdp) {
        unanswered(leg, "200").ifPresent(line -> {
            line.note("200");
            line.answered();
            line.toPhone.send(() -> answerArrives(line));
        });
    }

    private void answerArrives(SimLine line) {
        SimCaller caller = (SimCaller) line.phone;
        if (!caller.acknowledges() || (line.phoneState == Phone.OVER && !line.cancelled)) {
            timeline().schedule(GIVES_UP, () -> {
                line.phoneState = Phone.OVER;
                fromPhone(line, "no ACK", Cause.LOST);
            });
            return;
        }
        boolean gaveUp = line.phoneState == Phone.OVER;
        if (!gaveUp) {
            line.phoneState = Phone.TALKING;
            caller.lineAnswered(line);
        }
        Optional<String> answer = caller.offer().isPresent()
                ? Optional.empty() : Optional.of(SimSdp.of(caller.name(), "sendrecv"));
        line.toPlatform.send(() -> {
            if (line.state == State.ANSWERED) {
                line.note("ACK");
                line.events.accept(new LegEvent.Acknowledged(line.leg, answer));
            }
        });
        if (gaveUp) {
            line.toPlatform.send(() -> fromPhone(line, "BYE", Cause.REMOTE_BYE));
        }
    }

    @Override
    public void refuse(LegId leg, int status, String reason) {
        if (status < 300 || status > 699) {
            violations.add(leg + " refused with " + status);
        }
        unanswered(leg, "refuse").ifPresent(line -> {
            line.note(Integer.toString(status));
            line.refused(status);
            endByUs(line);
        });
    }

    @Override
    public void hangUp(LegId leg) {
        SimLine line = lines.get(leg);
        if (line == null || line.state == State.ENDED || line.state == State.ENDING) {
            return;
        }
        if (line.state == State.ANSWERED) {
            line.note("BYE sent");
        } else if (line.inbound) {
            line.note("480");
            line.refused(480);
        } else {
            line.note("CANCEL sent");
            line.refused(487);
        }
        endByUs(line);
    }

    private void endByUs(SimLine line) {
        line.state = State.ENDING;
        boolean reachable = line.phoneState != Phone.OVER || line.cancelled;
        line.toPhone.send(reachable ? Duration.ZERO : GIVES_UP, () -> {
            line.phoneState = Phone.OVER;
            line.toPlatform.send(() -> line.ended(new LegEvent.Ended(line.leg, Cause.LOCAL)));
        });
    }

    @Override
    public void dial(LegId leg, DialTarget target, Consumer<LegEvent> events) {
        if (lines.containsKey(leg)) {
            throw new IllegalStateException("leg " + leg + " was dialled before");
        }
        SimCallee callee = Optional.ofNullable(callees.get(bare(target.uri())))
                .or(() -> Optional.ofNullable(callees.get(user(target.uri()))))
                .orElseGet(() -> new SimCallee(target.uri(), this).refuses(404));
        SimLine line = begin(leg, callee, false);
        line.events = events;
        line.note("INVITE " + target.uri());
        callee.calledWith(target);
        line.toPhone.send(() -> inviteArrives(line, callee));
    }

    private void inviteArrives(SimLine line, SimCallee callee) {
        callee.lineBegins(line);
        switch (callee.manner()) {
            case SimCallee.Manner.Answers answers -> {
                line.toPlatform.send(answers.ringsAfter(), () -> ringingArrives(line, answers.earlyMedia()));
                timeline().schedule(answers.answersAfter(), () -> calleeAnswers(line, callee));
            }
            case SimCallee.Manner.Rings() -> line.toPlatform.send(() -> ringingArrives(line, false));
            case SimCallee.Manner.Refuses refuses -> {
                if (refuses.rings()) {
                    line.toPlatform.send(() -> ringingArrives(line, false));
                }
                timeline().schedule(refuses.after(), () -> calleeRefuses(line, refuses.status()));
            }
            case SimCallee.Manner.Unreachable() -> {
                line.phoneState = Phone.OVER;
                timeline().schedule(GIVES_UP, () -> refusalArrives(line, 408, "Request Timeout"));
            }
        }
    }

    private void ringingArrives(SimLine line, boolean earlyMedia) {
        if (line.state != State.SETUP) {
            return;
        }
        if (earlyMedia) {
            line.state = State.EARLY;
            line.note("183");
            line.events.accept(new LegEvent.EarlyMedia(line.leg, SimSdp.of(line.phone.name(), "sendrecv")));
        } else {
            line.note("180");
            line.events.accept(new LegEvent.Ringing(line.leg));
        }
    }

    private void calleeRefuses(SimLine line, int status) {
        if (line.phoneState == Phone.RINGING) {
            line.phoneState = Phone.OVER;
            line.toPlatform.send(() -> refusalArrives(line, status, "Refused"));
        }
    }

    private void refusalArrives(SimLine line, int status, String reason) {
        if (line.state == State.SETUP || line.state == State.EARLY) {
            line.note(Integer.toString(status));
            line.refused(status);
            line.ended(new LegEvent.Refused(line.leg, status, reason));
        }
    }

    private void calleeAnswers(SimLine line, SimCallee callee) {
        if (line.phoneState != Phone.RINGING) {
            return;
        }
        line.phoneState = Phone.TALKING;
        line.toPlatform.send(() -> {
            if (line.state == State.SETUP || line.state == State.EARLY) {
                line.note("200");
                line.answered();
                line.events.accept(new LegEvent.Answered(
                        line.leg, SimSdp.of(callee.name(), "sendrecv"), callee.answerHeaders()));
                callee.lineAnswered(line);
            }
        });
    }

    @Override
    public void offer(LegId leg, String sdp) {
        answered(leg, "offer").ifPresent(line -> {
            line.note("re-INVITE sent");
            line.toPhone.send(() -> {
                if (line.phoneState == Phone.TALKING) {
                    line.toPlatform.send(() -> {
                        if (line.state == State.ANSWERED) {
                            line.events.accept(
                                    new LegEvent.Renegotiated(line.leg, SimSdp.of(line.phone.name(), "sendrecv")));
                        }
                    });
                }
            });
        });
    }

    @Override
    public void answerOffer(LegId leg, String sdp) {
        answered(leg, "answerOffer").ifPresent(line -> line.note("200 to re-INVITE"));
    }

    @Override
    public void refuseOffer(LegId leg) {
        answered(leg, "refuseOffer").ifPresent(line -> line.note("488 to re-INVITE"));
    }

    @Override
    public String export(LegId leg) {
        return line(leg).filter(line -> line.state == State.ANSWERED).map(line -> "sim/1 " + leg).orElse("");
    }

    // ---- lines ----------------------------------------------------------------------------------------------------

    private SimLine begin(LegId leg, SimPhone<?> phone, boolean inbound) {
        SimLine line = new SimLine(leg, phone, inbound, timeline(), delays, () -> linesOpen--);
        lines.put(leg, line);
        linesOfMedia.put(mediaLeg(leg), line);
        linesOpen++;
        return line;
    }

    /** The inbound leg when it still waits for its final answer; a command in any other live state is a violation. */
    private Optional<SimLine> unanswered(LegId leg, String command) {
        SimLine line = lines.get(leg);
        if (line == null || line.state == State.ENDED || line.state == State.ENDING) {
            return Optional.empty();
        }
        if (!line.inbound || line.state == State.ANSWERED) {
            violations.add(command + " on " + (line.inbound ? "an answered" : "an outbound") + " leg " + leg);
            return Optional.empty();
        }
        return Optional.of(line);
    }

    private Optional<SimLine> answered(LegId leg, String command) {
        SimLine line = lines.get(leg);
        if (line != null && line.state != State.ANSWERED && line.state != State.ENDED && line.state != State.ENDING) {
            violations.add(command + " on an unanswered leg " + leg);
        }
        return Optional.ofNullable(line).filter(known -> known.state == State.ANSWERED);
    }

    /** {@code sip:bob@host:5060;transport=udp?X=y} becomes {@code bob@host}. */
    private static String bare(String uri) {
        String text = uri.replaceFirst("^(sips?|client|tel):", "");
        text = text.split("[;?]", 2)[0];
        return text.replaceFirst(":\\d+$", "");
    }

    private static String user(String uri) {
        return bare(uri).split("@", 2)[0];
    }
}
