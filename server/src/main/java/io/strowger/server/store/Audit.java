package io.strowger.server.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Sid;
import io.strowger.kernel.World;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** The rows that tell who changed what (rulings part 2, "Seen"). Written in the transaction of the change itself. */
final class Audit {
    private Audit() {}

    /**
     * @param account whose thing was changed; empty for the installation's
     * @param action the kind of thing and what was done, for instance {@code number.created}
     * @param subject the thing's sid or name
     * @param detail names of changed fields; never a secret
     */
    static void write(
            Connection connection, World world, Actor actor, Optional<AccountSid> account, String action,
            String subject, ObjectNode detail) throws SQLException {
        new Sql(connection).run("insert into audit (sid, at, actor, actor_sid, source, source_address, account_sid,"
                        + " action, subject, detail) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)",
                Sid.mint("AE", world), world.timeline().now(), actor.name(), actor.sid().orElse(null), actor.source(),
                actor.address().orElse(null), account.map(AccountSid::value).orElse(null), action, subject,
                detail.toString());
    }

    /** As above, of a thing that is an account's. */
    static void write(
            Connection connection, World world, Actor actor, AccountSid account, String action, String subject,
            ObjectNode detail) throws SQLException {
        write(connection, world, actor, Optional.of(account), action, subject, detail);
    }
}
