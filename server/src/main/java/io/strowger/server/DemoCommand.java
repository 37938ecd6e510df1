package io.strowger.server;

import io.strowger.kernel.Inbox;
import io.strowger.kernel.RealWorld;
import io.strowger.kernel.Setting;
import io.strowger.kernel.Settings;
import io.strowger.kernel.Shapes;
import io.strowger.kernel.World;
import io.strowger.server.ServerSettings.LogFormat;
import io.strowger.server.ServerSettings.LogLevel;
import io.strowger.server.demo.Demo;
import io.strowger.server.demo.DemoFailure;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code demo}: the platform, two applications and a phone on this machine; see {@link Demo}. */
final class DemoCommand {
    private static final Setting<Boolean> ONCE = new Setting<>("once", Shapes.toggle(), false,
            "Ends by itself; exits with 0 only if all of it worked.");
    private static final Setting<Optional<Path>> SAVE = new Setting<>("save", Shapes.optional(Shapes.path()),
            Optional.empty(), "Where to save what was heard; target/demo of the checkout otherwise.");
    private static final int PORTS = 100;

    private DemoCommand() {}

    static ExitCode run(Invocation invocation) {
        Settings flags = invocation.flags(List.of(ONCE, SAVE));
        if (!flags.operands().isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, "usage: ./strowger demo [--once] [--save DIR]");
        }
        LogLines.install(LogLevel.WARNING, LogFormat.HUMAN, invocation.err());
        Flite.require(invocation);
        Path home = Path.of(invocation.environment().getOrDefault("STROWGER_LAUNCHER_HOME", ""));
        try (ScratchDirectory scratch = ScratchDirectory.make("strowger-demo-", invocation.err());
                RealWorld world = RealWorld.open()) {
            Path results = flags.get(SAVE).orElse(home.toAbsolutePath().resolve("target/demo"));
            Files.createDirectories(results);
            int port = 20_000 + world.entropy().below(60) * 2 * PORTS;
            Demo.Stage stage = new Demo.Stage(home.toAbsolutePath(), scratch.path(), results, port + PORTS);
            boolean worked = run(world, stage, port, invocation, flags.get(ONCE));
            return worked ? ExitCode.OK : ExitCode.FAILED;
        } catch (DemoFailure failure) {
            throw new CommandFailure(ExitCode.UNAVAILABLE, failure.getMessage());
        } catch (IOException broken) {
            throw new UncheckedIOException("the demo's files", broken);
        }
    }

    private static boolean run(World world, Demo.Stage stage, int rtpPort, Invocation invocation, boolean once)
            throws IOException {
        PrintStream out = invocation.out();
        boolean colour = System.console() != null && System.console().isTerminal();
        out.println("starting two applications, the platform and a phone ...");
        try (Demo demo = Demo.open(world, stage, out, colour)) {
            Path file = Files.writeString(stage.scratch().resolve("demo.yaml"), demo.provisioning());
            try (Product product = Product.open(world, config(stage.scratch(), file, rtpPort))) {
                out.println("the platform: SIP at " + product.sip() + ", HTTP at " + product.http());
                boolean worked = demo.play(product);
                demo.invite(product, !once);
                if (!once) {
                    Inbox<Boolean> stop = world.timeline().inbox(4);
                    StopSignals.onEach(() -> stop.post(true));
                    out.println("Running until Ctrl-C.");
                    out.flush();
                    stop.await();
                }
                product.hangUp();
                return worked;
            }
        }
    }

    private static ServerConfig config(Path scratch, Path file, int rtpPort) {
        return ServerConfig.of(List.of("--http", "127.0.0.1:0", "--sip", "127.0.0.1:0", "--rtp",
                "127.0.0.1:" + rtpPort + "-" + (rtpPort + PORTS - 1), "--data", scratch.resolve("data").toString(),
                "--config", file.toString(), "--allow-private-urls", "--trust", "127.0.0.1", "--calls", "20"));
    }
}
