package io.strowger.work.whatif;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How many are still ready to wait after how long: the estimate of Kaplan and Meier, as of those who were served it is
 * only known that their patience was longer than their wait. One strand until it is built, then any.
 */
final class PatienceCurve {
    private record Seen(long millis, boolean left) {}

    private final List<Seen> seen = new ArrayList<>();
    private long[] times = {};
    private double[] staying = {};
    private int leavers;

    /** One who waited so long, and then left, or was served (or the record ended). */
    void add(long millis, boolean left) {
        seen.add(new Seen(millis, left));
        leavers += left ? 1 : 0;
    }

    int count() {
        return seen.size();
    }

    /** Works the curve out of what was added. */
    void build() {
        seen.sort(Comparator.comparingLong(Seen::millis).thenComparing(one -> !one.left));
        times = new long[leavers];
        staying = new double[leavers];
        double share = 1;
        int steps = 0;
        for (int i = 0; i < seen.size(); i++) {
            if (seen.get(i).left) {
                share *= 1 - 1.0 / (seen.size() - i);
                times[steps] = seen.get(i).millis;
                staying[steps++] = share;
            }
        }
    }

    /**
     * A patience of somebody who is known to wait longer than that.
     *
     * @param chance from 0 to 1
     * @return {@link Long#MAX_VALUE} when nobody is known to have left that late
     */
    long draw(long longerThan, double chance) {
        double there = 1;
        int step = 0;
        while (step < times.length && times[step] <= longerThan) {
            there = staying[step++];
        }
        double wanted = there * chance;
        while (step < times.length && staying[step] > wanted) {
            step++;
        }
        return step < times.length ? times[step] : Long.MAX_VALUE;
    }
}
