package io.strowger.work.whatif;

import io.strowger.work.core.Fields;
import io.strowger.work.core.Value;
import java.util.SplittableRandom;

/**
 * How long something takes, as a distribution: a number of seconds, {@code {"exponential": MEAN}},
 * {@code {"uniform": [FROM, TO]}} or {@code {"lognormal": MEAN, "sigma": S}}. Logarithms are those of
 * {@link StrictMath}, the same on every machine.
 */
sealed interface Spread {
    /** Always the same. */
    record Fixed(double seconds) implements Spread {}

    /** Without memory. */
    record Exponential(double mean) implements Spread {}

    /** Anything between. */
    record Uniform(double from, double to) implements Spread {}

    /** Many short, few very long. */
    record LogNormal(double mean, double sigma) implements Spread {}

    double LONGEST = 14 * 86_400;

    /** Whole milliseconds. */
    default long draw(SplittableRandom dice) {
        double seconds = switch (this) {
            case Fixed(double value) -> value;
            case Exponential(double mean) -> -mean * StrictMath.log(1 - dice.nextDouble());
            case Uniform(double from, double to) -> from + (to - from) * dice.nextDouble();
            case LogNormal(double mean, double sigma) ->
                    mean * StrictMath.exp(sigma * normal(dice) - sigma * sigma / 2);
        };
        return StrictMath.round(Math.min(LONGEST, seconds) * 1000);
    }

    private static double normal(SplittableRandom dice) { // Box and Muller
        return StrictMath.sqrt(-2 * StrictMath.log(1 - dice.nextDouble()))
                * StrictMath.cos(2 * StrictMath.PI * dice.nextDouble());
    }

    /** @throws WhatIfFailure naming the place */
    static Spread read(String place, Value value) {
        if (value instanceof Value.Num) {
            return new Fixed(Reading.number(place, value, 0, LONGEST));
        }
        if (value instanceof Fields fields) {
            if (fields.has("exponential")) {
                Reading.known(place, fields, "exponential");
                return new Exponential(Reading.number(place + ".exponential", fields.get("exponential"), 0, LONGEST));
            }
            if (fields.has("lognormal")) {
                Reading.known(place, fields, "lognormal", "sigma");
                return new LogNormal(Reading.number(place + ".lognormal", fields.get("lognormal"), 0, LONGEST),
                        Reading.number(place + ".sigma", fields.get("sigma"), 0, 10));
            }
            if (fields.has("uniform") && fields.get("uniform") instanceof Value.Items(var ends)
                    && ends.size() == 2) {
                Reading.known(place, fields, "uniform");
                double from = Reading.number(place + ".uniform[0]", ends.getFirst(), 0, LONGEST);
                return new Uniform(from, Reading.number(place + ".uniform[1]", ends.getLast(), from, LONGEST));
            }
        }
        throw new WhatIfFailure(place + ": expected seconds, or an object with exponential, uniform (two numbers) or"
                + " lognormal and sigma");
    }
}
