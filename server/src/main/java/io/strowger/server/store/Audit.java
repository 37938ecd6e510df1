package io.strowger.server.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.World;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;

/** The rows that tell who changed what (rulings part 2, "Seen"). Written in the transaction of the change itself. */
final class Audit {
    private Audit() {}

    /**
     * @param actor who: a file with its path, a command, {@code start}
     * @param action the kind of thing and what was done, for instance {@code number.created}
     * @param subject the thing's sid or name
     * @param detail names of changed fields; never a secret
     */
    static void write(
            Connection connection, World world, String actor, AccountSid account, String action, String subject,
            ObjectNode detail) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into audit (at, actor, account_sid, action, subject, detail)"
                        + " values (?, ?, ?, ?, ?, ?::jsonb)")) {
            insert.setTimestamp(1, Timestamp.from(world.timeline().now()));
            insert.setString(2, actor);
            insert.setString(3, account.value());
            insert.setString(4, action);
            insert.setString(5, subject);
            insert.setString(6, detail.toString());
            insert.executeUpdate();
        }
    }
}
