/**
 * The shell around {@link io.strowger.work.core}: who owns a workspace, how its commands become durable, and what is
 * told to the outside. The outside itself is behind ports: {@link io.strowger.work.JournalPort},
 * {@link io.strowger.work.WorkCallPort}, {@link io.strowger.work.AlertPort}.
 */
package io.strowger.work;
