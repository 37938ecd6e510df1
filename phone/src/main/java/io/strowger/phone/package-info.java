/** A telephone made of the rooms {@code sip} and {@code media}: calls, answers, keys, sound in and out, and an ear. */
package io.strowger.phone;
