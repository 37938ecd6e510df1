package io.strowger.sim;

import io.strowger.call.port.CallDetail;
import io.strowger.call.port.CallRecord;
import io.strowger.call.port.CallStatus;
import io.strowger.call.port.CallTimelineRecord;
import io.strowger.call.port.Notification;
import io.strowger.call.port.QueueRecord;
import io.strowger.call.port.RecordPort;
import io.strowger.call.port.RecordingRecord;
import io.strowger.call.port.StatusDelivery;
import io.strowger.call.port.Termination;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.QueueSid;
import io.strowger.sim.CallPlan.Expectation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Watches a simulation from outside with a model of its own: it knows what was planned, sees what calls write, ask and
 * play, and says what does not fit. It shares no code with the call room.
 */
final class Auditor implements RecordPort {
    private static final int FINDINGS_KEPT = 50;

    private final SimTimeline timeline;
    private final Map<CallSid, Model> models = new HashMap<>();
    private final List<String> findings = new ArrayList<>();
    private final Map<Termination, Integer> terminations = new EnumMap<>(Termination.class);
    private int findingCount;
    private int callsSeen;
    private int callsSettled;
    private int requests;
    private int callbacks;

    /** One call, a child's too, as seen from outside. */
    private static final class Model {
        private final CallSid sid;
        private final CallPlan plan;
        private final Optional<Model> parent;
        private final List<Model> children = new ArrayList<>();
        private final List<CallDetail> details = new ArrayList<>();
        private final Map<String, String> recordings = new HashMap<>();
        private Optional<CallStatus> status = Optional.empty();
        private int queued;
        private int delivered;
        private int numberTold = -1;
        private int secondaryRequests;

        Model(CallSid sid, CallPlan plan, Optional<Model> parent) {
            this.sid = sid;
            this.plan = plan;
            this.parent = parent;
        }

        boolean over() {
            return status.map(CallStatus::isFinal).orElse(false);
        }
    }

    Auditor(SimTimeline timeline) {
        this.timeline = timeline;
    }

    List<String> findings() {
        return List.copyOf(findings);
    }

    int findingCount() {
        return findingCount;
    }

    Map<Termination, Integer> terminations() {
        return terminations;
    }

    /** One line of figures, the same for the same seed. */
    String summary() {
        return "calls " + callsSettled + ", legs " + callsSeen + ", requests " + requests + ", callbacks " + callbacks
                + ", terminations " + terminations;
    }

    void find(String what) {
        findingCount++;
        if (findings.size() < FINDINGS_KEPT) {
            findings.add(Heard.seconds(timeline.elapsed()) + " " + what);
        }
    }

    private void find(Model model, String what) {
        find("call " + model.plan.index() + " (" + model.sid + "): " + what);
    }

    /** A planned call comes in under this sid. */
    void begins(CallPlan plan, CallSid sid) {
        models.put(sid, new Model(sid, plan, Optional.empty()));
        callsSeen++;
    }

    // ---- what applications see ------------------------------------------------------------------------------------

    /** A request for page {@code page} of a plan. */
    void asked(CallPlan plan, int page, WebRequest request) {
        requests++;
        Optional<Model> known = modelOf(request, plan);
        if (known.isEmpty()) {
            return;
        }
        Model model = known.get();
        boolean lastWord = CallStatus.of(request.param("CallStatus")).isFinal()
                && (request.has("DialCallStatus") || request.has("Digits") && request.param("Digits").equals("hangup"));
        if (model.over() && !lastWord) {
            find(model, "asked for page " + page + " after its end: " + request);
        }
        if (!model.over() && !request.param("CallStatus").equals(model.status.orElseThrow().wire())) {
            find(model, "says " + request.param("CallStatus") + " while it is " + model.status);
        }
        boolean moved = plan.expectation() == Expectation.OWN; // moved there from outside, or vanished half-way
        CallPlan.Page wanted = plan.pages().get(page);
        if (wanted.needs().isPresent() && !moved && !lastWord) {
            CallPlan.Need need = wanted.needs().get();
            boolean fits = request.has(need.parameter()) && (need.value().isEmpty()
                    ? !request.param(need.parameter()).isEmpty()
                    : request.param(need.parameter()).equals(need.value()));
            if (!fits) {
                find(model, "page " + page + " needs " + need + ": " + request);
            }
        }
    }

    /** A request to a secondary of a plan. */
    void askedSecondary(CallPlan plan, WebRequest request) {
        requests++;
        modelOf(request, plan).ifPresent(model -> {
            model.secondaryRequests++;
            if (model.over()) {
                find(model, "asked its secondary after its end");
            }
            if (!plan.applicationFails()) {
                find(model, "asked its secondary although nothing failed: " + request);
            }
            if (!request.has("ErrorCode") || !request.has("ErrorUrl")) {
                find(model, "asked its secondary without the event: " + request);
            }
        });
    }

    /** A status callback. */
    void told(WebRequest request) {
        callbacks++;
        Model model = models.get(new CallSid(request.param("CallSid")));
        if (model == null) {
            find("a status callback of an unknown call: " + request);
            return;
        }
        int number = Integer.parseInt(request.param("SequenceNumber"));
        if (number != model.numberTold && number != model.numberTold + 1) {
            find(model, "told number " + number + " after " + model.numberTold);
        }
        model.numberTold = number;
    }

    private Optional<Model> modelOf(WebRequest request, CallPlan plan) {
        Model model = models.get(new CallSid(request.param("CallSid")));
        if (model == null || model.plan != plan) {
            find("call " + plan.index() + " was asked for under a foreign CallSid: " + request);
            return Optional.empty();
        }
        return Optional.of(model);
    }

    // ---- what calls write -----------------------------------------------------------------------------------------

    @Override
    public void guard(io.strowger.call.port.GuardEvent event) {
        find("the guard took a plan's calls for fraud: " + event);
    }

    @Override
    public void waiting(CallRecord call, io.strowger.call.port.OutboundCall waiting) {
        call(call);
    }

    @Override
    public void call(CallRecord call) {
        Model model = models.get(call.sid());
        if (model == null) {
            Model parent = call.parent().map(models::get).orElse(null);
            if (parent == null) {
                find("an unknown call was written: " + call);
                return;
            }
            model = new Model(call.sid(), parent.plan, Optional.of(parent));
            parent.children.add(model);
            models.put(call.sid(), model);
            callsSeen++;
            if (parent.over()) {
                find(model, "began after its parent's end");
            }
        }
        if (!allowed(model.status, call.status(), model.parent.isPresent())) {
            find(model, "went from " + model.status + " to " + call.status());
        }
        model.status = Optional.of(call.status());
    }

    /** The states of voice-twiml section 8. */
    private static boolean allowed(Optional<CallStatus> before, CallStatus now, boolean child) {
        if (before.isEmpty()) {
            return now == (child ? CallStatus.INITIATED : CallStatus.RINGING);
        }
        return switch (before.get()) {
            case QUEUED -> false;
            case INITIATED -> now != CallStatus.QUEUED && now != CallStatus.INITIATED && now != CallStatus.COMPLETED;
            case RINGING -> now == CallStatus.IN_PROGRESS || now.isFinal() && now != CallStatus.COMPLETED;
            case IN_PROGRESS -> now == CallStatus.COMPLETED;
            case COMPLETED, BUSY, NO_ANSWER, FAILED, CANCELED -> false;
        };
    }

    @Override
    public void detail(CallDetail detail) {
        Model model = models.get(detail.call());
        if (model == null) {
            find("an unknown call has a detail record: " + detail);
            return;
        }
        model.details.add(detail);
        terminations.merge(detail.termination(), 1, Integer::sum);
        if (!detail.status().isFinal()) {
            find(model, "ended as " + detail.status());
        }
        if (detail.answered().isEmpty() != detail.billable().isZero() && detail.answered().isEmpty()) {
            find(model, "bills " + detail.billable() + " without an answer");
        }
    }

    @Override
    public void timeline(CallTimelineRecord story) {
        if (!models.containsKey(story.call())) {
            find("an unknown call has a story: " + story.call());
        }
    }

    @Override
    public void notification(Notification notification) {
        notification.call().filter(sid -> !models.containsKey(sid))
                .ifPresent(sid -> find("a notification of an unknown call: " + notification));
    }

    @Override
    public void recording(RecordingRecord recording) {
        Model model = models.get(recording.call());
        if (model == null) {
            find("a recording of an unknown call: " + recording);
            return;
        }
        String before = model.recordings.getOrDefault(recording.sid().value(), "");
        boolean fits = recording.status().equals("in-progress") ? before.isEmpty() : before.equals("in-progress");
        if (!fits) {
            find(model, "a recording went from '" + before + "' to '" + recording.status() + "'");
        }
        model.recordings.put(recording.sid().value(), recording.status());
    }

    @Override
    public void checkpoint(CallSid call, String checkpoint) {
        if (!models.containsKey(call)) {
            find("a checkpoint of an unknown call: " + call);
        }
    }

    @Override
    public void queue(QueueRecord queue) {
        find("a queue was made although no plan has one: " + queue);
    }

    @Override
    public void queueDeleted(QueueSid queue) {
        find("a queue was deleted although no plan has one: " + queue);
    }

    @Override
    public boolean whenDurable(Runnable action) {
        action.run();
        return true;
    }

    @Override
    public void queued(StatusDelivery delivery) {
        Model model = models.get(delivery.call());
        if (model == null || delivery.sequence() != model.queued++) {
            find("a callback out of order: " + delivery.sequence() + " of " + delivery.call());
        }
    }

    @Override
    public void delivered(StatusDelivery delivery) {
        Model model = models.get(delivery.call());
        if (model == null || delivery.sequence() != model.delivered++) {
            find("a callback was delivered out of order: " + delivery.sequence() + " of " + delivery.call());
        }
    }

    // ---- the end of a call ----------------------------------------------------------------------------------------

    /** True when the call and its children are over and nothing of them is on its way. */
    boolean isQuiet(CallSid sid) {
        Model model = models.get(sid);
        return quiet(model) && model.children.stream().allMatch(Auditor::quiet);
    }

    private static boolean quiet(Model model) {
        return model.over() && model.queued == model.delivered;
    }

    /** Judges a call that has been over for long enough, and forgets it. */
    void settle(CallPlan plan, CallSid sid, SimLine line) {
        callsSettled++;
        Model model = models.remove(sid);
        settled(model);
        model.children.forEach(child -> {
            models.remove(child.sid);
            settled(child);
        });
        judgeHeard(model, plan, line);
        judgeEnd(model, plan);
        int secondaryRequests = plan.applicationFails() && plan.expectation() == Expectation.EXACT
                ? plan.secondaries() : 0;
        if (model.secondaryRequests != secondaryRequests) {
            find(model, model.secondaryRequests + " requests to secondaries, not " + secondaryRequests);
        }
        if (line.connected() || line.answeredAt().isPresent() != model.details.getFirst().answered().isPresent()
                && plan.expectation() == Expectation.EXACT) {
            find(model, "answered for one side and not for the other");
        }
    }

    private void settled(Model model) {
        if (!model.over()) {
            find(model, "never reached a final status: " + model.status);
        }
        if (model.details.size() != 1) {
            find(model, "ended " + model.details.size() + " times");
        } else if (!model.status.equals(Optional.of(model.details.getFirst().status()))) {
            find(model, "ended as " + model.details.getFirst().status() + " and is " + model.status);
        }
        if (model.queued != model.delivered) {
            find(model, model.delivered + " of " + model.queued + " callbacks were delivered");
        }
        if (model.recordings.containsValue("in-progress")) {
            find(model, "a recording was never closed");
        }
    }

    private void judgeHeard(Model model, CallPlan plan, SimLine line) {
        List<String> heard = line.heardThings().stream().map(Heard::what).toList();
        boolean fits = switch (plan.expectation()) {
            case EXACT -> heard.size() == plan.expected().size() && begins(heard, plan.expected());
            case BEGINNING -> begins(heard, plan.expected());
            case OWN -> true;
        };
        if (!fits) {
            find(model, plan.expectation() + " " + plan.fault() + " expected " + plan.expected() + " heard " + heard);
        }
        heard.stream().filter(thing -> !belongs(thing, plan))
                .forEach(thing -> find(model, "heard something foreign: " + thing));
    }

    private static boolean begins(List<String> heard, List<String> expected) {
        if (heard.size() > expected.size()) {
            return false;
        }
        for (int i = 0; i < heard.size(); i++) {
            String wanted = expected.get(i);
            boolean same = wanted.endsWith(Workload.APOLOGY_TEXT)
                    ? heard.get(i).startsWith(wanted) : heard.get(i).equals(wanted);
            if (!same) {
                return false;
            }
        }
        return true;
    }

    /** Whatever is heard comes from a document of this very call, or from the platform itself. */
    private static boolean belongs(String thing, CallPlan plan) {
        return thing.equals("ringback") || thing.equals("beep") || thing.startsWith("digits: ")
                || thing.startsWith("said: " + Workload.APOLOGY_TEXT)
                || thing.equals("said: " + Workload.SPARE_TEXT + plan.index())
                || thing.startsWith("talk with sip:p" + plan.index() + ".")
                || thing.contains(" " + plan.index() + ".")
                || thing.startsWith("played: http://media.example/" + plan.index() + "/");
    }

    private void judgeEnd(Model model, CallPlan plan) {
        if (model.details.size() != 1) {
            return;
        }
        CallDetail detail = model.details.getFirst();
        boolean failedForGood = plan.applicationFails() && plan.secondaries() == 0;
        boolean fits = switch (plan.expectation()) {
            case EXACT -> detail.termination() == (failedForGood ? Termination.APPLICATION : Termination.SUCCESS)
                    && (detail.status() == CallStatus.COMPLETED) != plan.refused();
            case BEGINNING, OWN -> plan.fault().isPresent() || detail.termination() == Termination.SUCCESS
                    || detail.termination() == Termination.CALLER;
        };
        if (!fits) {
            find(model, "ended as " + detail.termination() + " " + detail.status() + " " + plan.fault());
        }
        Duration lasted = Duration.between(detail.began(), detail.ended());
        if (lasted.isNegative() || lasted.compareTo(Duration.ofHours(4).plusMinutes(1)) > 0) {
            find(model, "lasted " + lasted);
        }
    }

    /** Nothing may be left when the run is over. */
    void runIsOver() {
        models.values().stream().map(model -> model.sid.value()).sorted()
                .forEach(sid -> find("never settled: " + sid));
    }
}
