package io.strowger.server;

import io.strowger.kernel.Deadline;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.RealWorld;
import io.strowger.kernel.World;
import java.io.PrintStream;

/** {@code up}: runs the platform in the foreground until a signal; the first drains, the second hangs up. */
final class UpCommand {
    private UpCommand() {}

    static ExitCode run(Invocation invocation) {
        ServerConfig config = invocation.server().config();
        try (RealWorld world = RealWorld.open()) {
            Inbox<Letter> inbox = world.timeline().inbox(16);
            StopSignals.onEach(() -> inbox.post(Letter.SIGNAL));
            try (Product product = Product.open(world, config)) {
                stay(world, config, product, inbox, invocation.out());
            }
        }
        return ExitCode.OK;
    }

    /** From the ready line to the last call's end. */
    static void stay(World world, ServerConfig config, Product product, Inbox<Letter> inbox, PrintStream out) {
        product.notices().forEach(out::println);
        out.println("ready http=" + config.addresses().url(product.http()) + " sip=" + product.sip()
                + " rtp=" + config.addresses().rtp() + " data=" + config.storage().data());
        out.flush();
        inbox.await();
        product.drain(() -> inbox.post(Letter.IDLE)); // before it is said: who reads the line may rely on it
        out.println("draining: no new calls; " + product.calls() + " running; a second signal hangs up");
        out.flush();
        inbox.await(Deadline.after(world.timeline(), config.lifetime().drain()));
        product.hangUp();
        out.println("stopped");
        out.flush();
    }

    /** What {@code up} waits for. */
    enum Letter {
        /** SIGTERM or SIGINT. */
        SIGNAL,
        /** The last call ended after the first signal. */
        IDLE
    }
}
