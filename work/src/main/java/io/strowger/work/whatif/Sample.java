package io.strowger.work.whatif;

import java.util.Arrays;

/** Lengths of time that were observed. One strand. */
final class Sample {
    private long[] values = new long[64];
    private int count;
    private long sum;
    private boolean sorted;

    void add(long millis) {
        if (count == values.length) {
            values = Arrays.copyOf(values, count * 2);
        }
        values[count++] = millis;
        sum += millis;
        sorted = false;
    }

    int count() {
        return count;
    }

    /** 0 when there are none. */
    double meanMillis() {
        return count == 0 ? 0 : (double) sum / count;
    }

    /** The smallest value that this share of the values does not exceed (nearest rank); 0 when there are none. */
    long percentileMillis(double share) {
        if (count == 0) {
            return 0;
        }
        if (!sorted) {
            Arrays.sort(values, 0, count);
            sorted = true;
        }
        return values[Math.max(0, (int) Math.ceil(share * count) - 1)];
    }
}
