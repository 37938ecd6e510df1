package io.strowger.sip;

import io.strowger.kernel.World;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The protocol of one loop: transactions, dialogs and calls, without sockets, threads or clocks. Messages, commands and
 * time come in as calls; messages go out by {@link Wire}. Everything in it is touched by its owner alone.
 *
 * <p>What belongs to which request: a repeated request is recognised by its transaction key before anything else; then
 * its form is checked, then its extensions, then it goes to its dialog or, outside any, to the method's own processing
 * (RFC 3261 8.2, 9.2, 12.2.2, 17.2.3).
 */
final class SipCore implements TransactionContext {
    private static final System.Logger LOG = System.getLogger(SipCore.class.getName());

    /** Sends a message; {@code failed} must run later, on this core's loop. */
    interface Wire {
        void send(byte[] message, Flow to, Runnable failed);
    }

    /** Looks a host name up; {@code done} runs on this core's loop, at once for a literal address. */
    interface Names {
        void resolve(String host, Consumer<Optional<InetAddress>> done);
    }

    private final World world;
    private final SipConfig config;
    private final HostPort local;
    private final Wire wire;
    private final Names names;
    private final Consumer<Runnable> loop;
    private final SipHandler handler;
    private final SipTrace trace;
    private final SipMetrics metrics;
    private final TimerWheel timers;
    private final BiConsumer<TransactionTable, TransactionTable.Transition> observer;
    private final Map<String, ClientTransaction> clients = new HashMap<>();
    private final Map<String, ServerTransaction> servers = new HashMap<>();
    private final Map<String, String> merges = new HashMap<>();
    private final Map<String, CallSession> sessions = new HashMap<>();
    private final Responder responder;
    private final RefusedInvites refusedInvites;

    /**
     * @param local what Via and Contact name
     * @param loop runs something on this core's loop: at once or later when called on it, later from elsewhere
     * @param observer sees each transition of a transaction
     */
    SipCore(World world, SipConfig config, HostPort local, Wire wire, Names names, Consumer<Runnable> loop,
            SipHandler handler, SipTrace trace, SipMetrics metrics,
            BiConsumer<TransactionTable, TransactionTable.Transition> observer) {
        this.world = world;
        this.config = config;
        this.local = local;
        this.wire = wire;
        this.names = names;
        this.loop = loop;
        this.handler = handler;
        this.trace = trace;
        this.metrics = metrics;
        this.observer = observer;
        this.timers = new TimerWheel(world.timeline().nanos());
        this.responder = new Responder(this, config);
        this.refusedInvites = new RefusedInvites(config.t1().multipliedBy(64).toNanos());
    }

    /** Time has come this far. */
    void advance(long nowNanos) {
        timers.advance(nowNanos);
        refusedInvites.expire(nowNanos);
    }

    /**
     * A message arrived.
     *
     * @param ageNanos how long it waited to be read by this loop
     */
    void received(SipMessage message, Flow source, long ageNanos) {
        metrics.received.increment();
        seen(false, message, source);
        switch (message) {
            case SipResponse response -> response(response);
            case SipRequest request -> request(request, source, ageNanos);
        }
    }

    private void response(SipResponse response) {
        Optional<Via> via = response.topVia();
        Optional<CSeq> cseq = response.cseq();
        if (response.fault() != MessageFault.NONE || via.isEmpty() || cseq.isEmpty()
                || response.values(HeaderName.VIA).size() != 1 || response.count(HeaderName.CALL_ID) != 1
                || response.from().isEmpty() || response.to().isEmpty()) {
            metrics.dropped("malformed-response");
            return;
        }
        ClientTransaction transaction = clients.get(via.get().branch() + "|" + cseq.get().method());
        if (transaction == null) {
            metrics.dropped("stray-response");
            return;
        }
        transaction.received(response);
    }

    private void request(SipRequest request, Flow source, long ageNanos) {
        if (!RequestCheck.answerable(request)) {
            metrics.dropped("unanswerable-request");
            return;
        }
        Flow back = responder.replyTo(request, source);
        if (request.is("ACK")) {
            ack(request);
            return;
        }
        String key = TransactionKeys.server(request, request.method());
        ServerTransaction known = servers.get(key);
        if (known != null) {
            known.repeated();
            return;
        }
        MessageFault fault = RequestCheck.form(request);
        if (fault != MessageFault.NONE) {
            metrics.malformed(fault);
            responder.stateless(request, source, back, faultReply(request, fault));
            return;
        }
        Optional<Reply> owed = RequestCheck.owed(request);
        if (owed.isPresent()) {
            responder.stateless(request, source, back, owed.get());
            return;
        }
        if (request.is("CANCEL")) {
            cancel(request, source, back);
        } else if (request.toTag().isPresent()) {
            inDialog(request, source, back, key);
        } else {
            outside(request, source, back, key, ageNanos);
        }
    }

    private static Reply faultReply(SipRequest request, MessageFault fault) {
        // a method nobody knows with a CSeq that names another is answered for the method (RFC 4475 3.1.2.18)
        if (fault == MessageFault.CSEQ_METHOD) {
            return RequestCheck.owed(request).filter(r -> r.status() == 501)
                    .orElse(Reply.of(fault.status(), fault.reason()));
        }
        return Reply.of(fault.status(), fault.reason());
    }

    private void ack(SipRequest request) {
        ServerTransaction invite = servers.get(TransactionKeys.server(request, "INVITE"));
        if (invite != null && invite.state() != TransactionTable.State.ACCEPTED) {
            invite.acknowledged();
            return;
        }
        session(request).ifPresentOrElse(s -> s.acknowledged(request), () -> metrics.dropped("stray-ack"));
    }

    private void cancel(SipRequest request, Flow source, Flow back) {
        ServerTransaction invite = servers.get(TransactionKeys.server(request, "INVITE"));
        if (invite == null) {
            responder.stateless(request, source, back, Reply.of(481, "Call/Transaction Does Not Exist"));
            return;
        }
        ServerTransaction transaction = open(request, source, back, TransactionKeys.server(request, "CANCEL"));
        transaction.respond(200, responder.response(transaction, 200, "OK", invite.localTag(), List.of(), ""));
        invite.cancelled();
    }

    private void inDialog(SipRequest request, Flow source, Flow back, String key) {
        Optional<CallSession> session = session(request);
        if (session.isEmpty()) { // no transaction: anybody can make up a tag, and nobody may fill the table
            responder.stateless(request, source, back, Reply.of(481, "Call/Transaction Does Not Exist"));
            return;
        }
        ServerTransaction transaction = open(request, source, back, key);
        guarded(transaction, () -> session.get().request(request, transaction));
    }

    private void outside(SipRequest request, Flow source, Flow back, String key, long ageNanos) {
        String merge = TransactionKeys.merge(request);
        if (merges.containsKey(merge)) {
            responder.stateless(request, source, back, Reply.of(482, "Loop Detected")); // 8.2.2.2
            return;
        }
        boolean invite = request.is("INVITE");
        Optional<Reply> refusal = invite ? refusedInvites.answer(key, world.timeline().nanos()) : Optional.empty();
        if (refusal.isPresent()) {
            metrics.repeatedIn.increment();
            responder.stateless(request, source, back, refusal.get());
            return;
        }
        if (servers.size() >= config.maxTransactions() || invite && ageNanos > config.maxQueueAge().toNanos()) {
            refuse(request, source, back, key, Responder.OVERLOADED);
            return;
        }
        if (invite) {
            invite(request, source, back, key, merge);
            return;
        }
        ServerTransaction transaction = open(request, source, back, key);
        merges.put(merge, key);
        transaction.mergeKey(merge);
        guarded(transaction, () -> answer(transaction, switch (request.method()) {
            case "OPTIONS" -> Responder.capabilities();
            case "REGISTER" -> handler.onRegister(request, source);
            default -> Reply.of(481, "Call/Transaction Does Not Exist");
        }));
    }

    private void invite(SipRequest request, Flow source, Flow back, String key, String merge) {
        Optional<Reply> timer = SessionTimer.refusal(request);
        if (timer.isPresent()) {
            responder.stateless(request, source, back, timer.get());
            return;
        }
        Admission admission;
        try {
            admission = handler.admit(request, source);
        } catch (RuntimeException | Error mistake) {
            mistake("admit", mistake);
            admission = new Admission.Refused(500, "Server Internal Error", List.of());
        }
        switch (admission) {
            case Admission.Refused(int status, String reason, List<SipField> fields) ->
                refuse(request, source, back, key, new Reply(status, reason, fields));
            case Admission.Accepted() -> {
                ServerTransaction transaction = open(request, source, back, key);
                merges.put(merge, key);
                transaction.mergeKey(merge);
                IncomingSession session = new IncomingSession(this, request, source, transaction);
                guarded(transaction, () -> {
                    session.begin();
                    session.listen(handler.onInvite(session));
                });
                if (transaction.answered() && !session.listening()) {
                    session.abort();
                }
            }
        }
    }

    private void refuse(SipRequest request, Flow source, Flow back, String key, Reply reply) {
        metrics.refused(reply.status());
        if (reply.status() == 503 && request.is("INVITE") && source.transport() == Transport.UDP) {
            refusedInvites.add(key, reply, world.timeline().nanos());
        }
        responder.stateless(request, source, back, reply);
    }

    private ServerTransaction open(SipRequest request, Flow source, Flow back, String key) {
        ServerTransaction transaction = new ServerTransaction(key, request, back, source, fresh(), this);
        servers.put(key, transaction);
        metrics.transactions.increment();
        return transaction;
    }

    /** Runs what a request asks for; a mistake in it is logged and answered with 500, and ends nothing else. */
    private void guarded(ServerTransaction transaction, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error mistake) {
            mistake(transaction.request().firstLine(), mistake);
            if (!transaction.answered()) {
                answer(transaction, Reply.of(500, "Server Internal Error"));
            }
        }
    }

    void mistake(String where, Throwable mistake) {
        metrics.mistakes.increment();
        LOG.log(System.Logger.Level.ERROR, "a mistake while handling " + where, mistake);
    }

    void answer(ServerTransaction transaction, Reply reply) {
        transaction.respond(reply.status(), responder.response(
                transaction, reply.status(), reply.reason(), transaction.localTag(), reply.headers(), ""));
    }

    /** Sends a request in a transaction of its own. */
    ClientTransaction send(RequestDraft draft, Flow target, ClientUser user) {
        return start(draft.build(target.transport(), local.toString(), branch(), config.userAgent()), target, user);
    }

    /** Starts a client transaction for a request that has its Via. */
    ClientTransaction start(SipRequest request, Flow target, ClientUser user) {
        String key = request.topVia().orElseThrow().branch() + "|" + request.method();
        ClientTransaction transaction = new ClientTransaction(key, request, target, user, this);
        clients.put(key, transaction);
        metrics.transactions.increment();
        transaction.start();
        return transaction;
    }

    /** Sends an ACK of a 2xx: it has no transaction. */
    void sendAlone(SipRequest request, Flow target) {
        send(request.bytes(), target, () -> metrics.dropped("ack-unsent"));
    }

    /** Where a URI leads (RFC 3263 without SRV: literal address or A/AAAA record, port 5060 when not given). */
    void locate(String uriText, Consumer<Optional<Flow>> found) {
        Targets.locate(uriText, names, found);
    }

    String branch() {
        return Via.COOKIE + world.entropy().hex(10);
    }

    String fresh() {
        return world.entropy().hex(8);
    }

    void add(String localTag, CallSession session) {
        sessions.put(session.callId() + "|" + localTag, session);
        metrics.calls.increment();
    }

    void remove(String localTag, CallSession session) {
        if (sessions.remove(session.callId() + "|" + localTag) != null) {
            metrics.calls.decrement();
        }
    }

    private Optional<CallSession> session(SipRequest request) {
        return Optional.ofNullable(sessions.get(request.callId() + "|" + request.toTag().orElse("")));
    }

    @Override
    public void send(byte[] message, Flow to, Runnable failed) {
        metrics.sent.increment();
        if (trace != SipTrace.NONE) {
            SipParser.datagram(message).ifPresent(m -> seen(true, m, to));
        }
        wire.send(message, to, failed);
    }

    private void seen(boolean sent, SipMessage message, Flow remote) {
        if (trace != SipTrace.NONE) {
            trace.on(new SipTrace.Seen(sent, message.firstLine(), message.callId(),
                    message.header(HeaderName.CSEQ).orElse(""), world.timeline().now(), remote));
        }
    }

    @Override
    public void ended(ClientTransaction transaction) {
        if (clients.remove(transaction.key(), transaction)) {
            metrics.transactions.decrement();
        }
    }

    @Override
    public void ended(ServerTransaction transaction) {
        if (servers.remove(transaction.key(), transaction)) {
            metrics.transactions.decrement();
            merges.remove(transaction.mergeKey());
        }
    }

    @Override
    public void taken(TransactionTable table, TransactionTable.Transition transition) {
        observer.accept(table, transition);
    }

    @Override
    public void repeated(boolean sent) {
        (sent ? metrics.repeatedOut : metrics.repeatedIn).increment();
    }

    @Override
    public TimerWheel timers() {
        return timers;
    }

    @Override
    public SipConfig config() {
        return config;
    }

    World world() {
        return world;
    }

    SipMetrics metrics() {
        return metrics;
    }

    Responder responder() {
        return responder;
    }

    HostPort local() {
        return local;
    }

    /** Runs a command on this core's loop. Any thread may call it. */
    void command(Runnable action) {
        loop.accept(action);
    }

    /** What is held, for people. */
    @Override
    public String toString() {
        return "clients " + clients.keySet() + ", servers " + servers.keySet() + ", calls " + sessions.values()
                + ", merges " + merges.keySet();
    }

    /** Transactions, calls and merge entries held: zero when idle. */
    int held() {
        return clients.size() + servers.size() + sessions.size() + merges.size();
    }
}
