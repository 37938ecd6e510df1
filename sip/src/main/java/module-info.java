/** The SIP stack: messages, transports, transactions, dialogs, calls, digest and registrar. */
module io.strowger.sip {
    requires transitive io.strowger.kernel;

    exports io.strowger.sip;
}
