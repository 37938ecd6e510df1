/**
 * A world in virtual time and simulated neighbours of the call room: phones, media, application servers, directory and
 * records. Everything here is deterministic: the same seed gives the same run, event for event. See
 * {@code docs/simulation.md}.
 */
package io.strowger.sim;
