package io.strowger.sip;

import java.util.List;

/** Whether an INVITE outside any dialog is let in; decided before anything is built for it. */
public sealed interface Admission {
    /** Go on. */
    Admission ACCEPTED = new Accepted();

    /** Go on. */
    record Accepted() implements Admission {}

    /**
     * Answer at once, without keeping any state.
     *
     * @param status 300 to 699
     */
    record Refused(int status, String reason, List<SipField> headers) implements Admission {}
}
