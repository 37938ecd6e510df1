/**
 * SIP towards the call room: who may call what, where an INVITE leads, and the call room's commands as SIP. The wire is
 * {@code io.strowger.sip}'s, the rules of calls are {@code io.strowger.call}'s; only their meeting is here.
 */
package io.strowger.server.signaling;
