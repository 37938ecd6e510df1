/**
 * The rules of work distribution, pure and deterministic: values, expressions, workflow documents, and the router.
 * Nothing here reads a clock, rolls dice, starts a thread, logs or talks to the outside, and nothing iterates over a
 * collection whose order changes between runs.
 */
package io.strowger.work.core;
