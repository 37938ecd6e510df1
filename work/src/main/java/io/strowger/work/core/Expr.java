package io.strowger.work.core;

import io.strowger.work.core.Syntax.Constant;
import io.strowger.work.core.Syntax.Reading;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * An expression of work distribution, parsed and compiled (work-distribution-api section 2; the grammar and what it
 * means are in {@code docs/work-distribution.md}). Two are equal when they say the same in the same order, however they
 * are spaced and whichever spelling of a word or operator they use. Any thread.
 */
public final class Expr {
    /** A queue's blank expression: nobody. */
    private static final Syntax NOBODY = new Syntax.Comparison(new Constant(Value.number(1L)), Operator.EQUAL,
            new Constant(Value.number(2L)), Operator.Manner.STRICT);

    private final String text;
    private final Scope scope;
    private final Syntax syntax;
    private final Matcher matcher;
    private final List<Path> reads;
    private final ActivitiesNamed activities;

    private Expr(String text, Scope scope, Syntax syntax) {
        this.text = text;
        this.scope = scope;
        this.syntax = syntax;
        this.matcher = Matcher.of(syntax);
        Set<Path> paths = new LinkedHashSet<>();
        syntax.eachPath(paths::add);
        this.reads = List.copyOf(paths);
        List<String> names = new ArrayList<>();
        List<String> sids = new ArrayList<>();
        activities(syntax, true, names, sids);
        this.activities = new ActivitiesNamed(names, sids);
    }

    /**
     * Parses within the limits of {@link ExprOptions#DEFAULT}.
     *
     * @throws ExpressionError with the column, when the text is no expression of the scope
     */
    public static Expr parse(String text, Scope scope) {
        return parse(text, scope, ExprOptions.DEFAULT);
    }

    /** As above, within other limits or less strictly. */
    public static Expr parse(String text, Scope scope, ExprOptions options) {
        Syntax syntax = scope == Scope.QUEUE && text.isBlank() && text.length() <= options.maxLength() ? NOBODY
                : new Parser(text, scope, options).expression();
        return new Expr(text, scope, syntax);
    }

    /** True when it holds. Allocates nothing, unless it has a list with a name in it. */
    public boolean matches(Facts facts) {
        return matcher.matches(facts);
    }

    /** Why it holds or not; agrees with {@link #matches}. */
    public Explanation explain(Facts facts) {
        return new Explainer(facts).explain(syntax);
    }

    /** The paths it reads, each once, in the order they are written: when none of them changes, nor does its worth. */
    public List<Path> reads() {
        return reads;
    }

    /** True when it reads the time of day. */
    public boolean usesClock() {
        return reads.stream().anyMatch(path -> path.fact().filter(Fact::isClock).isPresent());
    }

    /** True when it reads a task's age or its time in the queue, which change by waiting alone. */
    public boolean usesAge() {
        return reads.stream().anyMatch(path -> path.fact().filter(Fact::isAge).isPresent());
    }

    /** True or false for everybody, when its worth is settled by constants alone. */
    public boolean isConstant() {
        return matcher instanceof Matcher.Fixed;
    }

    /**
     * The activities that it asks for: constants beside {@code worker.activity_name} or {@code worker.activity_sid}
     * with {@code ==} or {@code IN}, anywhere but under NOT.
     */
    public ActivitiesNamed activitiesNamed() {
        return activities;
    }

    /** As it is written. */
    Syntax syntax() {
        return syntax;
    }

    /** As it was given. */
    public String text() {
        return text;
    }

    /** Where it stands. */
    public Scope scope() {
        return scope;
    }

    private static void activities(Syntax syntax, boolean asked, List<String> names, List<String> sids) {
        switch (syntax) {
            case Syntax.And(var parts) -> parts.forEach(part -> activities(part, asked, names, sids));
            case Syntax.Or(var parts) -> parts.forEach(part -> activities(part, asked, names, sids));
            case Syntax.Not(var part) -> activities(part, !asked, names, sids);
            case Syntax.Comparison(var left, var operator, var right, var manner) -> {
                if (asked && operator == Operator.EQUAL || asked && operator == Operator.IN) {
                    activity(left, right, names, sids);
                }
                if (asked && operator == Operator.EQUAL) {
                    activity(right, left, names, sids);
                }
            }
        }
    }

    private static void activity(Syntax.Operand side, Syntax.Operand other, List<String> names, List<String> sids) {
        if (side instanceof Reading(Path path) && other instanceof Constant(var constant)
                && path.attribute().isEmpty()) {
            List<Value> values = constant instanceof Value.Items(var items) ? items : List.of(constant);
            List<String> into = path.fact().filter(fact -> fact == Fact.WORKER_ACTIVITY_NAME).isPresent() ? names
                    : path.fact().filter(fact -> fact == Fact.WORKER_ACTIVITY_SID).isPresent() ? sids
                    : new ArrayList<>();
            for (Value value : values) {
                if (value instanceof Value.Text(String text) && !into.contains(text)) {
                    into.add(text);
                }
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Expr that && that.scope == scope && that.syntax.equals(syntax);
    }

    @Override
    public int hashCode() {
        return syntax.hashCode() * 31 + scope.ordinal();
    }

    /** The one way to write it; parsing that gives an equal expression. */
    @Override
    public String toString() {
        return syntax.print();
    }
}
