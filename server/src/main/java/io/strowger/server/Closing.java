package io.strowger.server;

import java.util.ArrayDeque;

/** What was opened, to be closed in the opposite order, all of it whatever happens. One thread. */
final class Closing implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Closing.class.getName());

    private final ArrayDeque<AutoCloseable> opened = new ArrayDeque<>();

    /** Remembers it, and hands it back. */
    <T extends AutoCloseable> T add(T one) {
        opened.push(one);
        return one;
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            AutoCloseable next = opened.pop();
            try {
                next.close();
            } catch (Exception trouble) {
                LOG.log(System.Logger.Level.ERROR, "closing " + next.getClass().getSimpleName() + " failed", trouble);
            }
        }
    }
}
