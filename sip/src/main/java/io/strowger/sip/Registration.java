package io.strowger.sip;

/** A registration of ours. Any thread may call it. */
public interface Registration extends AutoCloseable {
    /** Removes the binding (REGISTER with Expires 0) and stops refreshing. */
    @Override
    void close();
}
