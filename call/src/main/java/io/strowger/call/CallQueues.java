package io.strowger.call;

import io.strowger.call.port.QueueRecord;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.QueueSid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The call queues of all accounts (rest-api "Queues and members"; voice-twiml Enqueue and 3.6). A queue exists once
 * somebody was put into it, or the API made it, until the API deletes it; names, sizes and sids are kept, those who
 * wait live and die with the process. Every method asks for the account, and another account's queue is as absent as
 * one that never was. Any thread may call it; nothing blocks but {@link #kept}.
 */
public final class CallQueues {
    /** Callers a queue holds unless told otherwise. */
    public static final int SIZE = 1000;
    /** Callers a queue can be made to hold. */
    public static final int MOST = 5000;
    /** Callers that wait for one workflow, unless the API says otherwise. */
    public static final int WORKFLOW_SIZE = 100;
    /** Queues of one account, as documents make them by naming them. */
    public static final int MOST_QUEUES = 10_000;
    /** Characters of a name. */
    public static final int LONGEST_NAME = 64;

    private final CallPorts ports;
    private final QueueCounts counts;
    private final Map<AccountSid, AccountQueues> accounts = new ConcurrentHashMap<>();

    /**
     * A queue as the API shows it.
     *
     * @param currentSize callers that wait
     * @param averageWait how long those who wait now have waited, on average
     */
    public record QueueView(
            QueueSid sid, AccountSid account, String friendlyName, int maxSize, int currentSize, Duration averageWait,
            Instant created, Instant updated) {}

    /**
     * A caller who waits.
     *
     * @param position from 1
     * @param waited until now
     * @param turn grows with each who joins the queue, and never changes: the order of all of them
     */
    public record MemberView(
            CallSid call, AccountSid account, QueueSid queue, Instant enqueued, int position, Duration waited,
            long turn) {}

    /** How a deletion went. */
    public enum Deletion {
        /** It is gone. */
        DELETED,
        /** There is none with this sid. */
        UNKNOWN,
        /** Somebody waits in it. */
        NOT_EMPTY
    }

    CallQueues(CallPorts ports) {
        this.ports = ports;
        this.counts = ports.metrics().queues();
    }

    /** Takes what earlier runs kept, before the first call. */
    public void restore(List<QueueRecord> kept) {
        kept.forEach(record -> of(record.account()).add(new CallQueue(ports.world(), record, counts)));
    }

    /** The account's queues, oldest first. */
    public List<QueueView> list(AccountSid account) {
        return known(account).map(AccountQueues::all).orElse(List.of()).stream().map(CallQueue::view).toList();
    }

    /** One queue. */
    public Optional<QueueView> queue(AccountSid account, QueueSid sid) {
        return find(account, sid).map(CallQueue::view);
    }

    /**
     * Makes a queue.
     *
     * @param friendlyName 1 to {@value #LONGEST_NAME} characters
     * @param maxSize 1 to {@value #MOST}
     * @throws QueueRefused when the name is taken, or a value is out of bounds
     */
    public QueueView create(AccountSid account, String friendlyName, int maxSize) {
        checkName(friendlyName);
        checkSize(maxSize);
        return of(account).create(friendlyName, maxSize).view();
    }

    /**
     * Changes a queue's name or size; empty when there is none with this sid. Those who wait stay.
     *
     * @throws QueueRefused as {@link #create}
     */
    public Optional<QueueView> update(
            AccountSid account, QueueSid sid, Optional<String> friendlyName, OptionalInt maxSize) {
        friendlyName.ifPresent(CallQueues::checkName);
        maxSize.ifPresent(CallQueues::checkSize);
        return known(account).flatMap(queues -> queues.update(sid, friendlyName, maxSize)).map(CallQueue::view);
    }

    /** Deletes a queue in which nobody waits. */
    public Deletion delete(AccountSid account, QueueSid sid) {
        return known(account).map(queues -> queues.delete(sid)).orElse(Deletion.UNKNOWN);
    }

    /** Who waits, in order; empty when there is no such queue. */
    public Optional<List<MemberView>> members(AccountSid account, QueueSid sid) {
        return find(account, sid).map(CallQueue::members);
    }

    /**
     * One who waits.
     *
     * @param call empty for the one at the front
     */
    public Optional<MemberView> member(AccountSid account, QueueSid sid, Optional<CallSid> call) {
        return find(account, sid).flatMap(queue -> queue.member(call));
    }

    /**
     * Takes a caller out of the queue; its call goes on with the document at {@code url}.
     *
     * @param call empty for the one at the front
     * @param method GET or POST
     * @return what it was; empty when it does not wait there
     */
    public Optional<MemberView> dequeue(
            AccountSid account, QueueSid sid, Optional<CallSid> call, String url, String method) {
        return find(account, sid).flatMap(queue -> queue.redirect(
                call, new CallChange.Step.Fetch(new WebTarget(url, method))));
    }

    /**
     * Blocks until every change so far is kept.
     *
     * @return false when the store did not answer in this time
     */
    public boolean kept(Duration within) {
        return Durability.await(ports.world(), ports.records(), within);
    }

    /** Callers in line, over all queues. */
    public int waiting() {
        return counts.waiting.get();
    }

    /** Callers taken and not joined yet, pairs that talk, and calls that wait for a caller: all zero at rest. */
    public int engaged() {
        return counts.engaged.get() + counts.joined.get() + counts.dequeuing.get();
    }

    // ---- for calls --------------------------------------------------------------------------------------------------

    /** The queue with this name. */
    Optional<CallQueue> named(AccountSid account, String name) {
        return known(account).flatMap(queues -> queues.named(name));
    }

    /**
     * The queue with this name, made when there is none.
     *
     * @throws QueueRefused when the account has as many queues as it may
     */
    CallQueue demanded(AccountSid account, String name, int size) {
        return of(account).demanded(name, size);
    }

    private Optional<CallQueue> find(AccountSid account, QueueSid sid) {
        return known(account).flatMap(queues -> queues.find(sid));
    }

    private Optional<AccountQueues> known(AccountSid account) {
        return Optional.ofNullable(accounts.get(account));
    }

    private AccountQueues of(AccountSid account) {
        return accounts.computeIfAbsent(account, key -> new AccountQueues(ports, key, counts));
    }

    private static void checkName(String name) {
        if (name.isBlank() || name.length() > LONGEST_NAME) {
            throw new QueueRefused(ErrorCode.PARAMETER_INVALID, "FriendlyName must have 1 to " + LONGEST_NAME
                    + " characters");
        }
    }

    private static void checkSize(int size) {
        if (size < 1 || size > MOST) {
            throw new QueueRefused(ErrorCode.PARAMETER_INVALID, "MaxSize must be from 1 to " + MOST);
        }
    }
}
