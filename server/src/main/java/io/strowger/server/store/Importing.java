package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import java.nio.file.Path;
import java.util.List;

/**
 * Brings numbers, applications and workflows of an export of the original into an account, or tells what that would do:
 * both run the same statements, and a rehearsal is undone at its end. Any thread may call it.
 */
public final class Importing {
    private final ResourceStore resources;

    /** Writes there. */
    public Importing(ResourceStore resources) {
        this.resources = resources;
    }

    /**
     * What an import did or would do.
     *
     * @param lines one for each row, with what differs indented beneath
     */
    public record Report(List<String> lines, int created, int changed, int same, int refused) {
        /** Copies the list. */
        public Report {
            lines = List.copyOf(lines);
        }
    }

    /** Takes a rehearsal's report out of its transaction, which it ends. */
    private static final class Undone extends RuntimeException {
        private final transient Report report;

        Undone(Report report) {
            super(null, null, false, false);
            this.report = report;
        }
    }

    /**
     * Imports a file.
     *
     * @param account takes everything in
     * @param apply whether it is really done
     * @throws io.strowger.kernel.BadSettings when the file is no export
     * @throws RowRefused when a limit of a table is passed; nothing has changed then
     */
    public Report run(Path file, AccountSid account, boolean apply) {
        ExportFile export = ExportFile.read(file);
        try {
            return resources.change(Actor.command("import " + file.getFileName()), change -> {
                Report report = new ImportPlan(change, resources.inventory(), account).run(export);
                if (!apply) {
                    throw new Undone(report);
                }
                return report;
            });
        } catch (Undone rehearsed) {
            return rehearsed.report;
        }
    }
}
