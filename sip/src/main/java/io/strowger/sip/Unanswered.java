package io.strowger.sip;

/** Waits for the end of a request whose answer changes nothing. */
final class Unanswered implements ClientUser {
    static final Unanswered INSTANCE = new Unanswered();

    private Unanswered() {}

    @Override
    public void onResponse(SipResponse response) {
        // whatever the far side says, the transaction ends by itself
    }

    @Override
    public void onTimeout() {
        // nothing waits for it
    }

    @Override
    public void onTransportError() {
        // nothing waits for it
    }
}
