package io.strowger.sim;

import io.strowger.call.CallLimits;
import io.strowger.call.CallRouter;
import io.strowger.call.CallSettings;
import io.strowger.call.TwilioSignature;
import io.strowger.call.port.VoiceBinding;
import io.strowger.call.port.WebTarget;
import io.strowger.call.port.WorkPort;
import io.strowger.kernel.Metrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A small world for one test: application servers, phones, and the call room between them.
 *
 * <pre>{@code
 * var sim = new CallScenario(1, callRoom);
 * sim.app("http://app.example/voice", "<Response><Say>Hello</Say><Pause/></Response>");
 * var caller = sim.caller().dials("+15550100");
 * sim.run();
 * assertEquals(List.of("said: Hello", "pause 1s"), caller.heard());
 * }</pre>
 *
 * <p>Every called address runs under {@code http://app.example/voice} by POST, without fallback and status callback,
 * unless told otherwise.
 */
public final class CallScenario implements AutoCloseable {
    /** Longer than any call may last: a run that is not quiet by then never will be. */
    private static final Duration LONGEST = Duration.ofHours(48);

    private final SimWorld world;
    private final SimDirectory directory = new SimDirectory();
    private final SimRecords records = new SimRecords();
    private final Metrics metrics = new Metrics();
    private final SimSignaling signaling;
    private final SimMedia media;
    private final SimWeb web;
    private Optional<CallRouter> router = Optional.empty();
    private int callers;

    /** Opens the room under test on a scenario's ports. */
    @FunctionalInterface
    public interface Room {
        /** What new calls are handed to. */
        CallEntry open(CallScenario scenario);
    }

    /** The production call room with its defaults, in a world without delays. */
    public CallScenario(long seed) {
        this(seed, CallLimits.DEFAULT, CallSettings.DEFAULT);
    }

    /** The production call room with these limits and settings, in a world without delays. */
    public CallScenario(long seed, CallLimits limits, CallSettings settings) {
        this(seed, Delays.none(), limits, settings);
    }

    /** The production call room with these limits and settings, in a world whose letters take their time. */
    public CallScenario(long seed, Delays delays, CallLimits limits, CallSettings settings) {
        this(seed, delays, scenario -> scenario.open(limits, settings));
    }

    /** The production call room with its defaults and this work distribution, in a world without delays. */
    public CallScenario(long seed, WorkPort work) {
        this(seed, Delays.none(), scenario -> scenario.open(CallLimits.DEFAULT, CallSettings.DEFAULT, work));
    }

    /** A world without delays and another room. */
    public CallScenario(long seed, Room room) {
        this(seed, Delays.none(), room);
    }

    /** A world whose letters take their time. */
    public CallScenario(long seed, Delays delays, Room room) {
        world = new SimWorld(seed);
        web = new SimWeb(world.timeline());
        signaling = new SimSignaling(world, directory, delays);
        media = new SimMedia(signaling, delays);
        signaling.connect(room.open(this), media);
    }

    private CallEntry open(CallLimits limits, CallSettings settings) {
        return open(limits, settings, WorkPort.absent());
    }

    private CallEntry open(CallLimits limits, CallSettings settings, WorkPort work) {
        directory.signers(account -> new TwilioSignature("token-of-" + account));
        CallRouter opened = CallRouter.open(
                world, limits, settings, signaling, media, web, directory, records, metrics, work);
        router = Optional.of(opened);
        return opened::incoming;
    }

    /** The production call room; a mistake when the scenario was made with another. */
    public CallRouter router() {
        return router.orElseThrow();
    }

    /** The world. */
    public SimWorld world() {
        return world;
    }

    /** Accounts, numbers, clients, trunks. */
    public SimDirectory directory() {
        return directory;
    }

    /** What calls wrote. */
    public SimRecords records() {
        return records;
    }

    /** The metrics handed to the room. */
    public Metrics metrics() {
        return metrics;
    }

    /** The signalling port. */
    public SimSignaling signaling() {
        return signaling;
    }

    /** The media port. */
    public SimMedia media() {
        return media;
    }

    /** The web. */
    public SimWeb web() {
        return web;
    }

    /** The application at this address; see {@link SimWeb#app}. */
    public SimApp app(String address) {
        return web.app(address);
    }

    /** The application at this address answers with this document. */
    public SimApp app(String address, String document) {
        return web.app(address).answers(document);
    }

    /** Every address runs under this primary. */
    public void primary(String url, String method) {
        VoiceBinding now = directory.standard();
        directory.standard(new VoiceBinding(new WebTarget(url, method), now.secondaries(), now.statusCallback(),
                now.statusEvents(), now.application()));
    }

    /** Every address has these fallbacks, asked by POST in this order. */
    public void fallback(String... urls) {
        VoiceBinding now = directory.standard();
        List<WebTarget> secondaries = java.util.Arrays.stream(urls).map(url -> new WebTarget(url, "POST")).toList();
        directory.standard(new VoiceBinding(
                now.primary(), secondaries, now.statusCallback(), now.statusEvents(), now.application()));
    }

    /** Every address has this status callback, told by POST of these events; {@code completed} when none is named. */
    public void statusCallback(String url, String... events) {
        VoiceBinding now = directory.standard();
        Set<String> names = new java.util.LinkedHashSet<>(events.length == 0 ? List.of("completed") : List.of(events));
        directory.standard(new VoiceBinding(now.primary(), now.secondaries(),
                Optional.of(new WebTarget(url, "POST")), names, now.application()));
    }

    /** A phone with the number +15550001, +15550002... */
    public SimCaller caller() {
        return caller("+1555%04d".formatted(++callers));
    }

    /** A phone with this number or address. */
    public SimCaller caller(String from) {
        return new SimCaller(from, signaling);
    }

    /** A phone that can be called: a SIP URI, a telephone number, or the contact of a registered client. */
    public SimCallee callee(String name) {
        return signaling.callee(name);
    }

    /** A registered client of the standard account, with a phone of its own. */
    public SimCallee client(String name) {
        String contact = "sip:" + name + "@192.0.2.77";
        directory.registered(SimDirectory.ACCOUNT, name, contact);
        return signaling.callee(contact);
    }

    /** Requests to this address, oldest first. */
    public List<WebRequest> requests(String address) {
        return web.requests().stream().filter(request -> request.address().equals(address)).toList();
    }

    /** Requests to every address, oldest first. */
    public List<WebRequest> requests() {
        return web.requests();
    }

    /** Does something at this moment of the run: a server dies, the clock steps. */
    public void at(Duration sinceStart, Runnable what) {
        world.timeline().at(sinceStart, what);
    }

    /** Virtual time since the start. */
    public Duration elapsed() {
        return world.timeline().elapsed();
    }

    /** Runs to the end and demands that nothing is left behind: no mistake, no leg, no media port, no call strand. */
    public void run() {
        runToQuiet();
        List<String> faults = leftBehind();
        if (!faults.isEmpty()) {
            AssertionError error = new AssertionError("seed " + world.seed() + ": " + String.join("; ", faults));
            world.timeline().mistakes().forEach(mistake -> error.addSuppressed(mistake.thrown()));
            throw error;
        }
    }

    /** Runs for this long and demands nothing. */
    public void runFor(Duration time) {
        world.timeline().runFor(time);
    }

    /** Runs until nothing can happen any more and demands nothing but that this comes. */
    public void runToQuiet() {
        if (!world.timeline().runUntilQuiet(LONGEST)) {
            throw new AssertionError("seed " + world.seed() + ": something still goes on after " + LONGEST);
        }
    }

    /** What a run has left behind or done wrong: one sentence each. */
    public List<String> leftBehind() {
        List<String> faults = new ArrayList<>();
        world.timeline().mistakes().forEach(mistake -> faults.add("strand " + mistake.strand() + " threw "
                + mistake.thrown() + " at " + mistake.at()));
        faults.addAll(signaling.violations());
        faults.addAll(media.violations());
        if (signaling.linesOpen() > 0) {
            faults.add(signaling.linesOpen() + " legs never ended");
        }
        if (media.legsOpen() > 0) {
            faults.add(media.legsOpen() + " media legs were never closed");
        }
        if (router.isPresent() && router.get().live() > 0) {
            faults.add(router.get().live() + " calls never ended: " + world.timeline().waiting());
        }
        if (router.isPresent() && router.get().queues().waiting() + router.get().queues().engaged() > 0) {
            faults.add(router.get().queues().waiting() + " callers wait in queues, "
                    + router.get().queues().engaged() + " calls take part in them");
        }
        if (web.running() > 0) {
            faults.add(web.running() + " HTTP exchanges never ended");
        }
        return faults;
    }

    @Override
    public void close() {
        world.close();
    }
}
