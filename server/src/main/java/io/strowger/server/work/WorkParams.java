package io.strowger.server.work;

import io.strowger.kernel.ActivitySid;
import io.strowger.server.rest.Param;
import io.strowger.work.core.TaskOrder;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** Parameters that several resources share. */
final class WorkParams {
    static final Param<String> FRIENDLY_NAME = Param.text("FriendlyName", 256);
    static final Param<String> NEW_NAME = FRIENDLY_NAME.required();
    static final Param<String> ATTRIBUTES = Param.text("Attributes", 65_536);
    static final Param<String> TASK_CHANNEL = Param.text("TaskChannel", 64);
    static final Param<ActivitySid> ACTIVITY = Param.sid("ActivitySid", "WA", ActivitySid::new);

    private WorkParams() {}

    /** {@code true 1 yes} is true, {@code false 0 no} is false (section 10, remarks). */
    static Param<Boolean> loose(String name) {
        return Param.of(name, "true, 1, yes, false, 0 or no", value -> switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes" -> true;
            case "false", "0", "no" -> false;
            default -> throw new IllegalArgumentException(value);
        });
    }

    static Param<TaskOrder> order(String name) {
        return Param.of(name, "one of FIFO, LIFO", value -> TaskOrder.valueOf(value.toUpperCase(Locale.ROOT)));
    }

    /** ISO 8601, with or without a time of day. */
    static Param<Instant> moment(String name) {
        return Param.of(name, "a date in ISO 8601", value -> {
            try {
                return value.length() == 10 ? LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toInstant()
                        : OffsetDateTime.parse(value.replace(' ', '+')).toInstant();
            } catch (DateTimeParseException wrong) {
                throw new IllegalArgumentException(value, wrong);
            }
        });
    }
}
