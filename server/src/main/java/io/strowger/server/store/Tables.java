package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ApplicationSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.KeySid;
import io.strowger.kernel.PhoneNumberSid;
import io.strowger.kernel.TrunkSid;
import java.util.Locale;

/** The tables of accounts, keys, applications and numbers. */
public final class Tables {
    /** Most sub-accounts, keys, applications and caller ids of one account, each. Numbers come from the operator. */
    public static final int MOST = 1000;

    /** Accounts; an account reaches itself and those it owns. */
    public static final ResourceTable<Account> ACCOUNTS = ResourceTable.<Account>named("accounts", "account")
            .tenant("owner_sid", "? in (owner_sid, sid)")
            .atMost(MOST)
            .column("name", Account::name)
            .column("status", account -> word(account.status()))
            .column("master", Account::master)
            .column("type", Account::type)
            .sealed("auth_token", Account::authToken)
            .sealed("secondary_token", Account::secondaryToken)
            .json("voice", account -> Json.voice(account.voice()))
            .json("allowed_prefixes", account -> Json.strings(account.allowedPrefixes()).toString())
            .equal("FriendlyName", "name")
            .equal("Status", "status")
            .kept(InventoryEditor::put, InventoryEditor::remove)
            .shaped(row -> new Account(
                    new AccountSid(row.sid()), row.text("name"), Account.Status.valueOf(upper(row.text("status"))),
                    row.flag("master"), new AccountSid(row.text("owner_sid")), row.text("type"),
                    row.secret("auth_token"), row.optionalSecret("secondary_token"), row.voice("voice"),
                    row.strings("allowed_prefixes"), row.dates()));

    /** API keys. */
    public static final ResourceTable<ApiKey> KEYS = ResourceTable.<ApiKey>named("api_keys", "key")
            .atMost(MOST)
            .column("name", ApiKey::name)
            .column("kind", key -> word(key.kind()))
            .json("policy", ApiKey::policy)
            .sealed("secret", ApiKey::secret)
            .kept(InventoryEditor::put, InventoryEditor::remove)
            .shaped(row -> new ApiKey(
                    new KeySid(row.sid()), row.account(), row.text("name"),
                    ApiKey.Kind.valueOf(upper(row.text("kind"))),
                    Json.parse(row.text("policy")).toString(), row.secret("secret"), row.dates()));

    /** Applications. */
    public static final ResourceTable<Application> APPLICATIONS =
            ResourceTable.<Application>named("applications", "application")
            .atMost(MOST)
            .column("name", Application::name)
            .json("voice", application -> Json.voice(application.voice()))
            .column("caller_id_lookup", Application::callerIdLookup)
            .map("further", Application::further)
            .equal("FriendlyName", "name")
            .kept(InventoryEditor::put, InventoryEditor::remove)
            .shaped(row -> new Application(
                    new ApplicationSid(row.sid()), row.account(), row.text("name"), row.voice("voice"),
                    row.flag("caller_id_lookup"), row.map("further"), row.dates()));

    /** Numbers that can be called. */
    public static final ResourceTable<PhoneNumber> NUMBERS = ResourceTable.<PhoneNumber>named("phone_numbers", "number")
            .column("number", PhoneNumber::number)
            .column("digits", number -> PhoneNumber.digits(number.number()))
            .column("name", PhoneNumber::name)
            .json("voice", number -> Json.voice(number.voice()))
            .column("kind", number -> word(number.kind()))
            .column("trunk_sid", number -> number.trunk().map(TrunkSid::value))
            .column("pooled", PhoneNumber::pooled)
            .column("caller_id_lookup", PhoneNumber::callerIdLookup)
            .map("further", PhoneNumber::further)
            .equal("FriendlyName", "name")
            .equal("Kind", "kind")
            .equal("TrunkSid", "trunk_sid")
            .filter("PhoneNumber", "digits like ?")
            .refusing("phone_numbers_digits_key", ErrorCode.NUMBER_NOT_AVAILABLE,
                    "PhoneNumber is not available: it belongs to an account already")
            .kept(InventoryEditor::put, InventoryEditor::remove)
            .shaped(row -> new PhoneNumber(
                    new PhoneNumberSid(row.sid()), row.account(), row.text("number"), row.text("name"),
                    row.voice("voice"), PhoneNumber.Kind.valueOf(upper(row.text("kind"))),
                    row.optional("trunk_sid").map(TrunkSid::new), row.flag("pooled"), row.flag("caller_id_lookup"),
                    row.map("further"), row.dates()));

    /** Numbers of others that an account may show. */
    public static final ResourceTable<CallerId> CALLER_IDS = ResourceTable.<CallerId>named("caller_ids", "caller-id")
            .atMost(MOST)
            .column("number", CallerId::number)
            .column("digits", id -> PhoneNumber.digits(id.number()))
            .column("name", CallerId::name)
            .equal("FriendlyName", "name")
            .filter("PhoneNumber", "digits = ?")
            .refusing("caller_ids_once", ErrorCode.CALLER_ID_TAKEN,
                    "PhoneNumber is validated for your account already")
            .kept(InventoryEditor::put, InventoryEditor::remove)
            .shaped(row -> new CallerId(
                    new PhoneNumberSid(row.sid()), row.account(), row.text("number"), row.text("name"), row.dates()));

    private Tables() {}

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String upper(String word) {
        return word.toUpperCase(Locale.ROOT);
    }
}
