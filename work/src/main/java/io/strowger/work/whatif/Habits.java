package io.strowger.work.whatif;

import io.strowger.work.whatif.Offered.Answer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * What was observed of callers and workers, by channel and queue: what is drawn from where the record itself says
 * nothing. Groups with fewer than {@link #ENOUGH} observations are passed over for the channel's, then for all.
 */
final class Habits {
    /** Observations below which a group's neighbours are asked, too. */
    static final int ENOUGH = 20;
    private static final long PLAIN_RETURN = 60_000;

    private final Map<String, Group> groups = new TreeMap<>();

    private static final class Group {
        final List<Offered> offers = new ArrayList<>();
        final List<Offered> silences = new ArrayList<>();
        final List<Handling> handlings = new ArrayList<>();
        final PatienceCurve patience = new PatienceCurve();
    }

    static Habits of(Collection<Story> stories) {
        Habits habits = new Habits();
        stories.forEach(habits::add);
        habits.groups.values().forEach(group -> group.patience.build());
        return habits;
    }

    private void add(Story story) {
        for (int i = 0; i < story.offers.size(); i++) {
            Offered offer = story.offers.get(i);
            if (offer.answer() != Answer.OPEN) {
                groups(story.channel, story.offerQueues.get(i)).forEach(group -> {
                    group.offers.add(offer);
                    if (offer.answer() == Answer.SILENT) {
                        group.silences.add(offer);
                    }
                });
            }
        }
        groups(story.channel, story.queue).forEach(group -> {
            group.patience.add(story.left() ? story.leaving.afterMillis() : story.waitedMillis, story.left());
            if (story.over) {
                group.handlings.add(story.handling());
            }
        });
    }

    private List<Group> groups(String channel, String queue) {
        return keys(channel, queue).stream().map(key -> groups.computeIfAbsent(key, made -> new Group())).toList();
    }

    private static List<String> keys(String channel, String queue) {
        return List.of(channel + "/" + queue, channel, "");
    }

    private Group group(String channel, String queue, ToIntFunction<Group> size) {
        for (String key : keys(channel, queue)) {
            Group group = groups.get(key);
            if (group != null && size.applyAsInt(group) >= ENOUGH) {
                return group;
            }
        }
        return groups.getOrDefault("", new Group());
    }

    boolean knowsWork() {
        return !group("", "", found -> found.handlings.size()).handlings.isEmpty();
    }

    /** What a worker does with an offer that was still open at that age. */
    Offered offered(String channel, String queue, long longerThan, SplittableRandom dice) {
        List<Offered> all = group(channel, queue, found -> found.offers.size()).offers;
        return pick(all, one -> one.outlasts(longerThan), Offered.of(Answer.ACCEPTED, Math.max(0, longerThan + 1)),
                dice);
    }

    /** How somebody came back who let an offer time out. */
    Offered silence(String channel, String queue, SplittableRandom dice) {
        return pick(group(channel, queue, found -> found.silences.size()).silences, one -> true,
                Offered.of(Answer.SILENT, PLAIN_RETURN), dice);
    }

    /** The work on a task of which that much is done without wrapping. */
    Handling handling(String channel, String queue, long longerThan, SplittableRandom dice) {
        return pick(group(channel, queue, found -> found.handlings.size()).handlings,
                one -> one.talkMillis() > longerThan, new Handling(Math.max(0, longerThan), Handling.NO_WRAP), dice);
    }

    /** The rest of the work on a task that has been wrapping longer than that. */
    long wrapping(String channel, String queue, long longerThan, SplittableRandom dice) {
        return pick(group(channel, queue, found -> found.handlings.size()).handlings,
                one -> one.wrapMillis() > longerThan, new Handling(0, longerThan), dice).wrapMillis();
    }

    /** The patience of somebody who has waited that long and is still there. */
    long patience(String channel, String queue, long longerThan, SplittableRandom dice) {
        return group(channel, queue, found -> found.patience.count()).patience.draw(longerThan, dice.nextDouble());
    }

    private static <T> T pick(List<T> all, Predicate<T> may, T otherwise, SplittableRandom dice) {
        if (all.isEmpty()) {
            return otherwise;
        }
        // A draw that does not fit is thrown again; where few fit they are looked up.
        for (int tries = 0; tries < 8; tries++) {
            T one = all.get(dice.nextInt(all.size()));
            if (may.test(one)) {
                return one;
            }
        }
        List<T> fitting = all.stream().filter(may).toList();
        return fitting.isEmpty() ? otherwise : fitting.get(dice.nextInt(fitting.size()));
    }
}
