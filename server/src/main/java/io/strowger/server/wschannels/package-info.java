/**
 * The worker SDK's side of work distribution (work-distribution-api section 8): access tokens and what they allow, the
 * requests of the event bridge, sockets that tell workers of their reservations. {@code EventRoom} is the way in.
 */
package io.strowger.server.wschannels;
