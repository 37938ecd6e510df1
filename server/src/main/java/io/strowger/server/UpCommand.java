package io.strowger.server;

import io.strowger.kernel.Deadline;
import io.strowger.kernel.HostPort;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.RealWorld;
import io.strowger.kernel.World;
import io.strowger.server.store.Claim;
import java.io.PrintStream;

/** {@code up}: runs the platform in the foreground until a signal; the first drains, the second hangs up. */
final class UpCommand {
    private UpCommand() {}

    static ExitCode run(Invocation invocation) {
        ServerConfig config = invocation.server().config();
        try (RealWorld world = RealWorld.open()) {
            Inbox<Letter> inbox = world.timeline().inbox(16);
            StopSignals.onEach(() -> inbox.post(Letter.SIGNAL));
            Queue queue = new Queue(world, config, inbox, invocation.out());
            try (Product product = Product.open(world, config, queue)) {
                return stay(world, config, product, inbox, invocation.out());
            }
        }
    }

    /** From the ready line to the last call's end. */
    static ExitCode stay(World world, ServerConfig config, Product product, Inbox<Letter> inbox, PrintStream out) {
        product.notices().forEach(out::println);
        out.println("ready http=" + config.addresses().url(product.http()) + " sip=" + product.sip()
                + " rtp=" + config.addresses().rtp() + " data=" + config.storage().data());
        out.flush();
        if (inbox.await() == Letter.TAKEN) {
            return leave(product, out);
        }
        product.drain(() -> inbox.post(Letter.IDLE)); // before it is said: who reads the line may rely on it
        out.println("draining: no new calls; " + product.calls() + " running; a second signal hangs up");
        out.flush();
        boolean taken = inbox.await(Deadline.after(world.timeline(), config.lifetime().drain()))
                .filter(letter -> letter == Letter.TAKEN).isPresent();
        if (taken) {
            return leave(product, out);
        }
        product.hangUp();
        out.println("stopped");
        out.flush();
        return ExitCode.OK;
    }

    /** The calls are in the other server's records as ended, and nothing of ours is written any more. */
    private static ExitCode leave(Product product, PrintStream out) {
        out.println("taken over: another server has the database; hanging up " + product.calls() + " calls");
        out.flush();
        product.drain(() -> { });
        product.hangUp();
        out.println("stopped");
        out.flush();
        return ExitCode.TAKEN_OVER;
    }

    /** How {@code up} waits for its turn on an external database. One strand waits. */
    private static final class Queue implements Turn {
        private final World world;
        private final ServerConfig config;
        private final Inbox<Letter> inbox;
        private final PrintStream out;
        private boolean told;

        Queue(World world, ServerConfig config, Inbox<Letter> inbox, PrintStream out) {
            this.world = world;
            this.config = config;
            this.inbox = inbox;
            this.out = out;
        }

        @Override
        public boolean waits() {
            return config.storage().standby();
        }

        @Override
        public boolean again(HostPort http) {
            if (!told) {
                told = true;
                out.println("standby http=" + config.addresses().url(http) + " data=" + config.storage().data());
                out.flush();
            }
            if (inbox.await(Deadline.after(world.timeline(), Claim.LOOK)).isPresent()) {
                throw new CommandFailure(ExitCode.OK, "stopped while standing by");
            }
            return true;
        }

        @Override
        public void lost(String why) {
            inbox.post(Letter.TAKEN);
        }
    }

    /** What {@code up} waits for. */
    enum Letter {
        /** SIGTERM or SIGINT. */
        SIGNAL,
        /** Another server has taken over the database. */
        TAKEN,
        /** The last call ended after the first signal. */
        IDLE
    }
}
