package io.strowger.server.work;

import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.rest.PageRequest;
import io.strowger.server.rest.Param;
import io.strowger.server.rest.Slice;
import io.strowger.work.Answer;
import io.strowger.work.Workspaces;
import io.strowger.work.core.Command;
import io.strowger.work.core.Refusal;
import io.strowger.work.core.Workspace;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * How requests reach workspaces: answers become values or {@link ApiFailure}s, versions become {@code ETag} and
 * {@code If-Match}, registries become pages. Any thread; views are taken on the workspace's strand.
 */
public final class WorkDesk {
    private final Workspaces workspaces;
    private final EvaluationRate rate;

    /** Asks these. */
    WorkDesk(Workspaces workspaces, EvaluationRate rate) {
        this.workspaces = workspaces;
        this.rate = rate;
    }

    /** Counts a list that is filtered by an expression, when the request names one. */
    void evaluates(ApiCall call, Param<String> expression) {
        if (call.get(expression).isPresent()) {
            rate.take(call.account());
        }
    }

    Workspaces workspaces() {
        return workspaces;
    }

    /** The workspace that the path names. */
    static WorkspaceSid workspace(ApiCall call) {
        return call.sid("WorkspaceSid", WorkspaceSid::new);
    }

    /** Asks the workspace of the path. */
    <R> R ask(ApiCall call, Function<Workspace, R> view) {
        return ask(call, workspace(call), view);
    }

    <R> R ask(ApiCall call, WorkspaceSid sid, Function<Workspace, R> view) {
        return unwrap(call, workspaces.ask(call.account(), sid, view));
    }

    /** Sends a command to the workspace of the path; done and durable when this returns. */
    <R> R tell(ApiCall call, Command command, Function<Workspace, R> view) {
        return tell(call, workspace(call), command, view);
    }

    <R> R tell(ApiCall call, WorkspaceSid sid, Command command, Function<Workspace, R> view) {
        return unwrap(call, workspaces.tell(call.account(), sid, command, view));
    }

    /** What an answer holds, or the failure it stands for. */
    static <R> R unwrap(ApiCall call, Answer<R> answer) {
        return switch (answer) {
            case Answer.Done<R>(R good) -> good;
            case Answer.Refused<R>(Refusal refusal) -> throw refusal.kind() == Refusal.Kind.NOT_FOUND
                    ? call.notFound() : WorkFailures.refused(refusal);
            case Answer.Unknown<R> _ -> throw call.notFound();
            case Answer.Away<R>(Answer.Why why) -> throw WorkFailures.away(why);
            case Answer.Failed<R>(RuntimeException failure) -> throw failure;
        };
    }

    /** The version that {@code If-Match} names. */
    static OptionalInt ifMatch(ApiCall call) {
        Optional<String> tag = call.header("If-Match").map(text -> text.replace("W/", "").replace("\"", "").strip())
                .filter(text -> !text.isEmpty() && !text.equals("*"));
        if (tag.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!tag.get().matches("[0-9]{1,9}")) {
            throw new ApiFailure(412, ErrorCode.PRECONDITION_FAILED,
                    "The header If-Match names no version that this API has given");
        }
        return OptionalInt.of(Integer.parseInt(tag.get()));
    }

    /** Tells the resource's version. */
    static void version(ApiCall call, int version) {
        call.answerHeader("ETag", "\"" + version + "\"");
    }

    /** A page of what a registry holds, in the order of making. Called on the workspace's strand. */
    static <T, V> Slice<V> page(NavigableMap<String, T> bySid, PageRequest page, Predicate<T> wanted,
            Function<T, V> view, Function<V, String> key) {
        NavigableMap<String, T> rest = page.cursor().map(at -> at.back()
                ? bySid.headMap(at.key(), false).descendingMap() : bySid.tailMap(at.key(), false)).orElse(bySid);
        return page.slice(rest.values().stream().filter(wanted).skip(page.skip()).limit(page.fetch()).map(view)
                .toList(), key);
    }

    /** A page in another order, which must be total. Called on the workspace's strand. */
    static <T, V> Slice<V> sorted(Stream<T> all, PageRequest page, Comparator<T> order,
            Function<String, Optional<T>> find, Function<T, V> view, Function<V, String> key) {
        Comparator<T> way = page.back() ? order.reversed() : order;
        Optional<T> from = page.cursor().flatMap(at -> find.apply(at.key()));
        if (page.cursor().isPresent() && from.isEmpty()) {
            return page.slice(List.of(), key); // the row is gone: the list ends here, rather than begins again
        }
        return page.slice(all.filter(one -> from.isEmpty() || way.compare(one, from.get()) > 0).sorted(way)
                .skip(page.skip()).limit(page.fetch()).map(view).toList(), key);
    }
}
