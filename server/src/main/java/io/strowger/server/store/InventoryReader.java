package io.strowger.server.store;

import io.strowger.call.port.DialTarget;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ApplicationSid;
import io.strowger.kernel.Cidr;
import io.strowger.kernel.DomainSid;
import io.strowger.kernel.PhoneNumberSid;
import io.strowger.kernel.TrunkSid;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
        return new Inventory(accounts(), applications(), numbers(), domains(), users(), trunks(), callerIds(), trusted);
    }

    List<Account> accounts() throws SQLException {
        return list("select sid, name, status, master, auth_token, voice, allowed_prefixes from accounts"
                + " order by created_at, sid", row -> {
                    String sid = row.getString(1);
                    return new Account(
                            new AccountSid(sid), row.getString(2),
                            Account.Status.valueOf(row.getString(3).toUpperCase(Locale.ROOT)), row.getBoolean(4),
                            secrets.unseal("accounts.auth_token:" + sid, row.getBytes(5)),
                            Json.voice(row.getString(6)), Json.strings(Json.parse(row.getString(7))));
                });
    }

    List<Application> applications() throws SQLException {
        return list("select sid, account_sid, name, voice from applications order by sid", row -> new Application(
                new ApplicationSid(row.getString(1)), new AccountSid(row.getString(2)), row.getString(3),
                Json.voice(row.getString(4))));
    }

    List<PhoneNumber> numbers() throws SQLException {
        return list("select sid, account_sid, number, name, voice from phone_numbers order by sid",
                row -> new PhoneNumber(
                        new PhoneNumberSid(row.getString(1)), new AccountSid(row.getString(2)), row.getString(3),
                        row.getString(4), Json.voice(row.getString(5))));
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

    List<Inventory.CallerId> callerIds() throws SQLException {
        return list("select account_sid, number from caller_ids order by 1, 2",
                row -> new Inventory.CallerId(new AccountSid(row.getString(1)), row.getString(2)));
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
