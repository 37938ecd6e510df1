package io.strowger.work.core;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The documents that tasks brought for themselves, read once for each text however many tasks go by it, and kept while
 * one of them can be read. Follows from the tasks, so that events and snapshots give the same. One strand.
 */
final class OwnPlans {
    private final Map<String, Plan> plans = new HashMap<>();
    /** The one that a check read last: whoever enters with the same text has it without reading it again. */
    private Optional<Plan> checked = Optional.empty();
    private int characters;

    /** How many different ones are in use. */
    int size() {
        return plans.size();
    }

    /** Whether it could be entered within {@link RoutingLimits#OWN_DOCUMENTS_CHARACTERS}. */
    boolean hasRoom(String text) {
        return plans.containsKey(text) || characters + text.length() <= RoutingLimits.OWN_DOCUMENTS_CHARACTERS;
    }

    /**
     * Reads it without entering it.
     *
     * @throws WorkflowError when it is none
     */
    Plan read(String text) {
        Plan plan = known(text);
        checked = Optional.of(plan);
        return plan;
    }

    /** One more task goes by it. */
    Plan enter(String text) {
        Plan plan = known(text);
        checked = Optional.empty();
        if (plans.put(plan.configuration, plan) == null) {
            characters += text.length();
        }
        plan.owners++;
        return plan;
    }

    /** A task that went by it is gone. */
    void leave(Plan plan) {
        plan.owners--;
        if (plan.owners == 0) {
            plans.remove(plan.configuration);
            characters -= plan.configuration.length();
        }
    }

    private Plan known(String text) {
        return Optional.ofNullable(plans.get(text)).or(() -> checked.filter(plan -> plan.configuration.equals(text)))
                .orElseGet(() -> new Plan(0, text));
    }
}
