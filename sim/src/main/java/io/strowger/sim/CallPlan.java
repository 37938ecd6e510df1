package io.strowger.sim;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One simulated call: what its caller does, what its application answers, and what must come of it.
 *
 * @param index its number in the run, in every text and address that belongs to it
 * @param pages the application's documents; page n is asked for at {@code /c/INDEX/n}
 * @param callees phones it dials
 * @param expected what the caller hears when nothing cuts the call short
 * @param expectation how strictly that holds
 * @param fault what goes wrong; empty when nothing does
 * @param hangsUpAt when the caller hangs up, after dialling
 * @param refused the call is rejected by its document and never answered
 */
record CallPlan(
        int index, List<Page> pages, List<CalleePlan> callees, List<String> expected, Expectation expectation,
        Optional<Fault> fault, Optional<Duration> hangsUpAt, List<KeyPlan> keys, List<String> badFiles,
        int secondaries, boolean refused) {

    /**
     * One document and what its request must carry.
     *
     * @param needs a parameter that the request for it must have, with its value; empty text for any value
     */
    record Page(String document, Optional<Need> needs) {}

    /** A parameter of a request; an empty value stands for any that is not empty. */
    record Need(String parameter, String value) {}

    /** A phone that a Dial of this call rings. */
    record CalleePlan(String name, Behaviour behaviour, int answersAfter, int talks) {}

    /** What a called phone does. */
    enum Behaviour { ANSWERS, BUSY, FAILS, NEVER }

    /** Something the caller does on hearing a text: presses keys, or speaks when there are none. */
    record KeyPlan(String onHearing, Duration after, String keys) {}

    /** How much the workload knows of what is heard. */
    enum Expectation {
        /** Exactly the expected. */
        EXACT,
        /** The expected, or any beginning of it: somebody ended the call early. */
        BEGINNING,
        /** Only what belongs to this call. */
        OWN
    }

    /**
     * Something that goes wrong.
     *
     * @param page which document's request, or which document's verb; ignored by kinds of the line
     */
    record Fault(Kind kind, int page) {}

    /** What can go wrong, by where. */
    enum Kind {
        /** Connection refused. */
        APP_DOWN(true),
        /** Longer than the request's time. */
        APP_SLOW(true),
        /** Status 500. */
        APP_ERROR(true),
        /** No XML. */
        APP_GARBAGE(true),
        /** A type no document has. */
        APP_WRONG_TYPE(true),
        /** Nothing in it. */
        APP_EMPTY(true),
        /** The connection breaks in the middle. */
        APP_BREAKS(true),
        /** A verb that is known and not built. */
        VERB_NOT_BUILT(true),
        /** A file that cannot be fetched. */
        FILE_MISSING(true),
        /** An attribute with none of its values. */
        BAD_ATTRIBUTE(true),
        /** The caller's network dies without a BYE. */
        CALLER_VANISHES(false),
        /** The caller never acknowledges. */
        NO_ACK(false),
        /** The caller's keys and words are lost on the way. */
        SILENT_CALLER(false),
        /** The offer holds no audio. */
        BAD_OFFER(false),
        /** The call is ended from outside. */
        COMPLETED_FROM_OUTSIDE(false),
        /** The call is moved from outside to its last page. */
        REDIRECTED_FROM_OUTSIDE(false);

        private final boolean application;

        Kind(boolean application) {
            this.application = application;
        }

        /** True when it is an application event and so leads to the secondary. */
        boolean application() {
            return application;
        }
    }

    String number() {
        return "+17" + "%08d".formatted(index);
    }

    String base() {
        return "http://app.example/c/" + index + "/";
    }

    boolean applicationFails() {
        return fault.isPresent() && fault.get().kind().application();
    }
}
