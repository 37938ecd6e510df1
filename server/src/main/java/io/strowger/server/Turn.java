package io.strowger.server;

import io.strowger.kernel.HostPort;

/** What a start does about another server on its external database, and what hears of it later. */
interface Turn {
    /** Waits for nobody: another server on the database is a failure. */
    Turn NOW = new Turn() {
        @Override
        public boolean waits() {
            return false;
        }

        @Override
        public boolean again(HostPort http) {
            return false;
        }

        @Override
        public void lost(String why) { }
    };

    /** Whether it would wait for another server at all. */
    boolean waits();

    /**
     * Another server has the database: waits a moment and says whether to look again.
     *
     * @param http where HTTP is served meanwhile: health, metrics, and {@code /ready} with 503
     */
    boolean again(HostPort http);

    /** Another server has taken over: told once, on any thread. */
    void lost(String why);
}
