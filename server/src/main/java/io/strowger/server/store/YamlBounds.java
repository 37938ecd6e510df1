package io.strowger.server.store;

import io.strowger.kernel.BadSettings;
import io.strowger.kernel.Settings.Trouble;
import java.util.List;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.parser.Parser;

/**
 * Counts what a text in YAML holds while it is read, as what reads it calls itself for each level and keeps every
 * value: a small text could end the process. One strand, one text.
 */
final class YamlBounds implements Parser {
    /** Levels of lists and mappings in each other. */
    static final int DEEPEST = 64;

    private final Parser parser;
    private final String name;
    private final int most;
    private int depth;
    private int values;

    /**
     * Lets through what {@code parser} reads.
     *
     * @param name stands before line numbers
     * @param most values, keys included
     */
    YamlBounds(Parser parser, String name, int most) {
        this.parser = parser;
        this.name = name;
        this.most = most;
    }

    @Override
    public boolean checkEvent(Event.ID id) {
        return parser.checkEvent(id);
    }

    @Override
    public Event peekEvent() {
        return parser.peekEvent();
    }

    @Override
    public boolean hasNext() {
        return parser.hasNext();
    }

    /**
     * The next.
     *
     * @throws BadSettings with its line, where there is too much
     */
    @Override
    public Event next() {
        Event event = parser.next();
        switch (event.getEventId()) {
            case SequenceStart, MappingStart -> {
                depth++;
                values++;
            }
            case SequenceEnd, MappingEnd -> depth--;
            case Scalar, Alias -> values++;
            case StreamStart, StreamEnd, DocumentStart, DocumentEnd, Comment -> { }
        }
        if (depth > DEEPEST) {
            throw refusal(event, "more than " + DEEPEST + " lists and mappings are in each other here");
        }
        if (values > most) {
            throw refusal(event, "there are more than " + most + " keys and values up to here");
        }
        return event;
    }

    private BadSettings refusal(Event event, String sentence) {
        return new BadSettings(List.of(new Trouble(event.getStartMark().map(mark -> name + ":" + (mark.getLine() + 1))
                .orElse(name), sentence)));
    }
}
