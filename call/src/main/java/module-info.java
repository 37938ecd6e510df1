/** What a call is and how documents run against it. It reaches the outside by {@code io.strowger.call.port} alone. */
module io.strowger.call {
    requires transitive io.strowger.kernel;
    requires transitive io.strowger.twiml;

    exports io.strowger.call;
    exports io.strowger.call.port;
}
