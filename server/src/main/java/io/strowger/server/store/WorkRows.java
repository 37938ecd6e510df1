package io.strowger.server.store;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.EventSid;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.work.Batch;
import io.strowger.work.WorkEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Events of work distribution as rows and back. */
final class WorkRows {
    static final String EVENT_COLUMNS = "sid, account_sid, workspace_sid, workspace_name, sequence, index, at, type,"
            + " description, resource_type, resource_sid, task_sid, worker_sid, task_queue_sid, workflow_sid,"
            + " reservation_sid, task_channel_sid, data";

    private WorkRows() {}

    static RowBatch events(List<Batch> batches) {
        RowBatch rows = RowBatch.strict("work_events", List.of("sid text", "account_sid text", "workspace_sid text",
                "workspace_name text", "sequence int8", "index int", "at timestamptz", "type text",
                "description text", "resource_type text", "resource_sid text", "task_sid text", "worker_sid text",
                "task_queue_sid text", "workflow_sid text", "reservation_sid text", "task_channel_sid text",
                "data text"));
        batches.forEach(batch -> batch.events().forEach(event -> rows.add(event.sid(), event.account(),
                event.workspace(), event.workspaceName(), event.sequence(), event.index(), event.at(), event.type(),
                event.description(), event.resourceType(), event.resourceSid(), event.about().task(),
                event.about().worker(), event.about().queue(), event.about().workflow(), event.about().reservation(),
                event.about().channel(), data(event.data()))));
        return rows;
    }

    private static String data(List<Header> fields) {
        JsonStringEncoder encoder = JsonStringEncoder.getInstance();
        StringBuilder data = new StringBuilder(1024);
        for (Header field : fields) {
            data.append(data.isEmpty() ? "{\"" : ",\"");
            encoder.quoteAsString(field.name(), data);
            data.append("\":\"");
            encoder.quoteAsString(field.value(), data);
            data.append('"');
        }
        return data.append(data.isEmpty() ? "{}" : "}").toString();
    }

    static WorkEvent event(ResultSet row) throws SQLException {
        List<Header> data = new ArrayList<>();
        Json.parse(row.getString("data")).properties()
                .forEach(field -> data.add(new Header(field.getKey(), field.getValue().asText())));
        return new WorkEvent(new EventSid(row.getString("sid")), new AccountSid(row.getString("account_sid")),
                new WorkspaceSid(row.getString("workspace_sid")), row.getString("workspace_name"),
                row.getLong("sequence"), row.getInt("index"), row.getTimestamp("at").toInstant(),
                row.getString("type"), row.getString("description"), row.getString("resource_type"),
                row.getString("resource_sid"), new WorkEvent.About(text(row, "task_sid"), text(row, "worker_sid"),
                        text(row, "task_queue_sid"), text(row, "workflow_sid"), text(row, "reservation_sid"),
                        text(row, "task_channel_sid")), data);
    }

    private static Optional<String> text(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }
}
