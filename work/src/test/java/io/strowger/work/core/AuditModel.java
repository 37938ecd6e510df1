package io.strowger.work.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an onlooker knows of a workspace who reads its journal and the documentation only: plain maps, no index, nothing
 * shared with the router but expressions, documents and values. Slow on purpose.
 */
final class AuditModel {
    /** A worker as told by events. */
    static final class W {
        String sid;
        String name;
        Fields attributes;
        String activity;
        long idleSince;
        Map<String, Share> shares = new TreeMap<>();
        List<R> open = new ArrayList<>();

        Value fact(AuditModel model, Fact fact, String detail) {
            Share share = model.channels.values().stream().filter(channel -> channel.name.equals(detail))
                    .map(channel -> shares.get(channel.sid)).findFirst().orElse(null);
            return switch (fact) {
                case WORKER_SID -> Value.text(sid);
                case WORKER_FRIENDLY_NAME -> Value.text(name);
                case WORKER_ACTIVITY_SID -> Value.text(activity);
                case WORKER_ACTIVITY_NAME -> Value.text(model.activities.get(activity).name);
                case WORKER_CHANNEL_ASSIGNED_TASKS -> share == null ? Value.NULL
                        : Value.number((long) model.openOn(this, share.channel));
                default -> Value.NULL;
            };
        }
    }

    /** A worker's share in a channel. */
    static final class Share {
        String channel;
        int capacity = 1;
        boolean available = true;
        long idleSince;
    }

    /** An activity. */
    static final class A {
        String name;
        boolean available;
    }

    /** A task channel. */
    static final class C {
        String sid;
        String name;
        boolean optimized;
    }

    /** A task. */
    static final class T {
        String sid;
        long number;
        Fields attributes;
        int priority;
        long created;
        long virtualStart;
        long timeout;
        String channel;
        Optional<String> workflow = Optional.empty();
        Optional<String> routingTarget = Optional.empty();
        boolean ignoreCapacity;
        Optional<WorkflowDocument> own = Optional.empty();
        Optional<WorkflowDocument> document = Optional.empty();
        int filter = -3;
        int target;
        Optional<String> queue = Optional.empty();
        long queueEntered = -1;
        long entered;
        long bound;
        boolean expired;
        String status = "pending";
        long assignedAt;
        long endedAt;
        int moves;
        List<R> offers = new ArrayList<>();

        Optional<WorkflowDocument.Target> where() {
            return filter < -1 ? Optional.empty() : filter == -1 ? document.orElseThrow().defaultFilter()
                    : Optional.of(document.orElseThrow().filters().get(filter).targets().get(target));
        }

        long open() {
            return offers.stream().filter(R::isOpen).count();
        }
    }

    /** A reservation. */
    static final class R {
        String sid;
        T task;
        W worker;
        long created;
        long timeout;
        String status = "pending";

        boolean isOpen() {
            return status.equals("pending") || status.equals("accepted") || status.equals("wrapping");
        }
    }

    final Map<String, A> activities = new LinkedHashMap<>();
    final Map<String, C> channels = new LinkedHashMap<>();
    final Map<String, QueueSettings> queues = new LinkedHashMap<>();
    final Map<String, WorkflowSettings> workflows = new LinkedHashMap<>();
    final Map<String, W> workers = new TreeMap<>();
    final Map<String, T> tasks = new TreeMap<>();
    final Map<String, R> reservations = new TreeMap<>();
    WorkspaceSettings settings;
    private final Map<String, Expr> expressions = new HashMap<>();
    private final Map<String, WorkflowDocument> documents = new HashMap<>();

    WorkflowDocument document(String text) {
        return documents.computeIfAbsent(text, WorkflowDocument::parse);
    }

    int openOn(W worker, String channel) {
        int count = 0;
        for (R offer : worker.open) {
            count += offer.task.channel.equals(channel) ? 1 : 0;
        }
        return count;
    }

    int open(W worker) {
        return worker.open.size();
    }

    boolean belongs(W worker, String queue) {
        Expr expression = expressions.computeIfAbsent(queues.get(queue).targetWorkers(),
                text -> Expr.parse(text, Scope.QUEUE));
        return expression.matches(facts(Fields.NONE, worker, (fact, detail) -> Value.NULL));
    }

    /** A task's facts at an instant. */
    Value taskFact(T task, Fact fact, long at) {
        return switch (fact) {
            case TASK_CHANNEL_UNIQUE_NAME -> Value.text(channels.get(task.channel).name);
            case TASK_PRIORITY -> Value.number((long) task.priority);
            case TASK_AGE -> Value.number((at - task.created) / 1000);
            case TASK_TIME_IN_QUEUE -> Value.number(task.queueEntered < 0 ? 0 : (at - task.queueEntered) / 1000);
            default -> fact.isClock() ? ClockFacts.at(at / 1000).fact(fact) : Value.NULL;
        };
    }

    Facts filterFacts(T task, long at) {
        return new Facts() {
            @Override
            public Fields task() {
                return task.attributes;
            }

            @Override
            public Fields worker() {
                return Fields.NONE;
            }

            @Override
            public Value fact(Fact fact, String detail) {
                return taskFact(task, fact, at);
            }
        };
    }

    /** What is asked of a task's side. */
    interface TaskFact {
        Value of(Fact fact, String detail);
    }

    Facts facts(Fields task, W worker, TaskFact ofTask) {
        return new Facts() {
            @Override
            public Fields task() {
                return task;
            }

            @Override
            public Fields worker() {
                return worker.attributes;
            }

            @Override
            public Value fact(Fact fact, String detail) {
                return fact.name().startsWith("WORKER") ? worker.fact(AuditModel.this, fact, detail)
                        : ofTask.of(fact, detail);
            }
        };
    }

    Facts facts(T task, W worker) {
        return facts(task.attributes, worker, (fact, detail) -> taskFact(task, fact, task.bound));
    }

    /** Waits for a worker, be it one more. */
    boolean waits(T task) {
        int most = task.queue.map(queue -> queues.get(queue).maxReservedWorkers()).orElse(1);
        return task.filter > -3 && (task.status.equals("pending")
                || task.status.equals("reserved") && !task.expired && task.open() < most);
    }

    /** Would take the task now, by the documentation. */
    boolean suits(T task, W worker) {
        Share share = worker.shares.get(task.channel);
        if (!share.available) {
            return false;
        }
        boolean room = settings.multiTaskEnabled() ? openOn(worker, task.channel) < share.capacity
                : open(worker) == 0;
        if (!room && !task.ignoreCapacity) {
            return false;
        }
        for (R offer : worker.open) {
            if (offer.task == task) {
                return false;
            }
        }
        A activity = activities.get(worker.activity);
        Optional<WorkflowDocument.Target> target = task.where();
        Optional<Expr> expression = target.flatMap(WorkflowDocument.Target::expression);
        boolean named = expression.map(Expr::activitiesNamed)
                .filter(names -> names.contains(worker.activity, activity.name)).isPresent();
        if (!activity.available && !named) {
            return false;
        }
        boolean toWorker = task.filter == -2 && task.routingTarget.orElse("").startsWith("WK");
        if (toWorker) {
            return task.routingTarget.get().equals(worker.sid);
        }
        if (!belongs(worker, task.queue.orElseThrow())) {
            return false;
        }
        Facts facts = facts(task, worker);
        Optional<WorkflowDocument.KnownWorker> known = target.flatMap(WorkflowDocument.Target::knownWorker);
        if (known.isPresent() && known.get().of(facts)
                .filter((known.get().bySid() ? worker.sid : worker.name)::equals).isEmpty()) {
            return false;
        }
        return expression.isEmpty() || expression.get().matches(facts);
    }

    /** Below zero when the one goes before the other. */
    int taskOrder(T one, T other) {
        boolean offered = one.status.equals("reserved");
        if (offered != other.status.equals("reserved")) {
            return offered ? 1 : -1;
        }
        TaskOrder kind = kind(one);
        if (kind != kind(other)) {
            return kind == settings.prioritizeQueueOrder() ? -1 : 1;
        }
        int sign = kind == TaskOrder.FIFO ? 1 : -1;
        if (kind == TaskOrder.FIFO && one.priority != other.priority) {
            return one.priority > other.priority ? -1 : 1;
        }
        return sign * (one.virtualStart != other.virtualStart ? Long.compare(one.virtualStart, other.virtualStart)
                : Long.compare(one.number, other.number));
    }

    private TaskOrder kind(T task) {
        return task.queue.map(queue -> queues.get(queue).taskOrder()).orElse(TaskOrder.FIFO);
    }

    /** Below zero when the one is to be preferred for the task. */
    int workerOrder(T task, W one, W other) {
        Optional<OrderBy> orderBy = task.where().flatMap(WorkflowDocument.Target::orderBy);
        int byKeys = orderBy.map(keys -> keys.compare(facts(task, one), facts(task, other))).orElse(0);
        if (byKeys != 0) {
            return byKeys;
        }
        boolean alone = channels.get(task.channel).optimized;
        boolean busy = (alone ? openOn(one, task.channel) : open(one)) > 0;
        if (busy != (alone ? openOn(other, task.channel) : open(other)) > 0) {
            return busy ? 1 : -1;
        }
        long since = alone ? one.shares.get(task.channel).idleSince : one.idleSince;
        long sinceOther = alone ? other.shares.get(task.channel).idleSince : other.idleSince;
        return since != sinceOther ? Long.compare(since, sinceOther) : one.sid.compareTo(other.sid);
    }

    /** What {@code skip_if} reads. */
    Facts skipFacts(String queue) {
        return new Facts() {
            @Override
            public Fields task() {
                return Fields.NONE;
            }

            @Override
            public Fields worker() {
                return Fields.NONE;
            }

            @Override
            public Value fact(Fact fact, String detail) {
                return Value.number(workers.values().stream().filter(worker -> belongs(worker, queue))
                        .filter(worker -> switch (fact) {
                            case WORKERS_AVAILABLE -> activities.get(worker.activity).available;
                            case WORKERS_UNAVAILABLE -> !activities.get(worker.activity).available;
                            default -> worker.activity.equals(detail);
                        }).count());
            }
        };
    }
}
