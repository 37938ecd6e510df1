package io.strowger.server.work;

import io.strowger.kernel.ErrorCode;
import io.strowger.server.rest.ApiFailure;
import io.strowger.work.core.Expr;
import io.strowger.work.core.ExpressionError;
import io.strowger.work.core.Fact;
import io.strowger.work.core.Facts;
import io.strowger.work.core.Fields;
import io.strowger.work.core.JsonError;
import io.strowger.work.core.Scope;
import io.strowger.work.core.Task;
import io.strowger.work.core.TaskQueue;
import io.strowger.work.core.Value;
import io.strowger.work.core.Worker;
import java.util.Optional;

/**
 * Expressions and attributes that lists are filtered by (work-distribution-api section 10, remarks).
 *
 * @param task attributes; none where a worker is looked at
 * @param worker attributes; none where a task is looked at
 * @param of the worker, when it is one there is
 * @param about the task, when it is one there is
 */
record Evaluated(Fields task, Fields worker, Optional<Worker> of, Optional<Task> about) implements Facts {
    /** A worker that need not exist, by its attributes' JSON text. */
    static Evaluated worker(String attributes) {
        try {
            if (Value.parse(attributes) instanceof Fields fields) {
                return new Evaluated(Fields.NONE, fields, Optional.empty(), Optional.empty());
            }
        } catch (JsonError broken) {
            throw new ApiFailure(400, ErrorCode.PARAMETER_INVALID,
                    "The parameter EvaluateWorkerAttributes is not JSON: " + broken.getMessage());
        }
        throw new ApiFailure(400, ErrorCode.PARAMETER_INVALID,
                "The parameter EvaluateWorkerAttributes is not a JSON object.");
    }

    /** A worker that is there. */
    static Evaluated of(Worker worker) {
        return new Evaluated(Fields.NONE, worker.fields(), Optional.of(worker), Optional.empty());
    }

    /** A task that is there. */
    static Evaluated of(Task task) {
        Fields fields = Value.parse(task.attributes()) instanceof Fields read ? read : Fields.NONE;
        return new Evaluated(fields, Fields.NONE, Optional.empty(), Optional.of(task));
    }

    /** Reads a filter's expression. */
    static Expr expression(String parameter, String text, Scope scope) {
        try {
            return Expr.parse(text, scope);
        } catch (ExpressionError wrong) {
            throw new ApiFailure(400, ErrorCode.PARAMETER_INVALID,
                    "The parameter " + parameter + " is not an expression: " + wrong.getMessage());
        }
    }

    boolean suits(TaskQueue queue) {
        return Expr.parse(queue.settings().targetWorkers(), Scope.QUEUE).matches(this);
    }

    @Override
    public Value fact(Fact fact, String detail) {
        return switch (fact) {
            case WORKER_SID -> text(of.map(one -> one.sid().value()));
            case WORKER_FRIENDLY_NAME -> text(of.map(Worker::friendlyName));
            case WORKER_ACTIVITY_SID -> text(of.map(one -> one.activity().sid().value()));
            case WORKER_ACTIVITY_NAME -> text(of.map(one -> one.activity().friendlyName()));
            case TASK_CHANNEL_UNIQUE_NAME -> text(about.map(one -> one.channel().uniqueName()));
            case TASK_PRIORITY -> about.<Value>map(one -> Value.number((long) one.priority())).orElse(Value.NULL);
            case WORKER_CHANNEL_ASSIGNED_TASKS, WORKER_CHANNEL_AVAILABLE_CAPACITY_PERCENTAGE,
                    WORKER_CHANNEL_CONFIGURED_CAPACITY, WORKER_CHANNEL_AVAILABLE, TASK_AGE, TASK_TIME_IN_QUEUE,
                    CURRENT_TIME, CURRENT_HOUR, CURRENT_MIN, DAY_OF_WEEK, WORKERS_AVAILABLE, WORKERS_UNAVAILABLE,
                    WORKERS_IN_ACTIVITY -> Value.NULL;
        };
    }

    private static Value text(Optional<String> known) {
        return known.<Value>map(Value::text).orElse(Value.NULL);
    }
}
