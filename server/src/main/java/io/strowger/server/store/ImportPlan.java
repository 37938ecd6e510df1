package io.strowger.server.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ApplicationSid;
import io.strowger.kernel.PhoneNumberSid;
import io.strowger.kernel.Sid;
import io.strowger.kernel.TrunkSid;
import io.strowger.work.core.WorkflowDocument;
import io.strowger.work.core.WorkflowError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Brings an export into one account inside one change, and tells what it did. One strand, one use. */
final class ImportPlan {
    private final DirectoryChange change;
    private final Inventory inventory;
    private final AccountSid account;
    private final List<String> lines = new ArrayList<>();
    private int created;
    private int changed;
    private int same;
    private int refused;

    ImportPlan(DirectoryChange change, Inventory inventory, AccountSid account) {
        this.change = change;
        this.inventory = inventory;
        this.account = account;
    }

    /** Applications come before the numbers that name them. */
    Importing.Report run(ExportFile export) {
        export.applications().forEach(this::application);
        export.numbers().forEach(this::number);
        export.workflows().forEach(this::workflow);
        lines.addAll(export.warnings());
        return new Importing.Report(lines, created, changed, same, refused);
    }

    private void application(JsonNode node) {
        ExportedRow row = new ExportedRow(node);
        String name = row.text("friendly_name").orElse("");
        Optional<String> known = sid(row, "AP");
        ApplicationSid sid = known.map(ApplicationSid::new).orElseGet(() -> ApplicationSid.mint(change.world()));
        String title = "application " + sid + " '" + name + "'";
        if (foreign("applications", "sid", sid.value())) {
            refuse(title, "another account of this installation has it");
            return;
        }
        Application wanted = new Application(sid, account, name.isEmpty() ? sid.value() : name,
                row.voice(Optional.empty()), row.lookup(), row.further(), Dates.at(change.now()));
        Optional<Application> old = change.fetch(Tables.APPLICATIONS, account, sid.value());
        if (old.isEmpty()) {
            change.insert(Tables.APPLICATIONS, wanted);
        } else {
            change.update(Tables.APPLICATIONS, account, sid.value(), before -> before.changed(wanted.name(),
                    wanted.voice(), wanted.callerIdLookup(), wanted.further(), before.dates().touched(change.now())));
        }
        tell(title, old.map(before -> view(before.name(), before.voice(), before.callerIdLookup(), before.further())),
                view(wanted.name(), wanted.voice(), wanted.callerIdLookup(), wanted.further()), row);
    }

    private void number(JsonNode node) {
        ExportedRow row = new ExportedRow(node);
        String digits = PhoneNumber.digits(row.text("phone_number").orElse(""));
        String title = "number +" + digits;
        if (!digits.matches("[1-9][0-9]{1,14}")) {
            refuse("number '" + row.text("phone_number").orElse("") + "'", "it is no telephone number");
            return;
        }
        if (foreign("phone_numbers", "digits", digits)) {
            refuse(title, "another account of this installation has it");
            return;
        }
        Optional<PhoneNumber> old = change.spoken(() -> change.sql().first(
                        "select sid from phone_numbers where digits = ?", found -> found.getString(1), digits))
                .flatMap(sid -> change.fetch(Tables.NUMBERS, account, sid));
        PhoneNumber wanted = wanted(row, "+" + digits, old.map(PhoneNumber::sid));
        if (old.isEmpty()) {
            change.insert(Tables.NUMBERS, wanted);
        } else {
            change.update(Tables.NUMBERS, account, old.get().sid().value(), before -> before.changed(account,
                    wanted.name(), wanted.voice(), wanted.trunk(), wanted.callerIdLookup(), wanted.further(),
                    before.dates().touched(change.now())));
        }
        tell(title, old.map(ImportPlan::view), view(wanted), row);
    }

    private PhoneNumber wanted(ExportedRow row, String number, Optional<PhoneNumberSid> present) {
        PhoneNumberSid sid = present.or(() -> sid(row, "PN").map(PhoneNumberSid::new)
                        .filter(known -> !foreign("phone_numbers", "sid", known.value())))
                .orElseGet(() -> PhoneNumberSid.mint(change.world()));
        Optional<ApplicationSid> application = row.text("voice_application_sid")
                .filter(known -> known.startsWith("AP") && Sid.SHAPE.matcher(known).matches())
                .filter(known -> change.fetch(Tables.APPLICATIONS, account, known).isPresent())
                .map(ApplicationSid::new);
        if (row.text("voice_application_sid").isPresent() && application.isEmpty()) {
            row.note("voice_application_sid " + row.text("voice_application_sid").get()
                    + " is left out: the account and this export have no such application");
        }
        Optional<TrunkSid> trunk = row.text("trunk_sid")
                .filter(known -> known.startsWith("TK") && Sid.SHAPE.matcher(known).matches()).map(TrunkSid::new)
                .filter(known -> inventory.sip().trunk(account, known).isPresent());
        if (row.text("trunk_sid").isPresent() && trunk.isEmpty()) {
            row.note("trunk_sid " + row.text("trunk_sid").get() + " is left out: the account has no such trunk");
        }
        row.noteNumber();
        return new PhoneNumber(sid, account, number, row.text("friendly_name").orElse(number), row.voice(application),
                PhoneNumber.kind(number), trunk, false, row.lookup(), row.further(), Dates.at(change.now()));
    }

    /** Workflows live in workspaces with queues that may not be there: they are read and judged, not written. */
    private void workflow(JsonNode node) {
        ExportedRow row = new ExportedRow(node);
        String title = "workflow " + row.text("sid").orElse("(no sid)") + " '"
                + row.text("friendly_name").orElse("") + "'";
        try {
            WorkflowDocument document = WorkflowDocument.parse(row.text("configuration").orElse(""));
            lines.add(title + ": can be read, " + document.filters().size() + " filters, queues "
                    + String.join(", ", document.queues()) + "; workflows are checked here,"
                    + " `./strowger work apply` makes them");
            document.warnings().forEach(warning -> lines.add("    differs: " + warning));
        } catch (WorkflowError wrong) {
            refuse(title, wrong.getMessage());
        }
    }

    private static Optional<String> sid(ExportedRow row, String prefix) {
        Optional<String> known = row.text("sid")
                .filter(sid -> sid.startsWith(prefix) && Sid.SHAPE.matcher(sid).matches());
        if (known.isEmpty()) {
            row.note("it gets a new sid, as the export has none of the right form");
        }
        return known;
    }

    /** Table and column are constants of this class. */
    private boolean foreign(String table, String column, String value) {
        return change.spoken(() -> change.sql().first(
                "select account_sid from " + table + " where " + column + " = ?", row -> row.getString(1), value))
                .filter(owner -> !owner.equals(account.value())).isPresent();
    }

    private void refuse(String title, String why) {
        refused++;
        lines.add(title + ": REFUSED, " + why);
    }

    private void tell(String title, Optional<Map<String, String>> before, Map<String, String> after, ExportedRow row) {
        if (before.isEmpty()) {
            created++;
            lines.add(title + ": create");
        } else if (before.get().equals(after)) {
            same++;
            lines.add(title + ": the same");
        } else {
            changed++;
            lines.add(title + ": change");
            after.forEach((field, value) -> {
                String old = before.get().getOrDefault(field, "");
                if (!old.equals(value)) {
                    lines.add("    " + field + ": '" + old + "' becomes '" + value + "'");
                }
            });
        }
        row.notes().forEach(note -> lines.add("    differs: " + note));
    }

    private static Map<String, String> view(PhoneNumber number) {
        Map<String, String> view = view(
                number.name(), number.voice(), number.callerIdLookup(), number.further());
        view.put("voice_application_sid", number.voice().application().map(ApplicationSid::value).orElse(""));
        view.put("trunk_sid", number.trunk().map(TrunkSid::value).orElse(""));
        return view;
    }

    private static Map<String, String> view(String name, VoiceUrls voice, boolean lookup, Map<String, String> further) {
        Map<String, String> view = new LinkedHashMap<>();
        view.put("friendly_name", name);
        put(view, "voice_url", voice.primary());
        put(view, "voice_fallback_url", voice.secondaries().stream().findFirst());
        put(view, "status_callback", voice.statusCallback());
        view.put("further fallbacks", voice.secondaries().size() > 1
                ? voice.secondaries().subList(1, voice.secondaries().size()).toString() : "");
        view.put("status events", voice.statusEvents().toString());
        view.put("voice_caller_id_lookup", Boolean.toString(lookup));
        view.put("other fields", new TreeMap<>(further).toString());
        return view;
    }

    private static void put(Map<String, String> view, String field, Optional<WebTarget> target) {
        view.put(field, target.map(to -> to.method() + " " + to.url()).orElse(""));
    }
}
