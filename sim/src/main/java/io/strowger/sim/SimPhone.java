package io.strowger.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * A telephone with a script. Each act of the script is followed by when: {@code caller.presses("1").at(seconds)},
 * {@code .afterAnswer(seconds)}, {@code .onHearing("Press one", delay)}.
 *
 * @param <P> the phone's own kind
 */
public abstract sealed class SimPhone<P extends SimPhone<P>> permits SimCaller, SimCallee {
    private static final Duration BETWEEN_KEYS = Duration.ofMillis(200);

    final SimTimeline timeline;
    final SimSignaling signaling;
    final String name;
    private final List<Act> acts = new ArrayList<>();
    private final List<SimLine> lines = new ArrayList<>();

    SimPhone(String name, SimSignaling signaling) {
        this.name = name;
        this.signaling = signaling;
        this.timeline = signaling.timeline();
    }

    abstract P self();

    /** What others see of it: a number or an address. */
    public String name() {
        return name;
    }

    /** Presses keys, a fifth of a second apart. */
    public When<P> presses(String keys) {
        return presses(keys, BETWEEN_KEYS);
    }

    /** Presses keys this far apart. */
    public When<P> presses(String keys, Duration apart) {
        return does(line -> {
            for (int i = 0; i < keys.length(); i++) {
                char key = keys.charAt(i);
                timeline.schedule(apart.multipliedBy(i), () -> signaling.media().pressed(line, key));
            }
        });
    }

    /** Speaks for a tenth of a second a character. */
    public When<P> says(String text) {
        return says(text, Duration.ofMillis(100L * text.length()));
    }

    /** Speaks for this long. */
    public When<P> says(String text, Duration length) {
        return does(line -> signaling.media().spoken(line, text, length));
    }

    /** Ends the call by whatever its state asks for: CANCEL before the answer, BYE after it. */
    public When<P> hangsUp() {
        return does(signaling::phoneHangsUp);
    }

    /** Loses its network: nothing is sent or received any more, no BYE comes. */
    public When<P> vanishes() {
        return does(signaling::phoneVanishes);
    }

    /** Sends a re-INVITE that puts the platform on hold. */
    public When<P> holds() {
        return does(line -> signaling.phoneOffers(line, Optional.of(SimSdp.of(name, "sendonly"))));
    }

    /** Sends a re-INVITE that takes the hold back. */
    public When<P> resumes() {
        return does(line -> signaling.phoneOffers(line, Optional.of(SimSdp.of(name, "sendrecv"))));
    }

    /** Sends a re-INVITE with this offer; an empty one asks for an offer. */
    public When<P> offers(Optional<String> sdp) {
        return does(line -> signaling.phoneOffers(line, sdp));
    }

    /** Its sound stops arriving although the call goes on. */
    public When<P> fallsSilent() {
        return does(line -> signaling.media().lost(line));
    }

    /** What the phone of the latest call heard, in order, for instance {@code said: Hello}. */
    public List<String> heard() {
        return lines.isEmpty() ? List.of() : heard(lines.getLast());
    }

    /** What was heard on this line, in order. */
    public static List<String> heard(SimLine line) {
        return line.heardThings().stream().map(Heard::toString).toList();
    }

    /** As {@link #heard}, each with the second it began: {@code 0s said: Hello}. */
    public List<String> heardWhen() {
        return line().heardThings().stream()
                .map(thing -> Heard.seconds(thing.from()) + " " + thing).toList();
    }

    /** SIP of the latest call as the platform sent and received it. */
    public List<String> signalling() {
        return line().signalling();
    }

    /** The final SIP status of the latest call's set-up; empty when there was none. */
    public OptionalInt finalStatus() {
        return line().finalStatus();
    }

    /** The latest call. */
    public SimLine line() {
        if (lines.isEmpty()) {
            throw new IllegalStateException("the phone " + name + " had no call");
        }
        return lines.getLast();
    }

    /** True once the phone had a call. */
    public boolean wasCalled() {
        return !lines.isEmpty();
    }

    /** Every call of this phone, oldest first. */
    public List<SimLine> lines() {
        return List.copyOf(lines);
    }

    /** Does anything at a line: for what the script has no word for. */
    public When<P> does(Consumer<SimLine> what) {
        Act act = new Act(what);
        acts.add(act);
        return new When<>(self(), act);
    }

    void lineBegins(SimLine line) {
        lines.add(line);
        for (Act act : acts) {
            if (act.trigger == Trigger.AT) {
                timeline.at(act.delay, () -> act.what.accept(line));
            }
        }
    }

    void lineAnswered(SimLine line) {
        for (Act act : acts) {
            if (act.trigger == Trigger.AFTER_ANSWER) {
                timeline.schedule(act.delay, () -> act.what.accept(line));
            }
        }
    }

    void heardSomething(SimLine line, String what) {
        for (Act act : acts) {
            if (act.trigger == Trigger.ON_HEARING && !act.done && what.contains(act.text)) {
                act.done = true;
                timeline.schedule(act.delay, () -> act.what.accept(line));
            }
        }
    }

    private enum Trigger { AT, AFTER_ANSWER, ON_HEARING, NOT_YET }

    private static final class Act {
        private final Consumer<SimLine> what;
        private Trigger trigger = Trigger.NOT_YET;
        private Duration delay = Duration.ZERO;
        private String text = "";
        private boolean done;

        Act(Consumer<SimLine> what) {
            this.what = what;
        }
    }

    /**
     * When an act of the script happens. An act without a when never happens.
     *
     * @param <P> the phone's kind
     */
    public static final class When<P> {
        private final P phone;
        private final Act act;

        When(P phone, Act act) {
            this.phone = phone;
            this.act = act;
        }

        /** This long after the start of the run. */
        public P at(Duration sinceStart) {
            return set(Trigger.AT, sinceStart, "");
        }

        /** This long after the phone has its call answered, or answered itself. */
        public P afterAnswer(Duration delay) {
            return set(Trigger.AFTER_ANSWER, delay, "");
        }

        /** This long after the phone first begins to hear something with this text in it; once. */
        public P onHearing(String text, Duration delay) {
            return set(Trigger.ON_HEARING, delay, text);
        }

        private P set(Trigger trigger, Duration delay, String text) {
            act.trigger = trigger;
            act.delay = delay;
            act.text = text;
            return phone;
        }
    }
}
