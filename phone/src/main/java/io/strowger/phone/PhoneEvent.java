package io.strowger.phone;

import io.strowger.media.LegFigures;
import io.strowger.sip.CallEvent;

/** What happens to a {@link PhoneCall}. */
public sealed interface PhoneEvent {
    /** The far side rings, or sends early media. */
    record Ringing(int status) implements PhoneEvent {}

    /** Both sides can speak: the far side answered, or acknowledged our answer. */
    record Answered() implements PhoneEvent {}

    /** The far side refused, or nothing came back (408), or it could not be sent (503). Nothing but Closed follows. */
    record Refused(int status, String reason) implements PhoneEvent {}

    /** The far side pressed a key. */
    record Key(char key) implements PhoneEvent {}

    /** Keys or a sound are out. */
    record Played(long id, boolean completed) implements PhoneEvent {}

    /** The call is over. */
    record Ended(CallEvent.Cause cause) implements PhoneEvent {}

    /** The sound's ports are given back; its figures. */
    record Closed(LegFigures figures) implements PhoneEvent {}
}
