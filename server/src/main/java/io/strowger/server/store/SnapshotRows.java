package io.strowger.server.store;

import io.strowger.kernel.WorkspaceSid;
import io.strowger.work.JournalPort.Snapshot;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Snapshots as rows: a head, and the text in packed parts of a few million characters, so that neither a value nor a
 * statement of the database is ever large. The caller's transaction makes them one. One strand.
 */
record SnapshotRows(Connection connection) {
    private static final System.Logger LOG = System.getLogger(SnapshotRows.class.getName());
    private static final int PART = 4 << 20;

    private record Head(long sequence, int version, String digest) {}

    /**
     * The first that suits; one with a broken part comes without a text, so that its reader drops it.
     *
     * @param which what follows {@code where} beside the workspace, with its order
     */
    Optional<Snapshot> first(WorkspaceSid workspace, String which, Object... values) throws SQLException {
        List<Object> all = new ArrayList<>(List.of(workspace.value()));
        all.addAll(List.of(values));
        Optional<Head> head = new Sql(connection).first("select sequence, version, digest from work_snapshots"
                + " where workspace_sid = ? and " + which + " limit 1",
                row -> new Head(row.getLong(1), row.getInt(2), row.getString(3)), all.toArray());
        return head.isEmpty() ? Optional.empty() : Optional.of(new Snapshot(workspace, head.get().sequence(),
                head.get().version(), body(workspace, head.get().sequence()), head.get().digest()));
    }

    /** Part by part: the driver must not hold all of them at once. */
    private String body(WorkspaceSid workspace, long sequence) throws SQLException {
        StringBuilder text = new StringBuilder();
        try (PreparedStatement query = connection.prepareStatement("select packed, body from work_snapshot_parts"
                + " where workspace_sid = ? and sequence = ? order by part")) {
            query.setFetchSize(1);
            query.setString(1, workspace.value());
            query.setLong(2, sequence);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    byte[] body = rows.getBytes(2);
                    text.append(rows.getBoolean(1) ? unpacked(body) : new String(body, StandardCharsets.UTF_8));
                }
            }
        } catch (IOException broken) {
            LOG.log(System.Logger.Level.ERROR, "a part of the snapshot of " + workspace + " at " + sequence
                    + " cannot be unpacked", broken);
            return "";
        }
        return text.toString();
    }

    private static String unpacked(byte[] body) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Does nothing when there is one of that place already. */
    void write(Snapshot snapshot) throws SQLException {
        Sql sql = new Sql(connection);
        int made = sql.run("insert into work_snapshots (workspace_sid, sequence, version, digest, created_at)"
                + " values (?, ?, ?, ?, now()) on conflict (workspace_sid, sequence) do nothing",
                snapshot.workspace().value(), snapshot.sequence(), snapshot.version(), snapshot.digest());
        String text = snapshot.body();
        int part = 0;
        for (int from = 0; from < text.length() && made > 0; part++) {
            int to = end(text, from);
            sql.run("insert into work_snapshot_parts (workspace_sid, sequence, part, packed, body)"
                    + " values (?, ?, ?, true, ?)", snapshot.workspace().value(), snapshot.sequence(), part,
                    packed(text.substring(from, to)));
            from = to;
        }
    }

    /** A pair of surrogates stays together. */
    private static int end(String text, int from) {
        int to = Math.min(from + PART, text.length());
        return to < text.length() && Character.isLowSurrogate(text.charAt(to)) ? to + 1 : to;
    }

    private static byte[] packed(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() / 4);
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException impossible) {
            throw new UncheckedIOException("memory takes every byte", impossible);
        }
        return bytes.toByteArray();
    }
}
