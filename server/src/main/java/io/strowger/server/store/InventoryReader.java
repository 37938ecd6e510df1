package io.strowger.server.store;

import io.strowger.call.port.DialTarget;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Cidr;
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
        credentials().forEach(editor::put);
        all(SipTables.ACCESS_ADDRESSES).forEach(editor::put);
        mappings().forEach(editor::put);
        all(SipTables.BYOC_TRUNKS).forEach(editor::put);
        all(SipTables.TARGETS).forEach(editor::put);
        all(SipTables.IP_RECORDS).forEach(editor::put);
        all(SipTables.SOURCE_IP_MAPPINGS).forEach(editor::put);
        all(SipTables.TRUNKS).forEach(editor::put);
        all(SipTables.ORIGINATION_URLS).forEach(editor::put);
        permissions().forEach(editor::put);
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
        return all(SipTables.DOMAINS);
    }

    List<SipCredential> credentials() throws SQLException {
        return all(SipTables.CREDENTIALS);
    }

    List<SipMapping> mappings() throws SQLException {
        return all(SipTables.MAPPINGS);
    }

    private <T extends Resource> List<T> all(ResourceTable<T> table) throws SQLException {
        return table.all(connection, secrets);
    }

    private List<DialingPermissions> permissions() throws SQLException {
        return list("select account_sid, inherits, countries from dialing_permissions", row -> Json.permissions(
                new AccountSid(row.getString(1)), row.getBoolean(2), row.getString(3)));
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
