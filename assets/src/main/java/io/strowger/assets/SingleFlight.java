package io.strowger.assets;

import io.strowger.kernel.Inbox;
import io.strowger.kernel.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Lets one strand do what several want at the same time; the others wait at an inbox each and share what came of it,
 * a failure too. Any strand may call it.
 */
final class SingleFlight {
    private final World world;
    private final Map<CacheKey, List<Inbox<Outcome>>> flights = new HashMap<>();

    SingleFlight(World world) {
        this.world = world;
    }

    private sealed interface Outcome {
        record Done(Kept kept) implements Outcome {}

        record Failed(AssetFailure failure) implements Outcome {}

        /** The leader ended by a mistake of ours: every follower works for itself then. */
        record Lost() implements Outcome {}
    }

    /** The work's result, or another strand's that was at it already. */
    Kept run(CacheKey key, Supplier<Kept> work) {
        Optional<Inbox<Outcome>> following = follow(key);
        if (following.isEmpty()) {
            return lead(key, work);
        }
        return switch (following.get().await()) {
            case Outcome.Done(Kept kept) -> kept;
            case Outcome.Failed(AssetFailure failure) ->
                    throw new AssetFailure(failure.code(), failure.getMessage(), failure);
            case Outcome.Lost() -> work.get();
        };
    }

    /** Where the outcome will come in; empty when nobody is at it and the caller leads. */
    private Optional<Inbox<Outcome>> follow(CacheKey key) {
        synchronized (flights) {
            List<Inbox<Outcome>> followers = flights.get(key);
            if (followers == null) {
                flights.put(key, new ArrayList<>());
                return Optional.empty();
            }
            Inbox<Outcome> inbox = world.timeline().inbox(1);
            followers.add(inbox);
            return Optional.of(inbox);
        }
    }

    private Kept lead(CacheKey key, Supplier<Kept> work) {
        Outcome outcome = new Outcome.Lost();
        try {
            Kept kept = work.get();
            outcome = new Outcome.Done(kept);
            return kept;
        } catch (AssetFailure failure) {
            outcome = new Outcome.Failed(failure);
            throw failure;
        } finally {
            List<Inbox<Outcome>> followers;
            synchronized (flights) {
                followers = flights.remove(key);
            }
            for (Inbox<Outcome> follower : followers) {
                follower.post(outcome);
            }
        }
    }

    /** Strands that wait for another's work. */
    int following() {
        synchronized (flights) {
            return flights.values().stream().mapToInt(List::size).sum();
        }
    }
}
