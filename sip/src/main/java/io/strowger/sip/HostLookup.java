package io.strowger.sip;

import io.strowger.kernel.Limit;
import io.strowger.kernel.World;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.function.Consumer;

/** Looks host names up off the loop: one strand a lookup, bounded. Answers on the loop. */
final class HostLookup implements SipCore.Names {
    private final World world;
    private final Consumer<Runnable> loop;
    private final Limit lookups = new Limit("sip.lookups", 256);

    HostLookup(World world, Consumer<Runnable> loop) {
        this.world = world;
        this.loop = loop;
    }

    @Override
    public void resolve(String host, Consumer<Optional<InetAddress>> done) {
        Optional<InetAddress> literal = Targets.literal(host);
        if (literal.isPresent() || !lookups.tryAcquire()) {
            done.accept(literal);
            return;
        }
        world.timeline().spawn("sip-lookup", () -> {
            Optional<InetAddress> found;
            try {
                found = Optional.of(InetAddress.getByName(host));
            } catch (UnknownHostException unknown) {
                found = Optional.empty();
            } finally {
                lookups.release();
            }
            Optional<InetAddress> answer = found;
            loop.accept(() -> done.accept(answer));
        });
    }
}
