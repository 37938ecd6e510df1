/**
 * Work distribution: which worker gets which task. {@code io.strowger.work.core} is pure: the same events give the same
 * decisions, on every run; so is {@code io.strowger.work.whatif}, which drives it in virtual time.
 */
module io.strowger.work {
    requires transitive io.strowger.kernel;

    exports io.strowger.work;
    exports io.strowger.work.core;
    exports io.strowger.work.whatif;
}
