/** The shipped phone: real SIP and RTP for people, demo, tests and load. */
module io.strowger.phone {
    requires transitive io.strowger.kernel;
    requires transitive io.strowger.sip;
    requires transitive io.strowger.media;

    exports io.strowger.phone;
}
