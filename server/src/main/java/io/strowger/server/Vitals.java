package io.strowger.server;

import io.strowger.server.rest.Readiness;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/**
 * Whether calls can be taken: where the process stands between its start and its end, and whether what carries calls
 * still works. A thread that died of a fatal error says nothing by itself; here it is asked. Any thread may call it.
 */
final class Vitals implements Readiness {
    private record Sign(String trouble, BooleanSupplier works) {}

    private final List<Sign> signs = new CopyOnWriteArrayList<>();
    private volatile Optional<String> stage = Optional.of("starting");

    /** From now on calls are taken only while this works. */
    void need(String trouble, BooleanSupplier works) {
        signs.add(new Sign(trouble, works));
    }

    /** Another server is at work. */
    void standby() {
        stage = Optional.of("standby");
    }

    /** The start goes on. */
    void starting() {
        stage = Optional.of("starting");
    }

    /** The start is over. */
    void started() {
        stage = Optional.empty();
    }

    /** No new calls are taken any more. */
    void draining() {
        stage = Optional.of("draining");
    }

    @Override
    public Optional<String> obstacle() {
        return stage.or(() -> signs.stream().filter(sign -> !sign.works().getAsBoolean()).map(Sign::trouble)
                .findFirst());
    }
}
