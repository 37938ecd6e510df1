package io.strowger.sim;

import io.strowger.call.port.LegEvent;
import io.strowger.call.port.LegId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * One leg as both of its ends see it: the platform's state, the phone's state, and what the phone heard. The two states
 * differ while a message is on its way.
 */
public final class SimLine {
    /** The platform's view. */
    enum State { SETUP, EARLY, ANSWERED, ENDING, ENDED }

    /** The phone's view. */
    enum Phone { CALLING, RINGING, TALKING, OVER }

    final LegId leg;
    final SimPhone<?> phone;
    final boolean inbound;
    final Wire toPhone;
    final Wire toPlatform;
    Consumer<LegEvent> events;
    State state = State.SETUP;
    Phone phoneState;
    boolean cancelled;
    private final List<String> signalling = new ArrayList<>();
    private final List<Heard> heard = new ArrayList<>();
    private final SimTimeline timeline;
    private final Runnable whenOver;
    private OptionalInt finalStatus = OptionalInt.empty();
    private final Duration beganAt;
    private Optional<Duration> answeredAt = Optional.empty();
    private Optional<Duration> endedAt = Optional.empty();

    SimLine(LegId leg, SimPhone<?> phone, boolean inbound, SimTimeline timeline, Delays delays, Runnable whenOver) {
        this.leg = leg;
        this.phone = phone;
        this.inbound = inbound;
        this.timeline = timeline;
        this.whenOver = whenOver;
        this.beganAt = timeline.elapsed();
        this.toPhone = new Wire(timeline, delays::signalling);
        this.toPlatform = new Wire(timeline, delays::signalling);
        this.phoneState = inbound ? Phone.CALLING : Phone.RINGING;
        this.events = event -> { };
    }

    /** The leg's id. */
    public LegId leg() {
        return leg;
    }

    /**
     * SIP as the platform sent and received it on this leg, in order, for instance {@code 180}, {@code 200}, {@code
     * BYE}.
     */
    public List<String> signalling() {
        return List.copyOf(signalling);
    }

    /** What the phone heard, in order. */
    public List<Heard> heardThings() {
        return List.copyOf(heard);
    }

    /** The final SIP status of the set-up; empty while there is none. */
    public OptionalInt finalStatus() {
        return finalStatus;
    }

    /** When the line began: the INVITE was sent or came. */
    public Duration beganAt() {
        return beganAt;
    }

    /** When the leg was answered, since the start of the run. */
    public Optional<Duration> answeredAt() {
        return answeredAt;
    }

    /** When the leg was over for the platform, since the start of the run. */
    public Optional<Duration> endedAt() {
        return endedAt;
    }

    boolean connected() {
        return state == State.EARLY || state == State.ANSWERED;
    }

    boolean over() {
        return state == State.ENDED;
    }

    void note(String message) {
        signalling.add(message);
        timeline.note(leg + " " + message);
    }

    void answered() {
        state = State.ANSWERED;
        answeredAt = Optional.of(timeline.elapsed());
        finalStatus = OptionalInt.of(200);
    }

    void refused(int status) {
        finalStatus = OptionalInt.of(status);
    }

    /** Ends the leg for the platform; tells the call, once. */
    void ended(LegEvent last) {
        if (state != State.ENDED) {
            state = State.ENDED;
            endedAt = Optional.of(timeline.elapsed());
            whenOver.run();
            events.accept(last);
        }
    }

    Heard hears(String what) {
        Heard thing = new Heard(what, timeline.elapsed());
        heard.add(thing);
        phone.heardSomething(this, what);
        return thing;
    }
}
