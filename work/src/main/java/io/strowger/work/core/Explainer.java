package io.strowger.work.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Walks through what is written, every part of it, and keeps what each comparison saw. One strand, one use. */
final class Explainer {
    /**
     * A part's worth, and the fewest comparisons that would have to turn out otherwise for it to be true or false;
     * empty when nothing could make it so.
     */
    private record Part(boolean worth, Optional<List<Explanation.Comparison>> forTrue,
            Optional<List<Explanation.Comparison>> forFalse) {}

    private final Facts facts;
    private final List<Explanation.Comparison> seen = new ArrayList<>();

    Explainer(Facts facts) {
        this.facts = facts;
    }

    Explanation explain(Syntax syntax) {
        Part whole = part(syntax);
        return new Explanation(whole.worth(), seen, whole.forTrue().orElse(List.of()));
    }

    private Part part(Syntax syntax) {
        return switch (syntax) {
            case Syntax.And(var written) -> {
                List<Part> parts = written.stream().map(this::part).toList();
                yield new Part(parts.stream().allMatch(Part::worth), every(parts.stream().map(Part::forTrue).toList()),
                        cheapest(parts.stream().map(Part::forFalse).toList()));
            }
            case Syntax.Or(var written) -> {
                List<Part> parts = written.stream().map(this::part).toList();
                yield new Part(parts.stream().anyMatch(Part::worth),
                        cheapest(parts.stream().map(Part::forTrue).toList()),
                        every(parts.stream().map(Part::forFalse).toList()));
            }
            case Syntax.Not(var written) -> {
                Part part = part(written);
                yield new Part(!part.worth(), part.forFalse(), part.forTrue());
            }
            case Syntax.Comparison comparison -> comparison(comparison);
        };
    }

    private Part comparison(Syntax.Comparison comparison) {
        Value left = comparison.left().value(facts);
        Value right = comparison.right().value(facts);
        boolean holds = comparison.operator().holds(left, right, comparison.manner());
        Explanation.Comparison what = new Explanation.Comparison(comparison.print(), left, right, holds);
        seen.add(what);
        Optional<List<Explanation.Comparison>> change =
                comparison.isConstant() ? Optional.empty() : Optional.of(List.of(what));
        Optional<List<Explanation.Comparison>> none = Optional.of(List.of());
        return new Part(holds, holds ? none : change, holds ? change : none);
    }

    private static Optional<List<Explanation.Comparison>> every(List<Optional<List<Explanation.Comparison>>> sets) {
        return sets.stream().allMatch(Optional::isPresent)
                ? Optional.of(sets.stream().flatMap(Optional::stream).flatMap(List::stream).toList())
                : Optional.empty();
    }

    private static Optional<List<Explanation.Comparison>> cheapest(List<Optional<List<Explanation.Comparison>>> sets) {
        Optional<List<Explanation.Comparison>> best = Optional.empty();
        for (List<Explanation.Comparison> set : sets.stream().flatMap(Optional::stream).toList()) {
            Predicate<List<Explanation.Comparison>> atMost = other -> other.size() <= set.size();
            best = best.filter(atMost).or(() -> Optional.of(set));
        }
        return best;
    }
}
