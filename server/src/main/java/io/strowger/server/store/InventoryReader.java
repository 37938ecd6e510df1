package io.strowger.server.store;

import io.strowger.call.port.DialTarget;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Cidr;
import io.strowger.kernel.DomainSid;
import io.strowger.kernel.TrunkSid;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Reads everything provisioned out of the database. One thread at a time, inside one transaction. */
final class InventoryReader {
    private final Connection connection;
    private final Secrets secrets;

    InventoryReader(Connection connection, Secrets secrets) {
        this.connection = connection;
        this.secrets = secrets;
    }

    Inventory read(List<Cidr> trusted) throws SQLException {
        InventoryEditor editor = new InventoryEditor().trust(trusted);
        accounts().forEach(editor::put);
        Tables.KEYS.all(connection, secrets).forEach(editor::put);
        applications().forEach(editor::put);
        numbers().forEach(editor::put);
        domains().forEach(editor::put);
        users().forEach(editor::put);
        trunks().forEach(editor::put);
        callerIds().forEach(editor::put);
        return editor.done();
    }

    /** Oldest first. */
    List<Account> accounts() throws SQLException {
        return Tables.ACCOUNTS.all(connection, secrets).stream()
                .sorted(Comparator.comparing(account -> account.dates().created())).toList();
    }

    List<Application> applications() throws SQLException {
        return Tables.APPLICATIONS.all(connection, secrets);
    }

    List<PhoneNumber> numbers() throws SQLException {
        return Tables.NUMBERS.all(connection, secrets);
    }

    List<SipDomain> domains() throws SQLException {
        return list("select sid, account_sid, name, host, allow_anonymous, voice from sip_domains order by sid",
                row -> new SipDomain(
                        new DomainSid(row.getString(1)), new AccountSid(row.getString(2)), row.getString(3),
                        row.getString(4), row.getBoolean(5), Json.voice(row.getString(6))));
    }

    List<SipUser> users() throws SQLException {
        return list("select c.account_sid, d.host, c.username, c.ha1_md5, c.ha1_sha256 from sip_credentials c"
                + " join sip_domains d on d.sid = c.domain_sid order by 1, 3", row -> {
                    String place = row.getString(1) + "/" + row.getString(3);
                    return new SipUser(
                            new AccountSid(row.getString(1)), row.getString(2), row.getString(3),
                            secrets.unseal("sip_credentials.ha1_md5:" + place, row.getBytes(4)),
                            secrets.unseal("sip_credentials.ha1_sha256:" + place, row.getBytes(5)));
                });
    }

    List<SipTrunk> trunks() throws SQLException {
        return list("select sid, account_sid, name, sources, uri, username, password, prefixes, priority, voice"
                + " from trunks order by priority, sid", row -> {
                    String sid = row.getString(1);
                    String username = row.getString(6);
                    Optional<DialTarget.Credentials> credentials = username.isEmpty() ? Optional.empty()
                            : Optional.of(new DialTarget.Credentials(
                                    username, secrets.unseal("trunks.password:" + sid, row.getBytes(7)).value()));
                    return new SipTrunk(
                            new TrunkSid(sid), new AccountSid(row.getString(2)), row.getString(3),
                            Json.strings(Json.parse(row.getString(4))).stream().map(Cidr::parse).toList(),
                            row.getString(5), credentials, Json.strings(Json.parse(row.getString(8))), row.getInt(9),
                            Json.voice(row.getString(10)));
                });
    }

    List<CallerId> callerIds() throws SQLException {
        return Tables.CALLER_IDS.all(connection, secrets);
    }

    private interface Row<T> {
        T from(ResultSet row) throws SQLException;
    }

    private <T> List<T> list(String sql, Row<T> shape) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql); ResultSet rows = query.executeQuery()) {
            List<T> all = new ArrayList<>();
            while (rows.next()) {
                all.add(shape.from(rows));
            }
            return all;
        }
    }
}
