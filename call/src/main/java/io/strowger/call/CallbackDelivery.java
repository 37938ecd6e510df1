package io.strowger.call;

import io.strowger.call.port.DirectoryPort;
import io.strowger.call.port.Notification;
import io.strowger.call.port.RecordPort;
import io.strowger.call.port.StatusDelivery;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.CookieJar;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Fetch;
import io.strowger.kernel.FetchAnswer;
import io.strowger.kernel.Fetched;
import io.strowger.kernel.Fetcher;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.NotificationSid;
import io.strowger.kernel.World;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Delivers status callbacks: in order within a call (requirement 1.32), calls beside each other, never on a call's own
 * strand (1.30). A delivery that gets no answer or a 5xx is tried again three times at growing distance; each try obeys
 * the URL's own {@code rc} and {@code rp}. What is undelivered when the process dies waits in the outbox.
 *
 * <p>Nothing is told before it is durable: else a crash would leave a call open whose end was told, and the next run
 * would tell it again as something new. A store that is away holds this up for ten seconds and no longer.
 *
 * <p>Any thread may call it.
 */
public final class CallbackDelivery {
    private static final System.Logger LOG = System.getLogger(CallbackDelivery.class.getName());
    private static final int MAX_ANSWER_BYTES = 64 * 1024;
    private static final List<Duration> PAUSES =
            List.of(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(30));

    private static final Duration DURABLE_WITHIN = Duration.ofSeconds(10);

    private final World world;
    private final Fetcher fetcher;
    private final DirectoryPort directory;
    private final RecordPort records;
    private final Masking masking;
    private final Map<CallSid, ArrayDeque<StatusDelivery>> queues = new HashMap<>();

    public CallbackDelivery(
            World world, Fetcher fetcher, DirectoryPort directory, RecordPort records, Masking masking) {
        this.world = world;
        this.fetcher = fetcher;
        this.directory = directory;
        this.records = records;
        this.masking = masking;
    }

    /** Takes a new delivery: makes it durable and sends it after its call's earlier ones. */
    public void submit(StatusDelivery delivery) {
        records.queued(delivery);
        resume(delivery);
    }

    /** Takes a delivery that the outbox already holds (left by the last run). */
    public void resume(StatusDelivery delivery) {
        synchronized (queues) {
            ArrayDeque<StatusDelivery> queue = queues.get(delivery.call());
            if (queue != null) {
                queue.addLast(delivery);
                return;
            }
            queues.put(delivery.call(), new ArrayDeque<>(List.of(delivery)));
        }
        world.timeline().spawn("callbacks " + delivery.call(), () -> drain(delivery.call()));
    }

    /** Deliveries not yet answered or given up. */
    public int pending() {
        synchronized (queues) {
            return queues.values().stream().mapToInt(ArrayDeque::size).sum();
        }
    }

    private void drain(CallSid call) {
        while (true) {
            StatusDelivery next;
            synchronized (queues) {
                next = queues.get(call).peekFirst();
                if (next == null) {
                    queues.remove(call);
                    return;
                }
            }
            try {
                deliver(next);
            } catch (RuntimeException mistake) { // one delivery must not keep back the later ones
                LOG.log(System.Logger.Level.ERROR, "a mistake while delivering a callback of " + call, mistake);
            }
            synchronized (queues) {
                queues.get(call).removeFirst();
            }
        }
    }

    private void deliver(StatusDelivery delivery) {
        Inbox<Object> nobodyWrites = world.timeline().inbox(1);
        Durability.await(world, records, DURABLE_WITHIN);
        Fetched fetched = attempt(delivery);
        for (Duration pause : PAUSES) {
            if (!worthAnotherTry(fetched)) {
                break;
            }
            nobodyWrites.await(Deadline.after(world.timeline(), pause));
            fetched = attempt(delivery);
        }
        if (!accepted(fetched)) {
            notifyFailure(delivery, fetched);
        }
        records.delivered(delivery);
    }

    private Fetched attempt(StatusDelivery delivery) {
        return fetcher.fetch(new Fetch(delivery.target().method(), delivery.target().url(), delivery.parameters(),
                directory.signer(delivery.account()), new CookieJar(world.timeline()), delivery.id(),
                MAX_ANSWER_BYTES));
    }

    private static boolean accepted(Fetched fetched) {
        return fetched.answer() instanceof FetchAnswer.Answered answered && answered.status() / 100 == 2;
    }

    private static boolean worthAnotherTry(Fetched fetched) {
        return switch (fetched.answer()) {
            case FetchAnswer.Answered answered -> answered.status() >= 500;
            case FetchAnswer.Failed failed -> failed.trouble().mayPass();
        };
    }

    private void notifyFailure(StatusDelivery delivery, Fetched fetched) {
        String why = switch (fetched.answer()) {
            case FetchAnswer.Answered answered -> "the server answered " + answered.status();
            case FetchAnswer.Failed failed -> failed.detail();
        };
        String url = masking.url(delivery.target().url());
        records.notification(new Notification(NotificationSid.mint(world), delivery.account(),
                java.util.Optional.of(delivery.call()), ErrorCode.CALLBACK_FAILED,
                "Status callback to " + url + " was given up: " + why, url, delivery.target().method(),
                masking.form(delivery.parameters(), false), "", "", world.timeline().now()));
    }
}
