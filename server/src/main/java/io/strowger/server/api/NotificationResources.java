package io.strowger.server.api;

import io.strowger.kernel.CallSid;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.FormBody;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.DateFilter;
import io.strowger.server.rest.DateRange;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.Param;
import io.strowger.server.rest.Representation;
import io.strowger.server.rest.Slice;
import io.strowger.server.store.LogTables;
import io.strowger.server.store.StoredNotification;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What went wrong (requirement 1.34): one entry, shown as {@code ~/Notifications}, under its call, and as an alert of
 * the monitor (rest-api sections 2, 4.1 and 4.3).
 */
public final class NotificationResources {
    private static final Param<Integer> LOG = Param.integer("Log", 0, 1);
    private static final DateFilter MESSAGE_DATE = DateFilter.of("MessageDate");
    private static final Param<String> LEVEL = Param.oneOf("LogLevel", "error", "warning", "notice", "debug");

    private static final Representation<StoredNotification> NOTIFICATION = notification("Notification", false);
    private static final Representation<StoredNotification> CALL_NOTIFICATION =
            notification("CallNotification", true);

    private final StoredResources stored;
    private final CallReader calls;

    /** @param calls says whether there is the call whose notifications are asked for */
    public NotificationResources(StoredResources stored, CallReader calls) {
        this.stored = stored;
        this.calls = calls;
    }

    private static Representation<StoredNotification> notification(String name, boolean ofCall) {
        return Representation.<StoredNotification>v2010(name)
                .sid("sid", StoredNotification::sid)
                .sid("account_sid", StoredNotification::account)
                .sidOr("call_sid", StoredNotification::call)
                .constant("api_version", Wire.VERSION)
                .text("error_code", one -> Integer.toString(one.code()))
                .text("log", one -> one.severity().equals("ERROR") ? "0" : "1")
                .text("message_text", NotificationResources::text)
                .absolute("more_info", one -> "/errors/" + one.code())
                .textOr("request_method", one -> filled(one.method()))
                .textOr("request_url", one -> filled(one.url()))
                .date("message_date", StoredNotification::at)
                .date("date_created", StoredNotification::at)
                .date("date_updated", StoredNotification::at)
                .uri(one -> Wire.account(one.account())
                        + (ofCall ? "/Calls/" + one.call().map(CallSid::value).orElse("") : "")
                        + "/Notifications/" + one.sid());
    }

    private static Representation<StoredNotification> whole(
            Representation<StoredNotification> shape) {
        return shape.text("request_variables", StoredNotification::requestVariables)
                .text("response_headers", StoredNotification::responseHeaders)
                .text("response_body", StoredNotification::responseBody);
    }

    private static Representation<StoredNotification> alert(String name) {
        return Representation.<StoredNotification>v1(name)
                .sid("sid", StoredNotification::sid)
                .sid("account_sid", StoredNotification::account)
                .sidOr("resource_sid", StoredNotification::call)
                .nothing("service_sid")
                .constant("api_version", Wire.VERSION)
                .text("error_code", one -> Integer.toString(one.code()))
                .text("log_level", one -> one.severity().toLowerCase(Locale.ROOT))
                .text("alert_text", NotificationResources::text)
                .absolute("more_info", one -> "/errors/" + one.code())
                .textOr("request_method", one -> filled(one.method()))
                .textOr("request_url", one -> filled(one.url()))
                .date("date_generated", StoredNotification::at)
                .date("date_created", StoredNotification::at)
                .date("date_updated", StoredNotification::at)
                .url(one -> "/v1/Alerts/" + one.sid());
    }

    /** As the original writes it: a form body. */
    private static String text(StoredNotification one) {
        return FormBody.encode(List.of(new Header("Msg", one.message()),
                new Header("ErrorCode", Integer.toString(one.code())), new Header("LogLevel", one.severity())));
    }

    private static Optional<String> filled(String text) {
        return Optional.of(text).filter(value -> !value.isEmpty());
    }

    /** What there is to ask. */
    public List<Operation> operations() {
        Representation<StoredNotification> alert = alert("Alert");
        return List.of(
                Operation.list("ListNotification", "~/Notifications", "notifications", NOTIFICATION,
                        call -> stored.list(call, LogTables.NOTIFICATIONS, filters(call))).with(LOG)
                        .with(MESSAGE_DATE),
                Operation.fetch("FetchNotification", "~/Notifications/{Sid}",
                        whole(notification("NotificationInstance", false)),
                        call -> stored.fetch(call, LogTables.NOTIFICATIONS, "Sid")),
                Operation.list("ListCallNotification", "~/Calls/{CallSid}/Notifications", "notifications",
                        CALL_NOTIFICATION, this::ofCall).with(LOG).with(MESSAGE_DATE),
                Operation.fetch("FetchCallNotification", "~/Calls/{CallSid}/Notifications/{Sid}",
                        whole(notification("CallNotificationInstance", true)),
                        call -> stored.fetch(call, LogTables.NOTIFICATIONS, "Sid")
                                .filter(one -> one.call().equals(Optional.of(call.sid("CallSid", CallSid::new))))),
                Operation.list("ListAlert", "/v1/Alerts", "alerts", alert,
                        call -> stored.list(call, LogTables.NOTIFICATIONS, alerts(call)))
                        .with(LEVEL, Wire.START_DATE, Wire.END_DATE),
                Operation.fetch("FetchAlert", "/v1/Alerts/{Sid}",
                        whole(alert("AlertInstance")).nothing("request_headers"),
                        call -> stored.fetch(call, LogTables.NOTIFICATIONS, "Sid")));
    }

    private Slice<StoredNotification> ofCall(ApiCall call) {
        CallSid sid = call.sid("CallSid", CallSid::new);
        if (calls.call(call.account(), sid).isEmpty()) {
            throw call.notFound();
        }
        Map<String, Object> filters = filters(call);
        filters.put("CallSid", sid.value());
        return stored.list(call, LogTables.NOTIFICATIONS, filters);
    }

    private static Map<String, Object> filters(ApiCall call) {
        Map<String, Object> filters = new LinkedHashMap<>();
        call.get(LOG).ifPresent(log -> filters.put("Severity", log == 0 ? "ERROR" : "WARNING"));
        DateRange span = call.dates(MESSAGE_DATE);
        between(filters, span.from(), span.to());
        return filters;
    }

    private static Map<String, Object> alerts(ApiCall call) {
        Map<String, Object> filters = new LinkedHashMap<>();
        call.get(LEVEL).ifPresent(level -> filters.put("Severity", level.toUpperCase(Locale.ROOT)));
        between(filters, call.get(Wire.START_DATE), call.get(Wire.END_DATE));
        return filters;
    }

    static void between(Map<String, Object> filters, Optional<Instant> from, Optional<Instant> before) {
        from.ifPresent(at -> filters.put("From", at));
        before.ifPresent(at -> filters.put("Before", at));
    }
}
