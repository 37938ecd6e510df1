/**
 * The API of work distribution: TaskRouter v1 (work-distribution-api sections 1, 7, 9 and 10) on top of
 * {@link io.strowger.work.Workspaces}, and the adapters between work and calls.
 */
package io.strowger.server.work;
