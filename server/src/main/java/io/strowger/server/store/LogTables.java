package io.strowger.server.store;

import io.strowger.kernel.CallSid;
import io.strowger.kernel.AuditEventSid;
import io.strowger.kernel.NotificationSid;

/** Tables that the API only reads: what went wrong, and who changed what. */
public final class LogTables {
    /** Errors and warnings; filters {@code CallSid}, {@code Severity}, {@code From}, {@code Before}. */
    public static final ResourceTable<StoredNotification> NOTIFICATIONS =
            ResourceTable.<StoredNotification>named("notifications", "notification")
            .equal("CallSid", "call_sid")
            .equal("Severity", "severity")
            .filter("From", "at >= ?")
            .filter("Before", "at < ?")
            .shaped(row -> new StoredNotification(
                    new NotificationSid(row.sid()), row.account(), row.optional("call_sid").map(CallSid::new),
                    row.number("code"), row.text("severity"), row.text("message"), row.text("url"),
                    row.text("method"), row.text("request_variables"), row.text("response_headers"),
                    row.text("response_body"), row.instant("at")));

    /** The audit; filters {@code ActorSid}, {@code Action}, {@code Subject}, {@code Address}, times as above. */
    public static final ResourceTable<AuditEvent> AUDIT = ResourceTable.<AuditEvent>named("audit", "event")
            .equal("ActorSid", "actor_sid")
            .equal("Action", "action")
            .equal("Subject", "subject")
            .equal("Address", "source_address")
            .filter("From", "at >= ?")
            .filter("Before", "at < ?")
            .shaped(row -> new AuditEvent(
                    new AuditEventSid(row.sid()), row.account(), row.text("actor"), row.optional("actor_sid"),
                    row.text("source"), row.optional("source_address"), row.text("action"), row.text("subject"),
                    row.text("detail"), row.instant("at")));

    private LogTables() {}
}
