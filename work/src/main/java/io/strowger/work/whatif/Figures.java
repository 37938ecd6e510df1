package io.strowger.work.whatif;

import io.strowger.work.core.Fields;
import io.strowger.work.core.Value;
import java.util.List;

/**
 * How a stretch of time went.
 *
 * @param total over all queues
 * @param queues each queue that a task of the stretch came to, in the order of their sids
 */
public record Figures(Line total, List<Line> queues) {
    public Figures {
        queues = List.copyOf(queues);
    }

    /**
     * Figures of one queue, or of all. Only tasks made in the stretch count. Waits last from a task's making to its
     * acceptance; they belong to the queue in which the task was accepted.
     *
     * @param sid of the queue; empty for all, and for tasks that were sent to a worker without a queue
     * @param name of the queue; empty for all
     * @param offered tasks made; of a queue: tasks that came to it
     * @param handled tasks accepted
     * @param inTime of those: within the service level
     * @param abandoned tasks that were canceled or deleted from outside while they waited
     * @param canceled tasks that ran out of time or targets, or were offered as often as may be
     * @param waiting tasks that still wait at the end
     * @param moved how often a task went on to another target, by time or because it was not worth waiting
     * @param offers reservations made
     * @param declined reservations that were rejected, or failed
     * @param unanswered reservations that timed out
     * @param waits of the tasks handled
     * @param handling mean time from acceptance to the end, in milliseconds, of tasks that ended
     * @param busy share of the time in which its workers were at hand that they spent with at least one task, 0 to 1; a
     *     queue's workers are those who are at the end
     */
    public record Line(String sid, String name, long offered, long handled, long inTime, long abandoned, long canceled,
            long waiting, long moved, long offers, long declined, long unanswered, Wait waits, double handling,
            double busy) {
        /** Share of the tasks whose wait ended that were accepted in time, 0 to 1; 1 when there were none. */
        public double serviceLevel() {
            long over = handled + abandoned + canceled;
            return over == 0 ? 1 : (double) inTime / over;
        }

        Value json() {
            return new Fields.Builder().put("sid", sid.isEmpty() ? Value.NULL : Value.text(sid))
                    .put("friendly_name", Value.text(name)).put("offered", Value.number(offered))
                    .put("handled", Value.number(handled)).put("handled_in_time", Value.number(inTime))
                    .put("service_level", rounded(serviceLevel())).put("abandoned", Value.number(abandoned))
                    .put("canceled", Value.number(canceled)).put("waiting", Value.number(waiting))
                    .put("moved", Value.number(moved)).put("reservations", Value.number(offers))
                    .put("reservations_declined", Value.number(declined))
                    .put("reservations_timed_out", Value.number(unanswered)).put("wait", waits.json())
                    .put("handling_mean", seconds(handling)).put("occupancy", rounded(busy)).build();
        }
    }

    /** Waits in milliseconds; all 0 when nobody was served. */
    public record Wait(double mean, long median, long p90, long max) {
        static Wait of(Sample sample) {
            return new Wait(sample.meanMillis(), sample.percentileMillis(0.5), sample.percentileMillis(0.9),
                    sample.percentileMillis(1));
        }

        Value json() {
            return new Fields.Builder().put("mean", seconds(mean)).put("median", seconds(median))
                    .put("p90", seconds(p90)).put("max", seconds(max)).build();
        }
    }

    private static Value seconds(double millis) {
        return Value.number(Math.rint(millis) / 1000);
    }

    private static Value rounded(double share) {
        return Value.number(Math.rint(share * 10_000) / 10_000);
    }

    /** As JSON: times in seconds, shares from 0 to 1. */
    public Value json() {
        return new Fields.Builder().put("total", total.json())
                .put("queues", new Value.Items(queues.stream().map(Line::json).toList())).build();
    }
}
