package io.strowger.media;

import io.strowger.kernel.World;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Knows which legs have to do with each other, as those must live on one pacer: joined legs hand packets on and a
 * recording takes both legs' frames of one moment. Legs of two pacers are brought together by moving one group whole.
 * Any thread may call it; one coupling at a time.
 */
final class Couplings {
    private final World world;
    private final Path recordings;
    private final EngineMetrics metrics;
    private final Map<MediaLeg, Set<MediaLeg>> companions = new HashMap<>();

    Couplings(World world, Path recordings, EngineMetrics metrics) {
        this.world = world;
        this.recordings = recordings;
        this.metrics = metrics;
    }

    /** Runs an action with both legs on one pacer, in one slot. */
    synchronized void together(MediaLeg leg, MediaLeg other, Pacer.Action action) {
        if (leg == other) {
            throw new IllegalArgumentException("a leg cannot be joined to itself");
        }
        Pacer home = leg.pacer();
        if (other.pacer() != home) {
            move(new ArrayDeque<>(groupOf(other)), new ArrayList<>(), other.pacer(), home);
        }
        companions.computeIfAbsent(leg, key -> new LinkedHashSet<>()).add(other);
        companions.computeIfAbsent(other, key -> new LinkedHashSet<>()).add(leg);
        home.postTogether(leg.paced(), other.paced(), action);
    }

    /** A closed leg has no company. */
    synchronized void forget(MediaLeg leg) {
        Set<MediaLeg> others = companions.remove(leg);
        if (others != null) {
            others.forEach(other -> companions.getOrDefault(other, Set.of()).remove(leg));
        }
    }

    private Set<MediaLeg> groupOf(MediaLeg leg) {
        Set<MediaLeg> group = new LinkedHashSet<>();
        Deque<MediaLeg> open = new ArrayDeque<>(List.of(leg));
        while (!open.isEmpty()) {
            MediaLeg next = open.removeFirst();
            if (group.add(next)) {
                open.addAll(companions.getOrDefault(next, Set.of()));
            }
        }
        return group;
    }

    /**
     * Holds every leg's monitor while the group changes hands, so that no command slips between. Only this method holds
     * more than one, and only one coupling runs at a time, so nobody waits in a circle.
     */
    private void move(Deque<MediaLeg> left, List<MediaLeg> held, Pacer from, Pacer to) {
        if (left.isEmpty()) {
            List<PacedLeg> group = held.stream().map(MediaLeg::paced).toList();
            from.postSurrender(group, to);
            held.forEach(leg -> leg.moved(to));
            return;
        }
        MediaLeg next = left.removeFirst();
        synchronized (next) {
            held.add(next);
            move(left, held, from, to);
        }
    }

    /** Begins a recording of one leg. On the pacer's thread. */
    void recording(RecordingRequest request, PacedLeg leg) {
        List<Recorder.Source> sources = switch (request.track()) {
            case INBOUND -> List.of(leg.listen(true));
            case OUTBOUND -> List.of(leg.listen(false));
            case BOTH -> List.of(leg.listen(true), leg.listen(false));
        };
        begin(request, leg, sources);
    }

    /** Begins a recording of two legs. On the pacer's thread. */
    void recording(RecordingRequest request, PacedLeg leg, PacedLeg other) {
        List<Recorder.Source> sources = switch (request.track()) {
            case INBOUND -> List.of(leg.listen(true));
            case OUTBOUND -> List.of(other.listen(true));
            case BOTH -> List.of(leg.listen(true), other.listen(true));
        };
        begin(request, leg, sources);
    }

    private void begin(RecordingRequest request, PacedLeg leg, List<Recorder.Source> sources) {
        leg.teller.hold();
        RecordingFile file = new RecordingFile(request, request.file(recordings), leg.teller);
        leg.record(new Recorder(world, request, file, sources, metrics));
    }
}
