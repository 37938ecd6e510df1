package io.strowger.server;

import io.strowger.assets.Assets;
import io.strowger.assets.AssetsConfig;
import io.strowger.call.CallLimits;
import io.strowger.call.CallRouter;
import io.strowger.call.CallSettings;
import io.strowger.call.Masking;
import io.strowger.call.TwilioSignature;
import io.strowger.call.port.DirectoryPort;
import io.strowger.call.port.TimelineEntry;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.Fetcher;
import io.strowger.kernel.HostPort;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.World;
import io.strowger.media.MediaConfig;
import io.strowger.media.MediaEngine;
import io.strowger.media.audio.Tones;
import io.strowger.server.api.ApiSettings;
import io.strowger.server.api.HttpServer;
import io.strowger.server.http.ClientSettings;
import io.strowger.server.http.GuardedClient;
import io.strowger.server.medialink.AssetAudio;
import io.strowger.server.medialink.LocalMedia;
import io.strowger.server.signaling.CallAdmission;
import io.strowger.server.signaling.ClientRegistrar;
import io.strowger.server.signaling.DomainDigest;
import io.strowger.server.signaling.SipSignaling;
import io.strowger.sip.SipConfig;
import io.strowger.sip.SipStack;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLContext;

/** The map: which rooms there are and who knows whom. Opened top to bottom, closed bottom to top. */
final class Wiring implements Product {
    private static final int CONNECTIONS_PER_HOST = 256;
    private static final int CONNECTIONS = 4096;
    private static final Duration LAST_BYES = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(100);

    private final World world;
    private final Closing closing = new Closing();
    private final CallAdmission admission;
    private final CallRouter calls;
    private final HttpServer http;
    private final SipStack sip;
    private final List<String> notices;
    private volatile Optional<String> obstacle = Optional.of("starting");

    private Wiring(World world, ServerConfig config) {
        this.world = world;
        try {
            Metrics metrics = new Metrics();
            ProcessMetrics.register(metrics);

            StoreRoom store = closing.add(StoreRoom.open(world, config, metrics));
            notices = store.notices();

            LiveCallReader reader = new LiveCallReader(store.calls());
            http = closing.add(HttpServer.open(world, metrics, apiSettings(config),
                    store::authenticate, reader, () -> obstacle));
            String publicUrl = config.addresses().publicUrl().map(Object::toString).orElse("http://" + http.address());

            GuardedClient web = closing.add(GuardedClient.open(world, metrics, clientSettings(config)));
            DomainDigest digest = new DomainDigest(world, store.directory());
            ClientRegistrar registrar =
                    closing.add(new ClientRegistrar(world, store.directory(), digest, store.records()));
            DirectoryPort directory = store.directory().forCalls(registrar, TwilioSignature::new);

            Assets assets = Assets.open(world, new Fetcher(world, web), directory::signer, metrics,
                    AssetsConfig.defaults(store.data().path().resolve("assets")));
            MediaEngine engine = closing.add(MediaEngine.open(world, mediaConfig(config, store), metrics));
            LocalMedia media = new LocalMedia(world, engine, new AssetAudio(assets), Tones.Region.EU);

            admission = new CallAdmission(
                    world.timeline(), config.admission().calls(), config.admission().callsPerSecond(), metrics);
            SipSignaling signaling = new SipSignaling(world, config.addresses().publicHost(), admission,
                    store.directory(), digest, registrar, store::refused, this::sipMessage);
            calls = CallRouter.open(world, CallLimits.DEFAULT, callSettings(config, publicUrl), signaling, media, web,
                    directory, store.records(), metrics);
            reader.join(calls);

            registrar.restore(store.registrations());
            store.reconcile(calls.callbacks());
            sip = closing.add(signaling.open(sipConfig(config), calls::incoming, metrics));
            obstacle = Optional.empty();
        } catch (RuntimeException | Error failed) {
            closing.close();
            throw failed;
        }
    }

    /** Opens everything; takes calls when it returns. */
    static Wiring open(World world, ServerConfig config) {
        return new Wiring(world, config);
    }

    private void sipMessage(io.strowger.call.port.LegId leg, String text, String... data) {
        calls.sipMessage(leg, text, data);
    }

    private static ApiSettings apiSettings(ServerConfig config) {
        ApiSettings standard = ApiSettings.at(config.addresses().http());
        return new ApiSettings(standard.listen(), config.addresses().publicUrl().map(Object::toString),
                standard.connections(), standard.maxBodyBytes(), standard.tls());
    }

    private static ClientSettings clientSettings(ServerConfig config) {
        try {
            return new ClientSettings(config.policy().allowPrivateUrls(), CONNECTIONS_PER_HOST, CONNECTIONS,
                    SSLContext.getDefault());
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has a default TLS context", missing);
        }
    }

    private static CallSettings callSettings(ServerConfig config, String publicUrl) {
        return new CallSettings(publicUrl, Masking.DEFAULT,
                CallSettings.Failover.valueOf(config.policy().fallbackScope().name()), false);
    }

    private static MediaConfig mediaConfig(ServerConfig config, StoreRoom store) {
        ServerConfig.Addresses addresses = config.addresses();
        return MediaConfig.defaults(address(addresses.rtp().host()), addresses.rtp().from(), addresses.rtp().to(),
                store.data().recordings()).advertising(address(addresses.publicHost()));
    }

    private static SipConfig sipConfig(ServerConfig config) {
        HostPort sip = config.addresses().sip();
        return SipConfig.on(new InetSocketAddress(address(sip.host()), sip.port()), config.addresses().publicHost());
    }

    private static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException unknown) {
            throw new CommandFailure(ExitCode.CONFIGURATION, "the host '" + host + "' does not resolve");
        }
    }

    @Override
    public HostPort http() {
        return http.address();
    }

    @Override
    public HostPort sip() {
        return new HostPort(sip.address().getAddress().getHostAddress(), sip.address().getPort());
    }

    @Override
    public List<String> notices() {
        return notices;
    }

    @Override
    public void watch(BiConsumer<CallSid, TimelineEntry> watcher) {
        calls.watch(watcher);
    }

    @Override
    public void drain(Runnable idle) {
        obstacle = Optional.of("draining");
        admission.drain();
        lookForIdle(idle);
    }

    private void lookForIdle(Runnable idle) {
        if (calls.live() == 0) {
            idle.run();
        } else {
            world.timeline().schedule(LOOK, () -> lookForIdle(idle));
        }
    }

    @Override
    public void hangUp() {
        calls.hangUpAll();
        Deadline over = Deadline.after(world.timeline(), LAST_BYES);
        var nobodyWrites = world.timeline().<Object>inbox(1);
        while ((calls.live() > 0 || calls.callbacks().pending() > 0) && !over.passed(world.timeline())) {
            nobodyWrites.await(Deadline.after(world.timeline(), LOOK));
        }
    }

    @Override
    public int calls() {
        return calls.live();
    }

    @Override
    public void close() {
        closing.close();
    }
}
