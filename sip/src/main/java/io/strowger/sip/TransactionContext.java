package io.strowger.sip;

/** What a transaction needs from the loop that owns it. */
interface TransactionContext {
    /** Sends; {@code failed} runs later on the loop if the transport cannot. */
    void send(byte[] message, Flow to, Runnable failed);

    TimerWheel timers();

    SipConfig config();

    /** Sees every transition taken; for the coverage test of the tables. */
    void taken(TransactionTable table, TransactionTable.Transition transition);

    /** The transaction is over: forget it. */
    void ended(ClientTransaction transaction);

    /** The transaction is over: forget it. */
    void ended(ServerTransaction transaction);

    /** Counts a repeated message. */
    void repeated(boolean sent);
}
