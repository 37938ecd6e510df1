package io.strowger.server.store;

import io.strowger.kernel.Entropy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Orders ways by priority, and by lot in the ratio of their weights among equals (as RFC 2782 orders servers). */
final class WeightedChoice {
    private WeightedChoice() {}

    /** Something that can be chosen. */
    interface Choice {
        /** Lower goes first. */
        int priority();

        /** From 1: how often among equals. */
        int weight();

        /** False: never. */
        boolean enabled();
    }

    /** The enabled ones in the order in which they are to be tried. */
    static <T extends Choice> List<T> order(List<T> all, Entropy entropy) {
        List<T> left = new ArrayList<>(all.stream().filter(Choice::enabled)
                .sorted(Comparator.comparingInt(Choice::priority)).toList());
        List<T> ordered = new ArrayList<>();
        while (!left.isEmpty()) {
            int priority = left.getFirst().priority();
            List<T> equals = left.stream().filter(one -> one.priority() == priority).toList();
            T drawn = equals.size() == 1 ? equals.getFirst() : drawn(equals, entropy);
            ordered.add(drawn);
            left.remove(drawn);
        }
        return ordered;
    }

    private static <T extends Choice> T drawn(List<T> equals, Entropy entropy) {
        int lot = entropy.below(equals.stream().mapToInt(Choice::weight).sum());
        for (T one : equals) {
            lot -= one.weight();
            if (lot < 0) {
                return one;
            }
        }
        throw new IllegalStateException("a lot beyond the sum of the weights");
    }
}
