package io.strowger.sim;

import io.strowger.sim.CallPlan.Behaviour;
import io.strowger.sim.CallPlan.CalleePlan;
import io.strowger.sim.CallPlan.Expectation;
import io.strowger.sim.CallPlan.Fault;
import io.strowger.sim.CallPlan.KeyPlan;
import io.strowger.sim.CallPlan.Kind;
import io.strowger.sim.CallPlan.Need;
import io.strowger.sim.CallPlan.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes up calls that know their right answer. Call {@code n} of a seed is the same in every run, whatever calls are
 * around it: documents of every built verb, a caller who reacts to what is heard, called phones, and in most calls
 * something that goes wrong.
 */
final class Workload {
    static final String SPARE_TEXT = "spare for call ";
    static final String APOLOGY_TEXT = "We are sorry";
    private static final String FILLER = "a few more words that fill the time of this prompt with something";

    private final SimEntropy seed;

    Workload(SimEntropy seed) {
        this.seed = seed;
    }

    CallPlan plan(int index) {
        return new Writer(index, seed.fork("call", index)).write();
    }

    /** Writes one call; what the caller will hear is written beside each verb. */
    private static final class Writer {
        private final int index;
        private final SimEntropy dice;
        private final List<Page> pages = new ArrayList<>();
        private final List<CalleePlan> callees = new ArrayList<>();
        private final List<String> expected = new ArrayList<>();
        private final List<KeyPlan> keys = new ArrayList<>();
        private final List<String> badFiles = new ArrayList<>();
        private final StringBuilder verbs = new StringBuilder();
        private Optional<Need> needs = Optional.empty();
        private Optional<Need> nextNeeds = Optional.empty();
        private Optional<Fault> fault = Optional.empty();
        private boolean cut;
        private boolean answered;
        private int texts;

        Writer(int index, SimEntropy dice) {
            this.index = index;
            this.dice = dice;
        }

        CallPlan write() {
            int pageCount = dice.between(1, 5);
            int secondaries = dice.between(0, 2);
            Expectation expectation = chooseFault(pageCount);
            if (fault.isEmpty() && dice.chance(40)) {
                return rejected(secondaries);
            }
            for (int page = 0; page < pageCount; page++) {
                writePage(page, page == pageCount - 1);
            }
            if (cut) {
                expected.add("said: " + (secondaries == 0 ? APOLOGY_TEXT : SPARE_TEXT + index));
            }
            Optional<Duration> hangUp = Optional.empty();
            if (fault.isEmpty() && dice.chance(330)) {
                hangUp = Optional.of(Duration.ofMillis(dice.between(1, 12_000 + 9_000 * pageCount)));
                expectation = Expectation.BEGINNING;
            }
            return new CallPlan(index, List.copyOf(pages), List.copyOf(callees), List.copyOf(expected), expectation,
                    fault, hangUp, List.copyOf(keys), List.copyOf(badFiles), secondaries, false);
        }

        private CallPlan rejected(int secondaries) {
            Page page = new Page("<Response><Reject" + (dice.chance(500) ? " reason='busy'" : "") + "/></Response>",
                    Optional.empty());
            return new CallPlan(index, List.of(page), List.of(), List.of(), Expectation.EXACT, Optional.empty(),
                    Optional.empty(), List.of(), List.of(), secondaries, true);
        }

        private Expectation chooseFault(int pageCount) {
            if (!dice.chance(450)) {
                return Expectation.EXACT;
            }
            Kind kind = Kind.values()[dice.below(Kind.values().length)];
            fault = Optional.of(new Fault(kind, dice.below(pageCount)));
            return switch (kind) {
                case APP_DOWN, APP_SLOW, APP_ERROR, APP_GARBAGE, APP_WRONG_TYPE, APP_EMPTY, APP_BREAKS,
                        VERB_NOT_BUILT, FILE_MISSING, BAD_ATTRIBUTE -> Expectation.EXACT;
                case SILENT_CALLER, COMPLETED_FROM_OUTSIDE, NO_ACK, BAD_OFFER -> Expectation.BEGINNING;
                case CALLER_VANISHES, REDIRECTED_FROM_OUTSIDE -> Expectation.OWN;
            };
        }

        private void writePage(int page, boolean last) {
            boolean failsHere = fault.isPresent() && fault.get().page() == page;
            if (failsHere && isServerFault(fault.get().kind())) {
                cut = true;
            }
            needs = nextNeeds;
            nextNeeds = Optional.empty();
            verbs.setLength(0);
            int prompts = dice.below(4);
            int badAt = dice.below(prompts + 1);
            for (int i = 0; i <= prompts; i++) {
                if (failsHere && i == badAt) {
                    badVerb(fault.get().kind());
                }
                if (i < prompts) {
                    prompt();
                }
            }
            if (last) {
                end();
            } else {
                leadTo(page + 1);
            }
            pages.add(new Page("<Response>" + verbs + "</Response>", needs));
        }

        private static boolean isServerFault(Kind kind) {
            return kind.application() && kind != Kind.VERB_NOT_BUILT && kind != Kind.FILE_MISSING
                    && kind != Kind.BAD_ATTRIBUTE;
        }

        private void badVerb(Kind kind) {
            if (kind == Kind.VERB_NOT_BUILT) {
                verbs.append("<Echo/>");
                cut = true;
            } else if (kind == Kind.BAD_ATTRIBUTE) {
                verbs.append("<Pause length='-1'/>");
                cut = true;
            } else if (kind == Kind.FILE_MISSING) {
                String url = "http://media.example/" + index + "/missing.wav";
                verbs.append("<Play>").append(url).append("</Play>");
                badFiles.add(url);
                answered = true;
                cut = true;
            }
        }

        /** The caller hears it unless the application failed before. */
        private void hears(String what, int times) {
            answered = true;
            for (int i = 0; i < times && !cut; i++) {
                expected.add(what);
            }
        }

        private String text(String kind) {
            int words = dice.below(FILLER.length() - 1);
            return (kind + " " + index + "." + ++texts + ". " + FILLER.substring(0, words)).strip();
        }

        private void prompt() {
            switch (dice.below(5)) {
                case 0, 1 -> {
                    int loop = dice.between(1, 3);
                    String text = text("text");
                    verbs.append("<Say loop='%d'>%s</Say>".formatted(loop, text));
                    hears("said: " + text, loop);
                }
                case 2 -> {
                    String url = "http://media.example/" + index + "/" + ++texts + ".wav";
                    verbs.append("<Play>").append(url).append("</Play>");
                    hears("played: " + url, 1);
                }
                case 3 -> verbs.append("<Pause length='%d'/>".formatted(dice.between(1, 4)));
                default -> {
                    verbs.append("<Play digits='1w2'/>");
                    hears("digits: 1w2", 1);
                }
            }
        }

        private void end() {
            switch (dice.below(5)) {
                case 0 -> verbs.append("<Hangup/><Say>never</Say>");
                case 1 -> {
                    dial("");
                    String text = text("after");
                    verbs.append("<Say>").append(text).append("</Say>");
                    hears("said: " + text, 1);
                }
                case 2 -> {
                    String text = text("nobody answers");
                    verbs.append("<Gather timeout='2'><Say>").append(text).append("</Say></Gather>");
                    hears("said: " + text, 1);
                }
                default -> { }
            }
        }

        private void leadTo(int page) {
            String action = "/c/" + index + "/" + page;
            switch (dice.below(6)) {
                case 0, 1 -> verbs.append("<Redirect>").append(action).append("</Redirect>");
                case 2, 3 -> gather(action);
                case 4 -> record(action);
                default -> {
                    dial(" action='" + action + "'");
                    nextNeeds = Optional.of(new Need("DialCallStatus", ""));
                }
            }
        }

        private void gather(String action) {
            String text = text("press");
            int count = dice.between(1, 4);
            StringBuilder pressed = new StringBuilder();
            for (int i = 0; i < count; i++) {
                pressed.append((char) ('0' + dice.below(10)));
            }
            boolean byNumber = dice.chance(500);
            verbs.append("<Gather %saction='%s'><Say>%s</Say></Gather><Hangup/>".formatted(
                    byNumber ? "numDigits='" + count + "' " : "", action, text));
            hears("said: " + text, 1);
            keys.add(new KeyPlan("said: " + text, Duration.ofMillis(dice.between(100, 4000)),
                    byNumber ? pressed.toString() : pressed + "#"));
            nextNeeds = Optional.of(new Need("Digits", pressed.toString()));
        }

        private void record(String action) {
            String text = text("speak");
            verbs.append("<Say>%s</Say><Record timeout='3' action='%s'/><Hangup/>".formatted(text, action));
            hears("said: " + text, 1);
            hears("beep", 1);
            Duration afterBeep = Duration.ofMillis(100L * text.length() + 1500);
            keys.add(new KeyPlan("said: " + text, afterBeep, ""));
            if (dice.chance(400)) {
                keys.add(new KeyPlan("said: " + text, afterBeep.plusMillis(dice.between(500, 3000)), "#"));
            }
            nextNeeds = Optional.of(new Need("RecordingUrl", ""));
        }

        private void dial(String action) {
            int phones = dice.between(1, 3);
            boolean sequential = phones > 1 && dice.chance(500);
            boolean onBridge = dice.chance(300);
            boolean ringsBefore = !onBridge || answered;
            verbs.append("<Dial timeout='10'%s%s%s>".formatted(
                    sequential ? " sequential='true'" : "", onBridge ? " answerOnBridge='true'" : "", action));
            List<CalleePlan> rung = new ArrayList<>();
            int first = dice.below(4);
            for (int i = 0; i < phones; i++) {
                Behaviour behaviour = Behaviour.values()[dice.below(4)];
                // different seconds, so that no delay of a letter decides who is first
                CalleePlan phone = new CalleePlan("sip:p" + index + "." + ++texts + "@phones.example", behaviour,
                        1 + (first + 2 * i) % 7, dice.between(1, 9));
                rung.add(phone);
                verbs.append("<Sip>").append(phone.name()).append("</Sip>");
            }
            verbs.append("</Dial>");
            callees.addAll(rung);
            Optional<CalleePlan> winner = winner(rung, sequential);
            if (ringsBefore) {
                hears("ringback", 1);
            }
            winner.ifPresent(phone -> hears("talk with " + phone.name(), 1));
        }

        private static Optional<CalleePlan> winner(List<CalleePlan> phones, boolean sequential) {
            return phones.stream().filter(phone -> phone.behaviour() == Behaviour.ANSWERS)
                    .reduce((a, b) -> sequential || a.answersAfter() < b.answersAfter() ? a : b);
        }
    }
}
