package io.strowger.server.api;

import io.strowger.call.CallQueues;
import io.strowger.call.CallQueues.MemberView;
import io.strowger.call.CallQueues.QueueView;
import io.strowger.call.QueueRefused;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.QueueSid;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.PageRequest;
import io.strowger.server.rest.Param;
import io.strowger.server.rest.Representation;
import io.strowger.server.rest.Slice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Call queues and who waits in them: {@code ~/Queues} (rest-api section 2, "Queues and members"). Any thread may call
 * it.
 */
public final class QueueResources {
    private static final Param<String> NAME = Param.text("FriendlyName", CallQueues.LONGEST_NAME);
    private static final Param<Integer> SIZE = Param.integer("MaxSize", 1, CallQueues.MOST);
    private static final Param<String> URL = Param.url("Url").required();
    private static final Param<String> METHOD = Param.method("Method");
    /** Stands for whoever is at the head. */
    private static final String FRONT = "Front";
    private static final Duration KEPT_WITHIN = Duration.ofSeconds(5);

    /** {@code account.queue} (rest-api section 5.1). */
    static final Representation<QueueView> QUEUE = Representation.<QueueView>v2010("Queue")
            .date("date_updated", QueueView::updated)
            .integer("current_size", queue -> (long) queue.currentSize())
            .text("friendly_name", QueueView::friendlyName)
            .uri(QueueResources::uri)
            .sid("account_sid", QueueView::account)
            .integer("average_wait_time", queue -> queue.averageWait().toSeconds())
            .sid("sid", QueueView::sid)
            .date("date_created", QueueView::created)
            .integer("max_size", queue -> (long) queue.maxSize());

    /** {@code account.queue.member} (rest-api section 5.1). */
    static final Representation<MemberView> MEMBER = Representation.<MemberView>v2010("Member")
            .sid("call_sid", MemberView::call)
            .date("date_enqueued", MemberView::enqueued)
            .integer("position", member -> (long) member.position())
            .uri(member -> Wire.account(member.account()) + "/Queues/" + member.queue() + "/Members/" + member.call())
            .integer("wait_time", member -> member.waited().toSeconds())
            .sid("queue_sid", MemberView::queue);

    private final CallQueues queues;
    private final StoredResources stored;

    /** On these queues; what is done to them is noted in the store. */
    public QueueResources(CallQueues queues, StoredResources stored) {
        this.queues = queues;
        this.stored = stored;
    }

    /** What there is to ask. */
    public List<Operation> operations() {
        return List.of(
                Operation.create("CreateQueue", "~/Queues", QUEUE, this::create).with(NAME.required(), SIZE)
                        .summary("MaxSize is 1000 unless told otherwise."),
                Operation.list("ListQueue", "~/Queues", "queues", QUEUE, this::list).summary("Newest first."),
                Operation.fetch("FetchQueue", "~/Queues/{Sid}", QUEUE,
                        call -> queues.queue(call.account(), call.sid("Sid", QueueSid::new))),
                Operation.update("UpdateQueue", "~/Queues/{Sid}", QUEUE, this::update).with(NAME, SIZE)
                        .summary("A smaller MaxSize sends nobody away."),
                Operation.delete("DeleteQueue", "~/Queues/{Sid}", this::delete)
                        .summary("Only when nobody waits: otherwise 400 with code 22003."),
                Operation.list("ListMember", "~/Queues/{QueueSid}/Members", "queue_members", MEMBER, this::members)
                        .summary("In the order in which they are served."),
                Operation.fetch("FetchMember", "~/Queues/{QueueSid}/Members/{CallSid}", MEMBER,
                        call -> queues.member(call.account(), queue(call), wanted(call))),
                Operation.update("UpdateMember", "~/Queues/{QueueSid}/Members/{CallSid}", MEMBER, this::dequeue)
                        .with(URL, METHOD).summary("Takes the caller out; its call goes on with the document at Url."));
    }

    private QueueView create(ApiCall call) {
        QueueView made = refused(() -> queues.create(
                call.account(), call.need(NAME), call.get(SIZE).orElse(CallQueues.SIZE)));
        kept(call, "queue.created", made.sid());
        return made;
    }

    private Optional<QueueView> update(ApiCall call) {
        OptionalInt size = call.get(SIZE).map(OptionalInt::of).orElseGet(OptionalInt::empty);
        Optional<QueueView> changed = refused(() -> queues.update(
                call.account(), call.sid("Sid", QueueSid::new), call.get(NAME), size));
        changed.ifPresent(queue -> kept(call, "queue.changed", queue.sid()));
        return changed;
    }

    private boolean delete(ApiCall call) {
        QueueSid sid = call.sid("Sid", QueueSid::new);
        return switch (queues.delete(call.account(), sid)) {
            case DELETED -> {
                kept(call, "queue.removed", sid);
                yield true;
            }
            case UNKNOWN -> false;
            case NOT_EMPTY -> throw new ApiFailure(
                    400, ErrorCode.QUEUE_NOT_EMPTY, "The queue is not empty: it cannot be deleted.");
        };
    }

    private static <T> T refused(Supplier<T> deed) {
        try {
            return deed.get();
        } catch (QueueRefused refused) {
            throw new ApiFailure(400, refused.code(), refused.getMessage() + ".");
        }
    }

    /** What is answered stays, whatever happens next, and it is known who did it. */
    private void kept(ApiCall call, String action, QueueSid queue) {
        if (!queues.kept(KEPT_WITHIN)) {
            throw new ApiFailure(503, ErrorCode.STORE_FAILED,
                    "The database does not answer; what was asked for is done but may be forgotten at a restart.");
        }
        stored.change(call, change -> {
            change.tell(call.account(), action, queue.value());
            return queue;
        });
    }

    private Slice<QueueView> list(ApiCall call) {
        List<QueueView> newest = queues.list(call.account()).reversed();
        return cut(call.page(), newest, queue -> queue.sid().value(), (a, b) -> b.compareTo(a));
    }

    private Slice<MemberView> members(ApiCall call) {
        List<MemberView> all = queues.members(call.account(), queue(call)).orElseThrow(call::notFound);
        return cut(call.page(), all, member -> "%016x".formatted(member.turn()), String::compareTo);
    }

    /** A page of a list in order of a key: a row that is gone meanwhile does not end it. */
    private static <T> Slice<T> cut(
            PageRequest page, List<T> all, Function<T, String> key, Comparator<String> order) {
        Optional<PageRequest.Cursor> cursor = page.cursor();
        Stream<T> rows;
        if (cursor.isEmpty()) {
            rows = all.stream().skip(page.skip());
        } else if (page.back()) {
            List<T> before = new ArrayList<>(all.stream()
                    .filter(row -> order.compare(key.apply(row), cursor.get().key()) < 0).toList());
            Collections.reverse(before);
            rows = before.stream();
        } else {
            rows = all.stream().filter(row -> order.compare(key.apply(row), cursor.get().key()) > 0);
        }
        return page.slice(rows.limit(page.fetch()).toList(), key);
    }

    private static QueueSid queue(ApiCall call) {
        return call.sid("QueueSid", QueueSid::new);
    }

    /** Who is meant; empty for whoever is at the head. */
    private static Optional<CallSid> wanted(ApiCall call) {
        return call.path("CallSid").equals(FRONT)
                ? Optional.empty() : Optional.of(call.sid("CallSid", CallSid::new));
    }

    private Optional<MemberView> dequeue(ApiCall call) {
        return queues.dequeue(call.account(), queue(call), wanted(call), call.need(URL),
                call.get(METHOD).orElse("POST"));
    }

    private static String uri(QueueView queue) {
        return Wire.account(queue.account()) + "/Queues/" + queue.sid();
    }
}
