package io.strowger.kernel;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/**
 * Counters, gauges and histograms of one instance, written in the Prometheus text format. There is no process-wide
 * registry: two instances in one process count apart. Any thread may call it; a counter kept by its user costs one
 * striped addition.
 */
public final class Metrics {
    private final ConcurrentSkipListMap<String, Family> families = new ConcurrentSkipListMap<>();

    /**
     * The counter with this name and labels, made on first use.
     *
     * @param name ends in {@code _total}
     * @param help one sentence
     * @param labels name, value, name, value...; values come from small fixed sets, never from a remote party
     */
    public LongAdder counter(String name, String help, String... labels) {
        return (LongAdder) family(name, "counter", help)
                .series.computeIfAbsent(labelText(labels), key -> new LongAdder());
    }

    /** A value read when the metrics are; a second call with the same name and labels replaces the first. */
    public void gauge(String name, String help, DoubleSupplier value, String... labels) {
        family(name, "gauge", help).series.put(labelText(labels), value);
    }

    /** A counter whose value is kept elsewhere. */
    public void counterOf(String name, String help, DoubleSupplier value, String... labels) {
        family(name, "counter", help).series.put(labelText(labels), value);
    }

    /**
     * The histogram with this name and labels, made on first use.
     *
     * @param bounds upper bounds of the buckets, rising, in base units (seconds, bytes)
     */
    public Histogram histogram(String name, String help, double[] bounds, String... labels) {
        return (Histogram) family(name, "histogram", help)
                .series.computeIfAbsent(labelText(labels), key -> new Histogram(bounds));
    }

    /** Everything in the text exposition format 0.0.4. */
    public String text() {
        StringBuilder out = new StringBuilder(4096);
        families.forEach((name, family) -> family.write(name, out));
        return out.toString();
    }

    private Family family(String name, String type, String help) {
        Family family = families.computeIfAbsent(name, key -> new Family(type, help));
        if (!family.type.equals(type)) {
            throw new IllegalStateException("metric " + name + " is a " + family.type + ", not a " + type);
        }
        return family;
    }

    private static String labelText(String... labels) {
        Map<String, String> sorted = new TreeMap<>();
        for (int i = 0; i < labels.length; i += 2) {
            sorted.put(labels[i], labels[i + 1].replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
        }
        StringBuilder out = new StringBuilder();
        sorted.forEach((name, value) -> out.append(out.isEmpty() ? "" : ",")
                .append(name).append("=\"").append(value).append('"'));
        return out.toString();
    }

    private static String number(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
        return whole ? Long.toString((long) value) : Double.toString(value);
    }

    private static final class Family {
        private final String type;
        private final String help;
        private final ConcurrentSkipListMap<String, Object> series = new ConcurrentSkipListMap<>();

        Family(String type, String help) {
            this.type = type;
            this.help = help;
        }

        void write(String name, StringBuilder out) {
            out.append("# HELP ").append(name).append(' ').append(help).append('\n');
            out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
            series.forEach((labels, value) -> {
                switch (value) {
                    case LongAdder adder -> line(out, name, labels, adder.sum());
                    case DoubleSupplier read -> line(out, name, labels, read.getAsDouble());
                    case Histogram histogram -> histogram.write(name, labels, out);
                    default -> throw new IllegalStateException("no such series: " + value.getClass());
                }
            });
        }
    }

    private static void line(StringBuilder out, String name, String labels, double value) {
        out.append(name);
        if (!labels.isEmpty()) {
            out.append('{').append(labels).append('}');
        }
        out.append(' ').append(number(value)).append('\n');
    }

    /** Counts of observations by size. */
    public static final class Histogram {
        private final double[] bounds;
        private final LongAdder[] counts;
        private final LongAdder sumMicros = new LongAdder();

        private Histogram(double[] bounds) {
            this.bounds = bounds.clone();
            this.counts = new LongAdder[bounds.length + 1];
            for (int i = 0; i < counts.length; i++) {
                counts[i] = new LongAdder();
            }
        }

        /** Counts one observation, in base units. */
        public void observe(double value) {
            int bucket = 0;
            while (bucket < bounds.length && value > bounds[bucket]) {
                bucket++;
            }
            counts[bucket].increment();
            sumMicros.add((long) (value * 1e6));
        }

        private void write(String name, String labels, StringBuilder out) {
            long cumulative = 0;
            String prefix = labels.isEmpty() ? "" : labels + ",";
            for (int i = 0; i < counts.length; i++) {
                cumulative += counts[i].sum();
                String bound = i < bounds.length ? number(bounds[i]) : "+Inf";
                line(out, name + "_bucket", prefix + "le=\"" + bound + "\"", cumulative);
            }
            line(out, name + "_sum", labels, sumMicros.sum() / 1e6);
            line(out, name + "_count", labels, cumulative);
        }
    }
}
