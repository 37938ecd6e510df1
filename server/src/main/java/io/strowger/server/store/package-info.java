/**
 * What outlives the process: the database, its schema, the secrets in it, the directory of accounts and addresses
 * kept in memory, and the journal of calls. {@code docs/store.md} is its page, {@code docs/provisioning.md} that of
 * its file.
 */
package io.strowger.server.store;
