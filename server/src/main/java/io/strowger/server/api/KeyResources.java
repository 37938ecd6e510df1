package io.strowger.server.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.KeySid;
import io.strowger.kernel.Secret;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.Param;
import io.strowger.server.rest.Representation;
import io.strowger.server.store.ApiKey;
import io.strowger.server.store.Dates;
import io.strowger.server.store.KeyPolicy;
import io.strowger.server.store.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * API keys: {@code ~/Keys} and {@code ~/SigningKeys}, two names of one thing, which make standard keys; and our own
 * {@code /strowger/v1/Keys}, which makes keys of every kind. A secret is shown once, when its key is made. Closed to
 * standard and restricted keys, so that a key cannot make a stronger one.
 */
public final class KeyResources {
    private static final Param<String> NAME = Param.text("FriendlyName", 64);
    private static final Param<String> KIND = Param.oneOf("KeyType", "main", "standard", "restricted");
    private static final Param<KeyPolicy> POLICY = Param.of(
            "Policy", "JSON of the form {\"allow\": [names of operations]}", KeyPolicy::parse);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final StoredResources stored;

    /** Kept there. */
    public KeyResources(StoredResources stored) {
        this.stored = stored;
    }

    /** {@code account.key} and {@code account.signing_key} (rest-api section 5.1). */
    private static Representation<ApiKey> key(String name) {
        return Representation.<ApiKey>v2010(name)
                .sid("sid", ApiKey::sid)
                .text("friendly_name", ApiKey::name)
                .date("date_created", key -> key.dates().created())
                .date("date_updated", key -> key.dates().updated());
    }

    private static Representation<ApiKey> secret(Representation<ApiKey> shape) {
        return shape.text("secret", key -> key.secret().value());
    }

    private static Representation<ApiKey> own(String name) {
        return Representation.<ApiKey>v1(name)
                .sid("sid", ApiKey::sid)
                .sid("account_sid", ApiKey::account)
                .text("friendly_name", ApiKey::name)
                .text("key_type", key -> key.kind().name().toLowerCase(Locale.ROOT))
                .json("policy", "object", key -> json(key.policy()))
                .date("date_created", key -> key.dates().created())
                .date("date_updated", key -> key.dates().updated())
                .url(key -> "/strowger/v1/Keys/" + key.sid());
    }

    /** What there is to ask. */
    public List<Operation> operations() {
        List<Operation> all = new ArrayList<>();
        all.addAll(under("~/Keys", "Key", "keys"));
        all.addAll(under("~/SigningKeys", "SigningKey", "signing_keys"));
        Representation<ApiKey> shown = own("StrowgerKey");
        all.add(Operation.create("CreateStrowgerKey", "/strowger/v1/Keys", secret(own("NewStrowgerKey")),
                this::create).with(NAME, KIND, POLICY));
        all.add(Operation.list("ListStrowgerKey", "/strowger/v1/Keys", "keys", shown,
                call -> stored.list(call, Tables.KEYS, Map.of())));
        all.add(Operation.fetch("FetchStrowgerKey", "/strowger/v1/Keys/{Sid}", shown,
                call -> stored.fetch(call, Tables.KEYS, "Sid")));
        all.add(Operation.update("UpdateStrowgerKey", "/strowger/v1/Keys/{Sid}", shown, this::update)
                .with(NAME, POLICY));
        all.add(Operation.delete("DeleteStrowgerKey", "/strowger/v1/Keys/{Sid}",
                call -> stored.delete(call, Tables.KEYS, "Sid")));
        return all.stream().map(Operation::mainKeysOnly).toList();
    }

    private List<Operation> under(String path, String name, String list) {
        Representation<ApiKey> shown = key(name);
        return List.of(
                Operation.create("CreateNew" + name, path, secret(key("New" + name)), this::create).with(NAME),
                Operation.list("List" + name, path, list, shown, call -> stored.list(call, Tables.KEYS, Map.of())),
                Operation.fetch("Fetch" + name, path + "/{Sid}", shown,
                        call -> stored.fetch(call, Tables.KEYS, "Sid")),
                Operation.update("Update" + name, path + "/{Sid}", shown, this::update).with(NAME),
                Operation.delete("Delete" + name, path + "/{Sid}", call -> stored.delete(call, Tables.KEYS, "Sid")));
    }

    private ApiKey create(ApiCall call) {
        boolean own = call.declares(KIND);
        ApiKey.Kind kind = own ? call.get(KIND).map(word -> ApiKey.Kind.valueOf(word.toUpperCase(Locale.ROOT)))
                .orElse(ApiKey.Kind.STANDARD) : ApiKey.Kind.STANDARD;
        Optional<KeyPolicy> policy = own ? call.get(POLICY) : Optional.empty();
        if (policy.isPresent() != (kind == ApiKey.Kind.RESTRICTED)) {
            throw new ApiFailure(400, ErrorCode.PARAMETER_INVALID,
                    "The parameter Policy goes with a KeyType of restricted, and with no other.");
        }
        return stored.change(call, change -> {
            KeySid sid = KeySid.mint(change.world());
            return change.insert(Tables.KEYS, new ApiKey(sid, call.account(), call.get(NAME).orElse(""), kind,
                    policy.map(KeyPolicy::json).orElse("{}"), new Secret(change.world().entropy().hex(16)),
                    Dates.at(change.now())));
        });
    }

    private Optional<ApiKey> update(ApiCall call) {
        KeySid sid = call.sid("Sid", KeySid::new);
        Optional<KeyPolicy> policy = call.declares(POLICY) ? call.get(POLICY) : Optional.empty();
        return stored.change(call, change -> change.update(Tables.KEYS, call.account(), sid.value(), old -> {
            if (policy.isPresent() && old.kind() != ApiKey.Kind.RESTRICTED) {
                throw new ApiFailure(400, ErrorCode.PARAMETER_INVALID,
                        "The parameter Policy goes with a restricted key; this one is not.");
            }
            Dates dates = old.dates().touched(change.now());
            return old.named(call.change(NAME, Optional.of(old.name())).orElse(""), dates)
                    .permitting(policy.map(KeyPolicy::json).orElse(old.policy()), dates);
        }));
    }

    private static JsonNode json(String policy) {
        try {
            return MAPPER.readTree(policy);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a stored policy is not JSON", broken);
        }
    }
}
