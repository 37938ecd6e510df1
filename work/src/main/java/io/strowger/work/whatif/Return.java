package io.strowger.work.whatif;

import io.strowger.kernel.ActivitySid;

/** How a worker came back after letting an offer time out: how long afterwards, and into which activity. */
record Return(long afterMillis, ActivitySid activity) {
}
