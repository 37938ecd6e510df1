package io.strowger.server.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ApplicationSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Fetch;
import io.strowger.kernel.PhoneNumberSid;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.Param;
import io.strowger.server.rest.Representation;
import io.strowger.server.store.Account;
import io.strowger.server.store.Application;
import io.strowger.server.store.DirectoryChange;
import io.strowger.server.store.PhoneNumber;
import io.strowger.server.store.Tables;
import io.strowger.server.store.VoiceUrls;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What the compatible API has no words for: where calls run at the level of an account, more than one secondary, the
 * events told (requirements 1.1, 1.5, 1.6). Our own, under {@code /strowger/v1/Accounts/{AccountSid}}; a binding is a
 * part of its account, application or number and lives and dies with it.
 */
public final class BindingResources {
    private static final int MOST = 10;
    private static final String BASE = "/strowger/v1/Accounts/{AccountSid}";
    private static final Param<ApplicationSid> APPLICATION = Param.sid("ApplicationSid", "AP", ApplicationSid::new);
    private static final Param<String> URL = Param.url("Url");
    private static final Param<String> METHOD = Param.method("Method");
    private static final Param<List<String>> FALLBACKS = Param.texts("FallbackUrl", MOST);
    private static final Param<String> STATUS = Param.url("StatusCallback");
    private static final Param<String> STATUS_METHOD = Param.method("StatusCallbackMethod");
    private static final Param<List<String>> EVENTS =
            Param.texts("StatusCallbackEvent", VoiceUrls.EVENTS.size(), VoiceUrls.EVENTS.toArray(String[]::new));

    /** @param part the path below the account, empty for the account's own */
    private record Binding(AccountSid account, String part, VoiceUrls urls) {}

    private static final Representation<Binding> SHOWN = Representation.<Binding>v1("Binding")
            .sid("account_sid", Binding::account)
            .sidOr("application_sid", binding -> binding.urls().application())
            .textOr("primary_url", binding -> binding.urls().primary().map(WebTarget::url))
            .textOr("primary_method", binding -> binding.urls().primary().map(WebTarget::method))
            .json("secondaries", "array", binding -> secondaries(binding.urls()))
            .textOr("status_callback", binding -> binding.urls().statusCallback().map(WebTarget::url))
            .textOr("status_callback_method", binding -> binding.urls().statusCallback().map(WebTarget::method))
            .json("status_callback_events", "array", binding -> events(binding.urls()))
            .url(binding -> BASE.replace("{AccountSid}", binding.account().value()) + binding.part() + "/Binding");

    private final StoredResources stored;

    /** Kept there. */
    public BindingResources(StoredResources stored) {
        this.stored = stored;
    }

    private static ArrayNode secondaries(VoiceUrls urls) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        urls.secondaries().forEach(to -> list.addObject().put("url", to.url()).put("method", to.method()));
        return list;
    }

    private static ArrayNode events(VoiceUrls urls) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        urls.statusEvents().forEach(list::add);
        return list;
    }

    /** What there is to ask. */
    public List<Operation> operations() {
        return List.of(
                Operation.fetch("FetchAccountBinding", BASE + "/Binding", SHOWN, call ->
                        stored.store().inventory().account(call.account())
                                .map(account -> new Binding(account.sid(), "", account.voice()))),
                change(Operation.update("UpdateAccountBinding", BASE + "/Binding", SHOWN, this::account))
                        .with(APPLICATION),
                Operation.fetch("FetchApplicationBinding", BASE + "/Applications/{Sid}/Binding", SHOWN, call ->
                        stored.fetch(call, Tables.APPLICATIONS, "Sid").map(BindingResources::binding)),
                change(Operation.update("UpdateApplicationBinding", BASE + "/Applications/{Sid}/Binding", SHOWN,
                        this::application)),
                Operation.fetch("FetchIncomingPhoneNumberBinding", BASE + "/IncomingPhoneNumbers/{Sid}/Binding",
                        SHOWN, call -> stored.fetch(call, Tables.NUMBERS, "Sid").map(BindingResources::binding)),
                change(Operation.update("UpdateIncomingPhoneNumberBinding",
                        BASE + "/IncomingPhoneNumbers/{Sid}/Binding", SHOWN, this::number)).with(APPLICATION));
    }

    private static Operation change(Operation operation) {
        return operation.with(URL, METHOD, FALLBACKS, STATUS, STATUS_METHOD, EVENTS).summary("Where calls run: "
                + "primary, secondaries in order (FallbackUrl, repeated, each may begin with 'GET '), events told.");
    }

    private static Binding binding(Application application) {
        return new Binding(application.account(), "/Applications/" + application.sid(), application.voice());
    }

    private static Binding binding(PhoneNumber number) {
        return new Binding(number.account(), "/IncomingPhoneNumbers/" + number.sid(), number.voice());
    }

    private Optional<Binding> account(ApiCall call) {
        return stored.change(call, change -> change.update(Tables.ACCOUNTS, call.account(), call.account().value(),
                old -> old.calling(urls(call, old.voice(), application(call, old.voice(), change)),
                        old.allowedPrefixes()).at(old.dates().touched(change.now()))))
                .map((Account account) -> new Binding(account.sid(), "", account.voice()));
    }

    private Optional<Binding> application(ApiCall call) {
        ApplicationSid sid = call.sid("Sid", ApplicationSid::new);
        return stored.change(call, change -> change.update(Tables.APPLICATIONS, call.account(), sid.value(),
                old -> old.calling(urls(call, old.voice(), Optional.empty()), old.dates().touched(change.now()))))
                .map(BindingResources::binding);
    }

    private Optional<Binding> number(ApiCall call) {
        PhoneNumberSid sid = call.sid("Sid", PhoneNumberSid::new);
        return stored.change(call, change -> change.update(Tables.NUMBERS, call.account(), sid.value(),
                old -> old.calling(old.number(), old.name(),
                        urls(call, old.voice(), application(call, old.voice(), change)),
                        old.dates().touched(change.now()))))
                .map(BindingResources::binding);
    }

    private static Optional<ApplicationSid> application(ApiCall call, VoiceUrls old, DirectoryChange change) {
        Optional<ApplicationSid> next = call.change(APPLICATION, old.application());
        if (call.get(APPLICATION).isPresent()
                && change.fetch(Tables.APPLICATIONS, call.account(), next.orElseThrow().value()).isEmpty()) {
            throw wrong("ApplicationSid is no application of the account");
        }
        return next;
    }

    private static VoiceUrls urls(ApiCall call, VoiceUrls old, Optional<ApplicationSid> application) {
        Optional<WebTarget> primary = target(call, URL, METHOD, old.primary());
        List<WebTarget> secondaries = call.has(FALLBACKS)
                ? call.get(FALLBACKS).orElse(List.of()).stream().map(BindingResources::secondary).toList()
                : old.secondaries();
        if (primary.isEmpty() && !secondaries.isEmpty()) {
            throw wrong("FallbackUrl stands in for a Url: set that too");
        }
        List<String> events = call.change(EVENTS, Optional.of(List.copyOf(old.statusEvents()))).orElse(List.of());
        return new VoiceUrls(application, primary, secondaries,
                target(call, STATUS, STATUS_METHOD, old.statusCallback()), new TreeSet<>(events));
    }

    private static Optional<WebTarget> target(
            ApiCall call, Param<String> url, Param<String> method, Optional<WebTarget> old) {
        String way = call.get(method).or(() -> old.map(WebTarget::method)).orElse("POST");
        return call.change(url, old.map(WebTarget::url)).map(to -> new WebTarget(to, way));
    }

    private static WebTarget secondary(String text) {
        String[] words = text.split(" ", 2);
        boolean named = words.length == 2 && (words[0].equals("GET") || words[0].equals("POST"));
        String url = named ? words[1] : text;
        if (!Fetch.isUrl(url)) {
            throw wrong("FallbackUrl is not an absolute http or https URL, with GET or POST before it or not");
        }
        return new WebTarget(url, named ? words[0] : "POST");
    }

    private static ApiFailure wrong(String sentence) {
        return new ApiFailure(400, ErrorCode.PARAMETER_INVALID, "The parameter " + sentence + ".");
    }
}
