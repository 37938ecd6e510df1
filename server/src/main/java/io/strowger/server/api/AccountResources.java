package io.strowger.server.api;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Secret;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.Param;
import io.strowger.server.rest.Representation;
import io.strowger.server.rest.Slice;
import io.strowger.server.store.Access;
import io.strowger.server.store.Account;
import io.strowger.server.store.Dates;
import io.strowger.server.store.DirectoryChange;
import io.strowger.server.store.Inventory;
import io.strowger.server.store.Tables;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Accounts: {@code /2010-04-01/Accounts}, and the rotation of auth tokens under {@code /v1/AuthTokens} (rest-api
 * sections 1.2 and 2). An account sees and changes itself and those below it; its state is changed from above.
 */
public final class AccountResources {
    private static final Param<String> NAME = Param.text("FriendlyName", 64);
    private static final Param<String> STATUS = Param.oneOf("Status", "active", "suspended", "closed");

    private static final List<String> PARTS = List.of("addresses", "applications", "authorized_connect_apps",
            "available_phone_numbers", "balance", "calls", "conferences", "connect_apps", "incoming_phone_numbers",
            "keys", "messages", "notifications", "outgoing_caller_ids", "queues", "recordings", "short_codes",
            "signing_keys", "sip", "transcriptions", "usage");

    /** {@code account} (rest-api section 5.1). */
    static final Representation<Account> ACCOUNT = Representation.<Account>v2010("Account")
            .text("auth_token", account -> account.authToken().value())
            .date("date_created", account -> account.dates().created())
            .date("date_updated", account -> account.dates().updated())
            .text("friendly_name", Account::name)
            .sid("owner_account_sid", Account::owner)
            .sid("sid", Account::sid)
            .text("status", account -> account.status().name().toLowerCase(Locale.ROOT))
            .text("type", Account::type)
            .uri(account -> Wire.account(account.sid()))
            .subresources(AccountResources::parts);

    static final Representation<Account> SECONDARY = Representation.<Account>v1("SecondaryAuthToken")
            .sid("account_sid", Account::sid)
            .date("date_created", account -> account.dates().updated())
            .date("date_updated", account -> account.dates().updated())
            .textOr("secondary_auth_token", account -> account.secondaryToken().map(Secret::value))
            .url(account -> "/v1/AuthTokens/Secondary");

    static final Representation<Account> PROMOTION = Representation.<Account>v1("AuthTokenPromotion")
            .sid("account_sid", Account::sid)
            .text("auth_token", account -> account.authToken().value())
            .date("date_created", account -> account.dates().updated())
            .date("date_updated", account -> account.dates().updated())
            .url(account -> "/v1/AuthTokens/Promote");

    private final StoredResources stored;

    /** Kept there. */
    public AccountResources(StoredResources stored) {
        this.stored = stored;
    }

    /** What there is to ask. */
    public List<Operation> operations() {
        return List.of(
                Operation.create("CreateAccount", "/2010-04-01/Accounts", ACCOUNT, this::create).with(NAME),
                Operation.list("ListAccount", "/2010-04-01/Accounts", "accounts", ACCOUNT, this::list)
                        .with(NAME, STATUS),
                Operation.fetch("FetchAccount", "/2010-04-01/Accounts/{Sid}", ACCOUNT, this::fetch),
                Operation.update("UpdateAccount", "/2010-04-01/Accounts/{Sid}", ACCOUNT, this::update)
                        .with(NAME, STATUS),
                Operation.create("CreateSecondaryAuthToken", "/v1/AuthTokens/Secondary", SECONDARY, this::secondary)
                        .summary("A second auth token opens the API beside the first, which goes on signing."),
                Operation.delete("DeleteSecondaryAuthToken", "/v1/AuthTokens/Secondary", this::dropSecondary),
                Operation.update("UpdateAuthTokenPromotion", "/v1/AuthTokens/Promote", PROMOTION, this::promote)
                        .summary("Makes the second auth token the first; the first opens and signs no more."))
                .stream().map(Operation::mainKeysOnly).toList();
    }

    private static Map<String, String> parts(Account account) {
        Map<String, String> paths = new LinkedHashMap<>();
        PARTS.forEach(part -> paths.put(part, Wire.account(account.sid()) + "/"
                + (part.equals("sip") ? "SIP" : part.equals("short_codes") ? "SMS/ShortCodes" : Wire.pascal(part))));
        return paths;
    }

    private Inventory inventory() {
        return stored.store().inventory();
    }

    private Slice<Account> list(ApiCall call) {
        Map<String, Object> filters = new LinkedHashMap<>();
        call.get(NAME).ifPresent(name -> filters.put("FriendlyName", name));
        call.get(STATUS).ifPresent(status -> filters.put("Status", status));
        return stored.list(call, Tables.ACCOUNTS, filters);
    }

    /** The account that the path names, if the asking one reaches it. */
    private Optional<Account> fetch(ApiCall call) {
        AccountSid sid = call.sid("Sid", AccountSid::new);
        return reached(call, sid) ? inventory().account(sid) : Optional.empty();
    }

    private boolean reached(ApiCall call, AccountSid sid) {
        return inventory().lineage(sid).stream().anyMatch(one -> one.sid().equals(call.account()));
    }

    private Account create(ApiCall call) {
        if (inventory().lineage(call.account()).size() >= Access.DEPTH) {
            throw new ApiFailure(400, ErrorCode.TOO_MANY_ROWS,
                    "Accounts may own accounts no deeper than " + Access.DEPTH + " levels");
        }
        return stored.change(call, change -> {
            AccountSid sid = AccountSid.mint(change.world());
            String name = call.get(NAME).orElseGet(
                    () -> "SubAccount Created at " + change.now().truncatedTo(ChronoUnit.SECONDS));
            return change.insert(Tables.ACCOUNTS, Account.made(sid, call.account(), name,
                    new Secret(change.world().entropy().hex(16)), Dates.at(change.now())));
        });
    }

    private Optional<Account> update(ApiCall call) {
        AccountSid sid = call.sid("Sid", AccountSid::new);
        if (!reached(call, sid)) {
            return Optional.empty();
        }
        return stored.change(call, change -> change.update(Tables.ACCOUNTS, sid, sid.value(), old -> {
            Account.Status next = call.get(STATUS)
                    .map(word -> Account.Status.valueOf(word.toUpperCase(Locale.ROOT))).orElse(old.status());
            if (next != old.status()) {
                checkStatus(call, old);
            }
            return old.named(call.change(NAME, old.name())).in(next).at(old.dates().touched(change.now()));
        }));
    }

    private static void checkStatus(ApiCall call, Account old) {
        if (old.master() || old.sid().equals(call.account())) {
            throw new ApiFailure(400, ErrorCode.PARAMETER_INVALID,
                    "The parameter Status of an account is changed by an account above it.");
        }
        if (old.status() == Account.Status.CLOSED) {
            throw new ApiFailure(400, ErrorCode.PARAMETER_INVALID,
                    "The parameter Status cannot be changed: the account is closed, which is final.");
        }
    }

    private Account secondary(ApiCall call) {
        return stored.change(call, change -> tokens(call, change, old -> old.withTokens(
                old.authToken(), Optional.of(new Secret(change.world().entropy().hex(16)))))).orElseThrow();
    }

    private boolean dropSecondary(ApiCall call) {
        return stored.change(call, change -> hasSecondary(call, change) && tokens(
                call, change, old -> old.withTokens(old.authToken(), Optional.empty())).isPresent());
    }

    private Optional<Account> promote(ApiCall call) {
        return stored.change(call, change -> hasSecondary(call, change) ? tokens(
                call, change, old -> old.withTokens(old.secondaryToken().orElseThrow(), Optional.empty()))
                : Optional.empty());
    }

    private static boolean hasSecondary(ApiCall call, DirectoryChange change) {
        return change.fetch(Tables.ACCOUNTS, call.account(), call.account().value())
                .flatMap(Account::secondaryToken).isPresent();
    }

    private static Optional<Account> tokens(
            ApiCall call, DirectoryChange change, UnaryOperator<Account> next) {
        return change.update(Tables.ACCOUNTS, call.account(), call.account().value(),
                old -> next.apply(old).at(old.dates().touched(change.now())));
    }
}
