package io.strowger.server;

import com.sun.net.httpserver.HttpServer;
import io.strowger.kernel.RealWorld;
import io.strowger.kernel.World;
import io.strowger.phone.Phone;
import io.strowger.phone.PhoneCall;
import io.strowger.phone.PhoneConfig;
import io.strowger.server.ServerSettings.LogFormat;
import io.strowger.server.ServerSettings.LogLevel;
import io.strowger.sip.SipTrace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * {@code train}: what the launcher runs once after each build while the JVM notes which classes a start and a call need
 * (its ahead-of-time cache). A whole platform in a temporary directory takes one short call. Not for people.
 */
final class TrainCommand {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String DOCUMENT = "<Response><Say>Ready.</Say><Play digits=\"1\"/><Hangup/></Response>";
    private static final int PORTS = 20;

    private TrainCommand() {}

    static ExitCode run(Invocation invocation) {
        LogLines.install(LogLevel.ERROR, LogFormat.HUMAN, invocation.err());
        try (ScratchDirectory scratch = ScratchDirectory.make("strowger-training-", invocation.err());
                RealWorld world = RealWorld.open()) {
            HttpServer app = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
            app.createContext("/", exchange -> {
                byte[] body = DOCUMENT.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "text/xml");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            app.start();
            int port = 20_000 + world.entropy().below(200) * 2 * PORTS;
            try (Product product = Product.open(world, config(scratch.path(), app.getAddress().getPort(), port))) {
                boolean called = call(world, product, port + PORTS);
                invocation.out().println(called ? "trained by a call" : "trained by a start alone");
            } finally {
                app.stop(0);
            }
            return ExitCode.OK;
        } catch (IOException broken) {
            throw new UncheckedIOException("training", broken);
        }
    }

    private static ServerConfig config(Path scratch, int appPort, int rtpPort) throws IOException {
        Path file = Files.writeString(scratch.resolve("train.yaml"), """
                accounts:
                  - name: Training
                    numbers:
                      - number: "100"
                        voice:
                          url: http://127.0.0.1:%d/
                """.formatted(appPort));
        return ServerConfig.of(List.of("--http", "127.0.0.1:0", "--sip", "127.0.0.1:0", "--rtp",
                "127.0.0.1:" + rtpPort + "-" + (rtpPort + PORTS - 1), "--data", scratch.resolve("data").toString(),
                "--config", file.toString(), "--allow-private-urls", "--trust", "127.0.0.1", "--calls", "5"));
    }

    private static boolean call(World world, Product product, int rtpPort) {
        PhoneConfig config =
                PhoneConfig.of(InetAddress.getLoopbackAddress(), rtpPort, rtpPort + PORTS - 1, "trainer");
        try (Phone phone = Phone.open(world, config, SipTrace.NONE)) {
            PhoneCall call = phone.call("sip:100@" + product.sip());
            boolean answered = call.awaitAnswer(SOON);
            call.awaitEnd(SOON);
            return answered;
        }
    }
}
