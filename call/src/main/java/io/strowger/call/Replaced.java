package io.strowger.call;

/** Thrown by a call's wait when another document takes over: unwinds the running verb. */
final class Replaced extends RuntimeException {
    private final transient AppRequest request;

    Replaced(AppRequest request) {
        super("replaced", null, false, false);
        this.request = request;
    }

    AppRequest request() {
        return request;
    }
}
