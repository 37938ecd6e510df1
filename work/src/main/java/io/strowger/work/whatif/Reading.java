package io.strowger.work.whatif;

import io.strowger.work.core.Fields;
import io.strowger.work.core.Value;
import java.util.List;
import java.util.Optional;

/** Reads parts of a description of a day; each refusal names the place. */
final class Reading {
    private Reading() {}

    static double number(String place, Value value, double least, double most) {
        if (value instanceof Value.Num number && number.asDouble() >= least && number.asDouble() <= most) {
            return number.asDouble();
        }
        throw new WhatIfFailure(place + ": expected a number from " + plain(least) + " to " + plain(most));
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    static int whole(String place, Value value, int least, int most) {
        if (value instanceof Value.Whole(long number) && number >= least && number <= most) {
            return (int) number;
        }
        throw new WhatIfFailure(place + ": expected a whole number from " + least + " to " + most);
    }

    static Optional<Value> part(Fields fields, String name) {
        return fields.field(name).filter(value -> value != Value.NULL);
    }

    static double number(String place, Fields fields, String name, double standard, double least, double most) {
        return part(fields, name).map(value -> number(place + "." + name, value, least, most)).orElse(standard);
    }

    static String text(String place, Fields fields, String name) {
        return part(fields, name).flatMap(value -> value instanceof Value.Text(String text) && !text.isBlank()
                ? Optional.of(text) : Optional.empty())
                .orElseThrow(() -> new WhatIfFailure(place + "." + name + ": expected a text"));
    }

    static Fields object(String place, Value value) {
        if (value instanceof Fields fields) {
            return fields;
        }
        throw new WhatIfFailure(place + ": expected an object");
    }

    static List<Value> list(String place, Fields fields, String name) {
        if (fields.get(name) instanceof Value.Items(var items)) {
            return items;
        }
        throw new WhatIfFailure(place + "." + name + ": expected an array");
    }

    static void known(String place, Fields fields, String... names) {
        for (String name : fields.names()) {
            if (!List.of(names).contains(name)) {
                throw new WhatIfFailure(place + "." + name + ": there is no such field; expected "
                        + String.join(", ", names));
            }
        }
    }
}
