package io.strowger.server;

import io.strowger.assets.Assets;
import io.strowger.call.CallLimits;
import io.strowger.call.CallRouter;
import io.strowger.call.TwilioSignature;
import io.strowger.call.port.DirectoryPort;
import io.strowger.call.port.LegId;
import io.strowger.call.port.TimelineEntry;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.Fetcher;
import io.strowger.kernel.HostPort;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.World;
import io.strowger.media.MediaEngine;
import io.strowger.media.audio.Tones;
import io.strowger.server.rest.HttpServer;
import io.strowger.server.api.CallerIdValidation;
import io.strowger.server.http.AddressPolicy;
import io.strowger.server.http.GuardedClient;
import io.strowger.server.medialink.AssetAudio;
import io.strowger.server.medialink.LocalMedia;
import io.strowger.server.signaling.CallAdmission;
import io.strowger.server.signaling.ClientRegistrar;
import io.strowger.server.signaling.DomainDigest;
import io.strowger.server.signaling.SipSignaling;
import io.strowger.server.store.AccessTokens;
import io.strowger.server.store.Claim;
import io.strowger.server.store.TrunkDocuments;
import io.strowger.server.work.WorkRoom;
import io.strowger.sip.SipStack;
import java.util.List;
import java.util.function.BiConsumer;

/** The map: which rooms there are and who knows whom. Opened top to bottom, closed bottom to top. */
final class Wiring implements Product {
    private final Vitals vitals = new Vitals();
    private final Closing closing = new Closing();
    private final CallAdmission admission;
    private final CallRouter calls;
    private final HttpServer http;
    private final SipStack sip;
    private final List<String> notices;
    private final LastCalls last;

    private Wiring(World world, ServerConfig config, Turn turn) {
        RoomSettings settings = new RoomSettings(config);
        try {
            Metrics metrics = new Metrics();
            ProcessMetrics.register(metrics);

            http = closing.add(HttpServer.open(world, metrics, settings.api(), vitals));

            StoreRoom store = closing.add(StoreRoom.open(world, config, metrics, patience(turn)));
            needs(store);
            notices = store.notices();

            GuardedClient web = closing.add(GuardedClient.open(world, metrics, settings.client()));
            DomainDigest digest = new DomainDigest(
                    world, store.directory(), config.policy().sipDigest().algorithms());
            ClientRegistrar registrar =
                    closing.add(new ClientRegistrar(world, store.directory(), digest, store.records()));
            DirectoryPort directory = store.directory().forCalls(registrar, TwilioSignature::andOurs);

            Assets assets = Assets.open(world, new Fetcher(world, web), directory::signer, metrics,
                    settings.assets(store.data()));
            MediaEngine engine = closing.add(MediaEngine.open(world, settings.media(store.data()), metrics));
            vitals.need("a media pacer has stopped", engine::running);
            LocalMedia media = new LocalMedia(world, engine, new AssetAudio(assets), Tones.Region.EU);

            admission = new CallAdmission(
                    world.timeline(), config.admission().calls(), config.admission().callsPerSecond(),
                    store::serves, metrics);
            SipSignaling signaling = new SipSignaling(world, config.addresses().publicHost(),
                    new AddressPolicy(config.policy().allowPrivateUrls()), admission,
                    store.directory(), digest, registrar, store::refused, this::sipMessage);
            CallerIdValidation validation =
                    new CallerIdValidation(world, new TrunkDocuments(web, store.directory()::inventory,
                            world.entropy()), store.resources(), directory::signer);
            WorkRoom work = closing.add(WorkRoom.open(world, store.work(metrics)));
            calls = CallRouter.open(world, CallLimits.DEFAULT, settings.call(http.address()), signaling, media,
                    validation, directory, store.records(), metrics, work.port());
            work.join(calls.work(), new WorkRoom.Ports(store.node(), new Fetcher(world, web), directory::signer,
                    (account, code, message, url) -> store.refused(account, code, message),
                    config.admission().work()), metrics);
            last = new LastCalls(world, calls);
            LiveCallReader reader = new LiveCallReader(store.calls(), calls);

            calls.queues().restore(store.queues());
            registrar.restore(store.registrations());
            store.reconcile(calls.callbacks());
            store.restore(calls.guard()); // before the first call, or a stopped account's would still go out
            sip = closing.add(signaling.open(settings.sip(), calls::incoming, metrics));
            vitals.need("a SIP loop has stopped", sip::running);
            calls.resume(store.waiting());
            http.serve(ApiRoutes.of(world, reader, calls.queues(), store, store.desk(calls), validation,
                    work.operations()),
                    store.authenticator());
            http.serve(closing.add(work.events(new AccessTokens(store.directory(), world.timeline()), metrics)));
            vitals.started();
        } catch (RuntimeException | Error failed) {
            closing.close();
            throw failed;
        }
    }

    /** Opens everything; takes calls when it returns. */
    static Wiring open(World world, ServerConfig config, Turn turn) {
        return new Wiring(world, config, turn);
    }

    private void needs(StoreRoom store) {
        vitals.starting();
        vitals.need("the database is away or another server's", store::owned);
        vitals.need("the journal is full or has stopped", store.records()::keepsUp);
    }

    private Claim.Patience patience(Turn turn) {
        return new Claim.Patience() {
            @Override
            public boolean waits() {
                return turn.waits();
            }

            @Override
            public boolean again() {
                vitals.standby();
                return turn.again(http.address());
            }

            @Override
            public void lost(String why) {
                turn.lost(why);
            }
        };
    }

    private void sipMessage(LegId leg, String text, String... data) {
        calls.sipMessage(leg, text, data);
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
        vitals.draining();
        admission.drain();
        calls.hold();
        last.whenOver(idle);
    }

    @Override
    public void hangUp() {
        last.hangUp();
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
