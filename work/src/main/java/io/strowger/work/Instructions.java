package io.strowger.work;

import io.strowger.work.core.Fields;
import io.strowger.work.core.JsonError;
import io.strowger.work.core.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the answer of an assignment callback (work-distribution-api section 5). Any thread. */
final class Instructions {
    private static final int RING_SECONDS = 60;
    private static final int MOST_SECONDS = 999;
    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,4}");

    private Instructions() {}

    /** An answer that is no instruction; the message names the property. */
    static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unreadable(String message) {
            super(message);
        }
    }

    /**
     * The instruction of a body; empty for a blank body and for an object without {@code instruction}.
     *
     * @throws Unreadable when it is none
     */
    static Optional<Instruction> parse(String body) {
        if (body.isBlank()) {
            return Optional.empty();
        }
        Value value;
        try {
            value = Value.parse(body);
        } catch (JsonError broken) {
            throw new Unreadable("the answer is no JSON: " + broken.getMessage());
        }
        if (!(value instanceof Fields fields)) {
            throw new Unreadable("the answer is no JSON object");
        }
        return text(fields, "instruction").map(name -> read(name, fields));
    }

    private static Instruction read(String name, Fields fields) {
        return switch (name) {
            case "accept" -> new Instruction.Accept();
            case "reject" -> new Instruction.Reject(text(fields, "activity_sid"));
            case "dequeue" -> new Instruction.Dequeue(text(fields, "to"), text(fields, "from"),
                    text(fields, "post_work_activity_sid"), records(fields), seconds(fields),
                    text(fields, "status_callback_url"), events(fields));
            case "call" -> new Instruction.Call(text(fields, "to"), need(fields, "from"), need(fields, "url"),
                    truth(fields, "accept"), records(fields), seconds(fields), text(fields, "status_callback_url"));
            case "redirect" -> new Instruction.Redirect(
                    need(fields, "call_sid"), need(fields, "url"), truth(fields, "accept"));
            case "conference", "supervise" -> new Instruction.NotBuilt(name);
            default -> throw new Unreadable("the property instruction has none of its values");
        };
    }

    private static Optional<String> text(Fields fields, String name) {
        return switch (fields.get(name)) {
            case Value.Null _ -> Optional.empty();
            case Value.Text(String text) -> text.isEmpty() ? Optional.empty() : Optional.of(text);
            case Value.Bool _, Value.Num _, Value.Items _, Fields _ ->
                throw new Unreadable("the property " + name + " is not a text");
        };
    }

    private static String need(Fields fields, String name) {
        return text(fields, name).orElseThrow(() -> new Unreadable("the property " + name + " is missing"));
    }

    private static boolean truth(Fields fields, String name) {
        return switch (fields.get(name)) {
            case Value.Null _ -> false;
            case Value.Bool(boolean truth) -> truth;
            case Value.Text(String text) when text.equalsIgnoreCase("true") -> true;
            case Value.Text(String text) when text.equalsIgnoreCase("false") -> false;
            case Value.Text _, Value.Num _, Value.Items _, Fields _ ->
                throw new Unreadable("the property " + name + " is neither true nor false");
        };
    }

    private static boolean records(Fields fields) {
        String wanted = text(fields, "record").orElse("do-not-record");
        if (!List.of("do-not-record", "record-from-answer").contains(wanted)) {
            throw new Unreadable("the property record is neither do-not-record nor record-from-answer");
        }
        return wanted.equals("record-from-answer");
    }

    private static int seconds(Fields fields) {
        long seconds = switch (fields.get("timeout")) {
            case Value.Null _ -> RING_SECONDS;
            case Value.Whole(long number) -> number;
            case Value.Text(String text) when WHOLE.matcher(text).matches() -> Long.parseLong(text);
            case Value.Text _, Value.Real _, Value.Bool _, Value.Items _, Fields _ -> -1;
        };
        if (seconds < 1 || seconds > MOST_SECONDS) {
            throw new Unreadable("the property timeout is not a number of seconds from 1 to " + MOST_SECONDS);
        }
        return (int) seconds;
    }

    private static List<String> events(Fields fields) {
        List<String> events = Arrays.stream(text(fields, "status_callback_events").orElse("completed").split(","))
                .map(String::strip).toList();
        if (!List.of("initiated", "ringing", "answered", "completed").containsAll(events)) {
            throw new Unreadable("the property status_callback_events holds something other than"
                    + " initiated, ringing, answered, completed");
        }
        return events;
    }
}
