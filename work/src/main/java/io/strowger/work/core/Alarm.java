package io.strowger.work.core;

/** Something that happens at a time unless it is called off. */
final class Alarm {
    /** What happens. In this order when several are due at once. */
    enum Kind { RESERVATION, TARGET, TASK, ASSIGNED, FORGET }

    final String owner;
    Kind kind;
    long atMillis;
    int place = -1;

    Alarm(Kind kind, String owner) {
        this.kind = kind;
        this.owner = owner;
    }

    boolean isSet() {
        return place >= 0;
    }

    boolean before(Alarm other) {
        if (atMillis != other.atMillis) {
            return atMillis < other.atMillis;
        }
        return kind != other.kind ? kind.ordinal() < other.kind.ordinal() : owner.compareTo(other.owner) < 0;
    }
}
