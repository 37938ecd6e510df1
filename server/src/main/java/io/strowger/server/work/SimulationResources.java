package io.strowger.server.work;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Failure;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.Limit;
import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.WorkflowSid;
import io.strowger.kernel.World;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.Param;
import io.strowger.server.rest.Representation;
import io.strowger.server.store.WorkHistory;
import io.strowger.work.CourseReader;
import io.strowger.work.JournalTrouble;
import io.strowger.work.core.Fields;
import io.strowger.work.core.RoutingLimits;
import io.strowger.work.core.WorkflowDocument;
import io.strowger.work.whatif.Course;
import io.strowger.work.whatif.Effort;
import io.strowger.work.whatif.Report;
import io.strowger.work.whatif.Span;
import io.strowger.work.whatif.WhatIf;
import io.strowger.work.whatif.WhatIfFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Our own resource: what would have been under another workflow (docs/what-if.md). The answer is worked out from the
 * journal, beside the workspace's owner, on a thread of its own so that calls do not wait for it; nothing is kept.
 */
public final class SimulationResources {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String DOCUMENT = "Configuration";
    private static final Param<WorkflowSid> WORKFLOW = Param.sid("WorkflowSid", "WW", WorkflowSid::new).required();
    private static final Param<String> CONFIGURATION = Param.text(DOCUMENT, 1_048_576).required();
    private static final Param<TaskQueueSid> QUEUE = Param.sid("TaskQueueSid", "WQ", TaskQueueSid::new);
    private static final Param<String> TARGET_WORKERS = Param.text("TargetWorkers", 10_000);
    private static final Param<Instant> FROM = WorkParams.moment("From");
    private static final Param<Instant> TO = WorkParams.moment("To");
    private static final Param<Integer> SERVICE_LEVEL = Param.integer("ServiceLevel", 0, 86_400);
    private static final Param<Integer> SEED = Param.integer("Seed", 0, Integer.MAX_VALUE);
    private static final Duration DAY = Duration.ofDays(1);
    /** It stops by itself when its time is over; this long it may take to come to a place where it looks. */
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(20);
    private static final int PLAIN_LEVEL = 20;
    private static final System.Logger LOG = System.getLogger(SimulationResources.class.getName());

    /**
     * What one server spends on what-ifs.
     *
     * @param atOnce how many run ({@code work-simulations})
     * @param longest that one may take
     * @param events of the stretch, and of one run ({@code work-simulation-events})
     * @param eventsBefore read to come to the stretch ({@code work-simulation-events-before})
     * @param openTasks of the workspace ({@code work-simulation-open-tasks})
     */
    record Bounds(Limit atOnce, Duration longest, Limit events, Limit eventsBefore, Limit openTasks) {
        /** As documented in docs/what-if.md. */
        static Bounds standard() {
            return new Bounds(new Limit("work-simulations", 1), Duration.ofMinutes(2),
                    new Limit("work-simulation-events", 500_000),
                    new Limit("work-simulation-events-before", 2_000_000),
                    new Limit("work-simulation-open-tasks", 200_000));
        }
    }

    private record Told(AccountSid account, WorkspaceSid workspace, WorkflowSid workflow, Fields report) {}

    private static final Representation<Told> SIMULATION = Representation.<Told>v1("WorkSimulation")
            .sid("account_sid", Told::account)
            .sid("workspace_sid", Told::workspace)
            .sid("workflow_sid", Told::workflow)
            .json("from", "string", told -> part(told, "from"))
            .json("to", "string", told -> part(told, "to"))
            .json("seed", "integer", told -> part(told, "seed"))
            .json("service_level", "number", told -> part(told, "service_level"))
            .json("events", "integer", told -> part(told, "events"))
            .json("recorded", "object", told -> part(told, "recorded"))
            .json("before", "object", told -> part(told, "before"))
            .json("after", "object", told -> part(told, "after"))
            .json("notes", "array", told -> part(told, "notes"))
            .url(told -> "/strowger/v1/Workspaces/" + told.workspace() + "/Simulations");

    private final World world;
    private final WorkDesk desk;
    private final WorkHistory history;
    private final RoutingLimits limits;
    private final Bounds bounds;

    /**
     * Works from {@code history}, one at a time on this server.
     *
     * @param limits the installation's, under which the workspaces live
     */
    public SimulationResources(World world, WorkDesk desk, WorkHistory history, RoutingLimits limits) {
        this(world, desk, history, limits, Bounds.standard());
    }

    SimulationResources(World world, WorkDesk desk, WorkHistory history, RoutingLimits limits, Bounds bounds) {
        this.world = world;
        this.desk = desk;
        this.history = history;
        this.limits = limits;
        this.bounds = bounds;
    }

    /** What there is to ask. */
    public List<Operation> operations() {
        return List.of(Operation.update("SimulateWorkspace", "/strowger/v1/Workspaces/{WorkspaceSid}/Simulations",
                SIMULATION, this::simulate)
                .with(WORKFLOW, CONFIGURATION, QUEUE, TARGET_WORKERS, FROM, TO, SERVICE_LEVEL, SEED)
                .summary("What the journal's work would have been like under another workflow."));
    }

    /** The workspace as it is now. */
    private record Seen(boolean workflow, int openTasks) {}

    private Optional<Told> simulate(ApiCall call) {
        WorkflowSid workflow = call.need(WORKFLOW);
        AccountSid account = call.account();
        Seen seen = desk.ask(call, state -> new Seen(state.workflow(workflow).isPresent(), state.openTasks()));
        if (!seen.workflow()) {
            throw invalid("WorkflowSid: there is no workflow " + workflow + " in this workspace");
        }
        Span span = span(call);
        WhatIf.Question question = question(call, workflow);
        WorkspaceSid workspace = WorkDesk.workspace(call);
        Report report = alone(seen.openTasks(), effort -> WhatIf.answer(
                read(account, workspace, new CourseReader.Asked(span, question.serviceLevel(), effort)), question,
                limits, effort));
        return Optional.of(new Told(account, workspace, workflow, report.json()));
    }

    private WhatIf.Question question(ApiCall call, WorkflowSid workflow) {
        String document = call.need(CONFIGURATION);
        try {
            WorkflowDocument.parse(document); // before anything is read
        } catch (Failure wrong) {
            throw invalid(DOCUMENT + ": " + wrong.getMessage());
        }
        Map<WorkflowSid, String> workflows = new TreeMap<>(Comparator.comparing(WorkflowSid::value));
        workflows.put(workflow, document);
        Map<TaskQueueSid, String> queues = new TreeMap<>(Comparator.comparing(TaskQueueSid::value));
        if (call.get(QUEUE).isPresent() != call.get(TARGET_WORKERS).isPresent()) {
            throw invalid("TaskQueueSid and TargetWorkers go together");
        }
        call.get(QUEUE).ifPresent(queue -> queues.put(queue, call.need(TARGET_WORKERS)));
        return new WhatIf.Question(workflows, queues, Duration.ofSeconds(call.get(SERVICE_LEVEL).orElse(PLAIN_LEVEL)),
                call.get(SEED).orElse(1), bounds.events().max());
    }

    private Span span(ApiCall call) {
        Instant to = call.get(TO).orElse(world.timeline().now());
        Instant from = call.get(FROM).orElse(to.minus(DAY));
        if (!from.isBefore(to)) {
            throw invalid("From is not before To");
        }
        return new Span(from, to);
    }

    private Course read(AccountSid account, WorkspaceSid workspace, CourseReader.Asked asked) {
        CourseReader reader = CourseReader.open(account, workspace, limits, asked);
        history.journal(workspace, asked.span().from(), reader::begin, reader::add);
        return reader.course();
    }

    /**
     * On a thread of its own: it only computes, and would keep a carrier of strands from those who wait for sound. It
     * stops by itself when its time is over, and gives the slot and its connection back before it is answered.
     */
    Report alone(int openTasks, Function<Effort, Report> work) {
        Limit atOnce = bounds.atOnce();
        if (!atOnce.tryAcquire()) {
            throw new ApiFailure(429, ErrorCode.WHAT_IF_BUSY, "Another what-if is running (limit " + atOnce.name()
                    + ")", List.of(new Header("Retry-After", "5")));
        }
        Deadline end = Deadline.after(world.timeline(), bounds.longest());
        Effort effort = new Effort(bounds.events().max(), bounds.eventsBefore().max(), (int) bounds.openTasks().max(),
                () -> end.passed(world.timeline()));
        Inbox<Supplier<Report>> box = world.timeline().inbox(1);
        world.timeline().spawnLoop("what-if", () -> {
            Supplier<Report> answer;
            try {
                effort.checkOpenTasks(openTasks);
                Report report = work.apply(effort);
                answer = () -> report;
            } catch (RuntimeException failure) {
                answer = () -> {
                    throw failure;
                };
            } catch (Throwable failure) { // whoever asked must be told, and the slot be free again
                LOG.log(System.Logger.Level.ERROR, "a what-if failed", failure);
                answer = () -> {
                    throw failed(failure);
                };
            } finally {
                atOnce.release();
            }
            box.post(answer);
        });
        Deadline last = Deadline.after(world.timeline(), bounds.longest().plus(STOPPED_WITHIN));
        try {
            return box.await(last).orElseThrow(this::tooLong).get();
        } catch (WhatIfFailure wrong) {
            throw told(wrong);
        } catch (JournalTrouble unreadable) {
            throw new ApiFailure(503, unreadable.code(), unreadable.getMessage());
        }
    }

    private ApiFailure told(WhatIfFailure wrong) {
        if (wrong.code() == ErrorCode.WHAT_IF_BUSY) {
            return tooLong();
        }
        if (wrong.code() == ErrorCode.WHAT_IF_TOO_LONG) { // counted, when it bit
            Stream.of(bounds.events(), bounds.eventsBefore(), bounds.openTasks())
                    .filter(limit -> wrong.getMessage().contains("(limit " + limit.name() + ")"))
                    .forEach(limit -> limit.allows(Long.MAX_VALUE));
        }
        return new ApiFailure(400, wrong.code(), wrong.getMessage());
    }

    private ApiFailure tooLong() {
        return new ApiFailure(503, ErrorCode.WHAT_IF_BUSY, "The what-if took longer than "
                + bounds.longest().toSeconds() + " seconds");
    }

    private static ApiFailure failed(Throwable failure) {
        return failure instanceof OutOfMemoryError
                ? new ApiFailure(503, ErrorCode.WHAT_IF_BUSY, "The what-if needs more memory than this server has")
                : new ApiFailure(500, ErrorCode.INTERNAL, "The what-if failed by a mistake in this program");
    }

    private static ApiFailure invalid(String message) {
        return new ApiFailure(400, ErrorCode.PARAMETER_INVALID, message);
    }

    private static JsonNode part(Told told, String name) {
        try {
            return MAPPER.readTree(told.report().get(name).toJson());
        } catch (JsonProcessingException mistake) {
            throw new IllegalStateException("a report that is no JSON", mistake);
        }
    }
}
