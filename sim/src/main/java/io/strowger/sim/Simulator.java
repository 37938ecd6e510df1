package io.strowger.sim;

import io.strowger.call.CallLimits;
import io.strowger.call.CallRouter;
import io.strowger.call.CallSettings;
import io.strowger.call.OutboundLimits;
import io.strowger.call.TwilioSignature;
import io.strowger.call.port.VoiceBinding;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.FetchTrouble;
import io.strowger.kernel.Metrics;
import io.strowger.sim.CallPlan.CalleePlan;
import io.strowger.sim.CallPlan.KeyPlan;
import io.strowger.sim.CallPlan.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Runs many planned calls with faults through the production call room in virtual time, all in one world, and has them
 * audited. The same seed gives the same trace, letter for letter.
 */
public final class Simulator {
    /** A call is judged this long after its end, or later, when its last callback has been answered or given up. */
    private static final Duration UNTIL_JUDGED = Duration.ofSeconds(20);
    /** Longer than its callbacks can take with all their retries: judged then, whatever is still open. */
    private static final Duration LATEST = Duration.ofMinutes(6);
    private static final Set<String> EVENTS =
            new LinkedHashSet<>(List.of("initiated", "ringing", "answered", "completed"));
    /** All plans are one account's, and more than one customer would call at once. */
    private static final CallSettings UNGUARDED = new CallSettings(CallSettings.DEFAULT.publicUrl(),
            CallSettings.DEFAULT.masking(), CallSettings.DEFAULT.failover(), false, new OutboundLimits(
                    1, 1, 1, 1, Duration.ofHours(1), Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, 1000));
    private static final Duration LONGEST_RUN = Duration.ofDays(365);

    private final long seed;
    private final int calls;
    private final int meanGapMillis;
    private final SimWorld world;
    private final SimTimeline timeline;
    private final SimWeb web;
    private final SimSignaling signaling;
    private final SimMedia media;
    private final SimDirectory directory = new SimDirectory();
    private final Metrics metrics = new Metrics();
    private final SimEntropy dice;
    private final Workload workload;
    private final Auditor auditor;
    private final CallRouter router;
    private final Map<Integer, CallPlan> running = new HashMap<>();
    private int mostAtOnce;

    /**
     * What a run showed.
     *
     * @param simulated virtual time that passed
     * @param digest of the trace; equal for equal seeds
     * @param findings what does not fit, the first fifty; each is a defect of the call room or of the simulation
     * @param mostAtOnce calls that ran at one time
     * @param happenings letters and commands in the trace
     */
    public record Report(
            long seed, int calls, Duration simulated, String digest, String summary, int findingCount,
            List<String> findings, int mostAtOnce, long happenings) {}

    private Simulator(long seed, int calls, int callsPerSecond) {
        this.seed = seed;
        this.calls = calls;
        this.meanGapMillis = 1000 / callsPerSecond;
        world = new SimWorld(seed);
        timeline = world.timeline();
        dice = world.entropy().fork("faults");
        Delays delays = new Delays(world.entropy().fork("delays"), Duration.ofMillis(50), Duration.ofMillis(40));
        web = new SimWeb(timeline);
        signaling = new SimSignaling(world, directory, delays);
        media = new SimMedia(signaling, delays);
        auditor = new Auditor(timeline);
        workload = new Workload(world.entropy().fork("workload"));
        directory.signers(account -> new TwilioSignature("token"));
        router = CallRouter.open(world, CallLimits.DEFAULT, UNGUARDED, signaling, media, web, directory,
                auditor, metrics);
        signaling.connect(router::incoming, media);
        media.keepNoCommands();
        web.keepNoRequests();
        web.server("app.example", this::app);
        web.server("spare.example", this::spare);
        web.server("broken.example", this::brokenSpare);
        web.server("status.example", this::status);
    }

    /**
     * Runs this many calls.
     *
     * @param callsPerSecond how many begin in a virtual second, on average; 1 to 500
     */
    public static Report run(long seed, int calls, int callsPerSecond) {
        return new Simulator(seed, calls, callsPerSecond).run();
    }

    private Report run() {
        timeline.schedule(Duration.ZERO, () -> begin(0));
        if (!timeline.runUntilQuiet(LONGEST_RUN)) {
            auditor.find("the run never became quiet");
        }
        nothingIsLeft();
        Report report = new Report(seed, calls, timeline.elapsed(), timeline.trace().digest(), auditor.summary(),
                auditor.findingCount(), auditor.findings(), mostAtOnce, timeline.trace().count());
        world.close();
        return report;
    }

    private void nothingIsLeft() {
        auditor.runIsOver();
        timeline.mistakes().forEach(mistake -> auditor.find(
                "strand " + mistake.strand() + " threw " + mistake.thrown() + " at " + mistake.at()));
        signaling.violations().forEach(auditor::find);
        media.violations().forEach(auditor::find);
        zero("legs of signalling", signaling.linesOpen());
        zero("legs of media", media.legsOpen());
        zero("HTTP exchanges", web.running());
        zero("running calls", router.live());
        zero("callbacks on their way", router.callbacks().pending());
        zero("strands " + timeline.waiting(), timeline.waiting().size());
        metrics.text().lines()
                .filter(line -> line.startsWith("strowger_calls{") || line.startsWith("strowger_callbacks_pending"))
                .filter(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))) != 0)
                .forEach(line -> auditor.find("a gauge is not back at zero: " + line));
    }

    private void zero(String what, int left) {
        if (left != 0) {
            auditor.find(left + " " + what + " are left");
        }
    }

    // ---- callers --------------------------------------------------------------------------------------------------

    private void begin(int index) {
        if (index + 1 < calls) {
            timeline.schedule(Duration.ofMillis(dice.below(2 * meanGapMillis + 1)), () -> begin(index + 1));
        }
        CallPlan plan = workload.plan(index);
        running.put(index, plan);
        mostAtOnce = Math.max(mostAtOnce, router.live());
        directory.number(plan.number(), SimDirectory.ACCOUNT, binding(plan));
        plan.callees().forEach(this::callee);
        plan.badFiles().forEach(url -> media.file(url).fails(ErrorCode.RETRIEVAL_FAILED, Duration.ofMillis(200)));
        SimCaller caller = caller(plan);
        signaling.phoneDials(caller, plan.number());
        auditor.begins(plan, caller.call().orElseThrow().callSid());
        timeline.schedule(UNTIL_JUDGED, () -> judge(plan, caller));
    }

    private static VoiceBinding binding(CallPlan plan) {
        List<WebTarget> secondaries = new ArrayList<>();
        if (plan.secondaries() == 2) {
            secondaries.add(new WebTarget("http://broken.example/" + plan.index(), "POST"));
        }
        if (plan.secondaries() > 0) {
            secondaries.add(new WebTarget("http://spare.example/" + plan.index(), "GET"));
        }
        Optional<WebTarget> status = plan.index() % 4 == 0 ? Optional.empty()
                : Optional.of(new WebTarget("http://status.example/" + plan.index(), "POST"));
        return new VoiceBinding(
                new WebTarget(plan.base() + "0", "POST"), secondaries, status, EVENTS, Optional.empty());
    }

    private void callee(CalleePlan plan) {
        SimCallee phone = signaling.callee(plan.name());
        switch (plan.behaviour()) {
            case ANSWERS -> phone.answersAfter(Duration.ofSeconds(plan.answersAfter()))
                    .hangsUp().afterAnswer(Duration.ofSeconds(plan.talks()));
            case BUSY -> phone.isBusy();
            case FAILS -> phone.ringsAndRefuses(503, Duration.ofSeconds(plan.answersAfter()));
            case NEVER -> phone.neverAnswers();
        }
    }

    private SimCaller caller(CallPlan plan) {
        SimCaller caller = new SimCaller("+18" + "%08d".formatted(plan.index()), signaling);
        Optional<Kind> kind = plan.fault().map(CallPlan.Fault::kind);
        if (!kind.equals(Optional.of(Kind.SILENT_CALLER))) {
            for (KeyPlan key : plan.keys()) {
                if (key.keys().isEmpty()) {
                    caller.says("message", Duration.ofSeconds(2)).onHearing(key.onHearing(), key.after());
                } else {
                    caller.presses(key.keys()).onHearing(key.onHearing(), key.after());
                }
            }
        }
        plan.hangsUpAt().ifPresent(at -> caller.hangsUp().at(timeline.elapsed().plus(at)));
        Duration sometime = timeline.elapsed().plusMillis(dice.between(1, 30_000));
        switch (kind.orElse(Kind.SILENT_CALLER)) {
            case CALLER_VANISHES -> caller.vanishes().at(sometime);
            case NO_ACK -> caller.neverAcknowledges();
            case BAD_OFFER -> caller.offersNoAudio();
            case COMPLETED_FROM_OUTSIDE -> timeline.at(sometime,
                    () -> router.complete(caller.call().orElseThrow().callSid()));
            case REDIRECTED_FROM_OUTSIDE -> timeline.at(sometime,
                    () -> router.redirect(caller.call().orElseThrow().callSid(),
                            plan.base() + (plan.pages().size() - 1), "POST"));
            case SILENT_CALLER, APP_DOWN, APP_SLOW, APP_ERROR, APP_GARBAGE, APP_WRONG_TYPE, APP_EMPTY, APP_BREAKS,
                    VERB_NOT_BUILT, FILE_MISSING, BAD_ATTRIBUTE -> { }
        }
        return caller;
    }

    private void judge(CallPlan plan, SimCaller caller) {
        SimLine line = caller.line();
        if (!line.over()) {
            timeline.schedule(UNTIL_JUDGED, () -> judge(plan, caller));
            return;
        }
        Duration judgedAt = line.endedAt().orElseThrow().plus(LATEST);
        timeline.schedule(UNTIL_JUDGED, () -> judgeEnded(plan, caller, judgedAt));
    }

    private void judgeEnded(CallPlan plan, SimCaller caller, Duration latest) {
        CallSid sid = caller.call().orElseThrow().callSid();
        if (!auditor.isQuiet(sid) && timeline.elapsed().compareTo(latest) < 0) {
            timeline.schedule(UNTIL_JUDGED, () -> judgeEnded(plan, caller, latest));
            return;
        }
        auditor.settle(plan, sid, caller.line());
        running.remove(plan.index());
        directory.forgetNumber(plan.number());
        plan.badFiles().forEach(media::forgetFile);
        signaling.forget(caller.line().leg());
        for (CalleePlan callee : plan.callees()) {
            signaling.callee(callee.name()).lines().forEach(one -> signaling.forget(one.leg()));
            signaling.forgetCallee(callee.name());
        }
    }

    // ---- servers --------------------------------------------------------------------------------------------------

    private WebAnswer app(WebRequest request) {
        String[] path = request.address().split("/");
        CallPlan plan = running.get(Integer.parseInt(path[4]));
        int page = Integer.parseInt(path[5]);
        auditor.asked(plan, page, request);
        Duration after = Duration.ofMillis(dice.below(400));
        boolean fails = plan.fault().map(fault -> fault.page() == page).orElse(false);
        String document = plan.pages().get(page).document();
        WebAnswer fine = WebAnswer.twiml(document).after(after);
        if (!fails) {
            return fine;
        }
        return switch (plan.fault().orElseThrow().kind()) {
            case APP_DOWN -> WebAnswer.trouble(FetchTrouble.CONNECT_FAILED);
            case APP_SLOW -> WebAnswer.twiml(document).after(Duration.ofSeconds(20));
            case APP_ERROR -> WebAnswer.status(500).after(after);
            case APP_GARBAGE -> WebAnswer.twiml(document.substring(0, document.length() - 3)).after(after);
            case APP_WRONG_TYPE -> WebAnswer.of(200, "image/png", document).after(after);
            case APP_EMPTY -> WebAnswer.of(200, "text/xml", "").after(after);
            case APP_BREAKS -> WebAnswer.trouble(FetchTrouble.PROTOCOL).after(after);
            case VERB_NOT_BUILT, FILE_MISSING, BAD_ATTRIBUTE, CALLER_VANISHES, NO_ACK, SILENT_CALLER, BAD_OFFER,
                    COMPLETED_FROM_OUTSIDE, REDIRECTED_FROM_OUTSIDE -> fine;
        };
    }

    private CallPlan planOf(WebRequest request) {
        return running.get(Integer.parseInt(request.address().split("/")[3]));
    }

    private WebAnswer spare(WebRequest request) {
        CallPlan plan = planOf(request);
        auditor.askedSecondary(plan, request);
        return WebAnswer.twiml("<Response><Say>" + Workload.SPARE_TEXT + plan.index() + "</Say></Response>")
                .after(Duration.ofMillis(dice.below(400)));
    }

    private WebAnswer brokenSpare(WebRequest request) {
        auditor.askedSecondary(planOf(request), request);
        return WebAnswer.status(502);
    }

    /** One receiver in ten is slow, one always fails, one answers only at the second try. */
    private WebAnswer status(WebRequest request) {
        auditor.told(request);
        return switch (planOf(request).index() % 10) {
            case 1 -> WebAnswer.nothing().after(Duration.ofSeconds(10));
            case 2 -> WebAnswer.status(500);
            case 3 -> dice.chance(500) ? WebAnswer.status(503) : WebAnswer.nothing();
            default -> WebAnswer.nothing().after(Duration.ofMillis(dice.below(200)));
        };
    }
}
