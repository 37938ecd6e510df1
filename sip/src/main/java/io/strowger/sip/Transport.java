package io.strowger.sip;

/** How a message travels. */
public enum Transport {
    /** Datagrams; messages may be lost, so transactions repeat them. */
    UDP(false),
    /** Streams; nothing is repeated. */
    TCP(true);

    private final boolean reliable;

    Transport(boolean reliable) {
        this.reliable = reliable;
    }

    /** True when the transport itself repeats what is lost. */
    public boolean reliable() {
        return reliable;
    }
}
