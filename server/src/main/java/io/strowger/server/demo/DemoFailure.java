package io.strowger.server.demo;

/** The demo cannot go on; its message says why and what to do. */
public final class DemoFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    DemoFailure(String message) {
        super(message);
    }
}
