package io.strowger.work.whatif;

import io.strowger.work.core.Command;

/** Something that came from outside: a command and when it came. */
record Outside(long atMillis, Command command) {
}
