/**
 * Our own SIP stack (RFC 3261 and what goes with it): {@link io.strowger.sip.SipStack} is the door. One event loop owns
 * a call, chosen by its Call-ID; nothing in here locks per message.
 */
package io.strowger.sip;
