package io.strowger.sip;

/** One way for messages to leave; what arrives is handed to the loop it was opened with. Any thread may send. */
interface SipTransport extends AutoCloseable {
    /**
     * Sends one message without blocking.
     *
     * @param failed runs (on the thread of the transport) when it is certain that the message did not leave
     */
    void send(byte[] message, Flow to, Runnable failed);

    /** Port it is bound to. */
    int port();

    @Override
    void close();
}
