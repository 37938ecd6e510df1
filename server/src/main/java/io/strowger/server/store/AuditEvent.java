package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.AuditEventSid;
import java.time.Instant;
import java.util.Optional;

/**
 * A change that somebody made (rulings part 2, "Seen").
 *
 * @param actor who: a command with its file, or the kind of credential
 * @param actorSid account or key that acted by the API
 * @param source {@code api} or {@code command}
 * @param address where the request came from
 * @param action kind of thing and what was done: {@code number.created}, {@code number.changed}, {@code number.removed}
 * @param subject the thing's sid or name
 * @param detail JSON object
 */
public record AuditEvent(
        AuditEventSid sid, AccountSid account, String actor, Optional<String> actorSid, String source,
        Optional<String> address, String action, String subject, String detail, Instant at) implements Resource {
    @Override
    public Dates dates() {
        return Dates.at(at);
    }
}
