package io.strowger.work.core;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Facts as a test gives them. */
record GivenFacts(Fields task, Fields worker, Map<String, Value> known, Optional<ClockFacts> clock) implements Facts {
    static final GivenFacts NOTHING = of("{}");

    /** {@code {"task":{},"worker":{},"facts":{"FACT:detail":value},"utc":"Thu 0830"}}. */
    static GivenFacts of(String json) {
        Fields given = (Fields) Value.parse(json);
        Fields facts = (Fields) given.field("facts").orElse(Fields.NONE);
        Map<String, Value> known = new LinkedHashMap<>();
        facts.names().forEach(name -> known.put(name.contains(":") ? name : name + ":", facts.get(name)));
        return new GivenFacts((Fields) given.field("task").orElse(Fields.NONE),
                (Fields) given.field("worker").orElse(Fields.NONE), known,
                given.field("utc").map(utc -> clock(((Value.Text) utc).value())));
    }

    private static ClockFacts clock(String utc) {
        return new ClockFacts(Integer.parseInt(utc.substring(4, 6)), Integer.parseInt(utc.substring(6)),
                utc.substring(0, 3));
    }

    @Override
    public Value fact(Fact fact, String detail) {
        return fact.isClock() ? clock.map(now -> now.fact(fact)).orElse(Value.NULL)
                : known.getOrDefault(fact + ":" + detail, Value.NULL);
    }
}
