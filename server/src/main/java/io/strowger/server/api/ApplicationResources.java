package io.strowger.server.api;

import io.strowger.kernel.ApplicationSid;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.Param;
import io.strowger.server.rest.Representation;
import io.strowger.server.rest.Slice;
import io.strowger.server.store.Application;
import io.strowger.server.store.Dates;
import io.strowger.server.store.DirectoryChange;
import io.strowger.server.store.Tables;
import io.strowger.server.store.VoiceUrls;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Applications: {@code ~/Applications} (rest-api section 2; requirements 1.1 to 1.7). */
public final class ApplicationResources {
    private static final Param<String> NAME = Param.text("FriendlyName", 64);
    private static final Param<String> PUBLIC =
            Param.oneOf("PublicApplicationConnectEnabled", "true", "false");
    private static final List<Param<String>> KEPT = kept();

    /** {@code account.application} (rest-api section 5.1). */
    static final Representation<Application> APPLICATION = VoiceForm.shown(
            Representation.<Application>v2010("Application")
                    .sid("sid", Application::sid)
                    .sid("account_sid", Application::account)
                    .text("friendly_name", Application::name)
                    .constant("api_version", Wire.VERSION)
                    .date("date_created", application -> application.dates().created())
                    .date("date_updated", application -> application.dates().updated()),
            Application::voice, Application::further)
            .textOr("sms_status_callback", row -> Optional.ofNullable(row.further().get("sms_status_callback")))
            .textOr("message_status_callback", row -> Optional.ofNullable(row.further().get("message_status_callback")))
            .bool("voice_caller_id_lookup", Application::callerIdLookup)
            .bool("public_application_connect_enabled",
                    row -> "true".equals(row.further().get("public_application_connect_enabled")))
            .uri(row -> Wire.account(row.account()) + "/Applications/" + row.sid());

    private final StoredResources stored;

    /** Kept there. */
    public ApplicationResources(StoredResources stored) {
        this.stored = stored;
    }

    private static List<Param<String>> kept() {
        List<Param<String>> all = new ArrayList<>(VoiceForm.MESSAGING);
        all.addAll(List.of(Param.url("SmsStatusCallback"), Param.url("MessageStatusCallback"), PUBLIC));
        return List.copyOf(all);
    }

    /** What there is to ask. */
    public List<Operation> operations() {
        Param<?>[] rest = {KEPT.get(4), KEPT.get(5), PUBLIC};
        return List.of(
                Operation.create("CreateApplication", "~/Applications", APPLICATION, this::create)
                        .with(NAME).with(VoiceForm.params()).with(rest),
                Operation.list("ListApplication", "~/Applications", "applications", APPLICATION, this::list)
                        .with(NAME),
                Operation.fetch("FetchApplication", "~/Applications/{Sid}", APPLICATION,
                        call -> stored.fetch(call, Tables.APPLICATIONS, "Sid")),
                Operation.update("UpdateApplication", "~/Applications/{Sid}", APPLICATION, this::update)
                        .with(NAME).with(VoiceForm.params()).with(rest),
                Operation.delete("DeleteApplication", "~/Applications/{Sid}",
                        call -> stored.delete(call, Tables.APPLICATIONS, "Sid")));
    }

    private Slice<Application> list(ApiCall call) {
        return stored.list(call, Tables.APPLICATIONS,
                call.get(NAME).<Map<String, Object>>map(name -> Map.of("FriendlyName", name)).orElse(Map.of()));
    }

    private Application create(ApiCall call) {
        return stored.change(call, change -> {
            ApplicationSid sid = ApplicationSid.mint(change.world());
            Application empty = Application.of(sid, call.account(), call.get(NAME).orElse(sid.value()),
                    VoiceUrls.NONE, Dates.at(change.now()));
            return change.insert(Tables.APPLICATIONS, filled(call, empty, change));
        });
    }

    private Optional<Application> update(ApiCall call) {
        ApplicationSid sid = call.sid("Sid", ApplicationSid::new);
        return stored.change(call, change -> change.update(Tables.APPLICATIONS, call.account(), sid.value(),
                old -> filled(call, old, change)));
    }

    private static Application filled(ApiCall call, Application old, DirectoryChange change) {
        Map<String, String> further = VoiceForm.kept(call, old.further(), KEPT);
        VoiceUrls urls = VoiceForm.urls(call, old.voice(), Optional.empty(), further);
        return old.changed(call.change(NAME, old.name()), urls, call.change(VoiceForm.LOOKUP, old.callerIdLookup()),
                further, old.dates().touched(change.now()));
    }
}
