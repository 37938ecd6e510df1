package io.strowger.server.api;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Timeline;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.Operation.Method;
import io.strowger.server.rest.Param;
import io.strowger.server.rest.Representation;
import io.strowger.server.rest.Slice;
import io.strowger.server.store.Account;
import io.strowger.server.store.Inventory;
import io.strowger.server.store.UsageReport;
import io.strowger.server.store.UsageReport.Grain;
import io.strowger.server.store.UsageReport.Line;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What an account used: {@code ~/Usage/Records} and its windows (rest-api section 2). Categories {@code calls}, {@code
 * calls-inbound}, {@code calls-outbound}, {@code recordings} and {@code totalprice}, whose price is null until there is
 * a rate table. Days, months and years without use have no record.
 */
public final class UsageResources {
    private static final List<String> CATEGORIES =
            List.of("calls", "calls-inbound", "calls-outbound", "recordings", "totalprice");
    private static final Map<String, String> DESCRIPTIONS = Map.of("calls", "Voice Minutes",
            "calls-inbound", "Inbound Voice Minutes", "calls-outbound", "Outbound Voice Minutes",
            "recordings", "Recordings", "totalprice", "Total Price");
    /** A category that the original knows and nothing here uses answers an empty list. */
    private static final Param<String> CATEGORY = Param.text("Category", 100);
    private static final Param<Day> START = Param.of("StartDate", Day.RULE, Day::parse);
    private static final Param<Day> END = Param.of("EndDate", Day.RULE, Day::parse);
    private static final Param<Boolean> SUBACCOUNTS = Param.bool("IncludeSubaccounts");
    private static final int FURTHEST = 36_500;
    private static final String TRIGGERS = "usage is counted when it is asked for, nothing watches it";

    private final StoredResources stored;
    private final UsageReport report;
    private final Timeline timeline;

    /** @param timeline says what today is */
    public UsageResources(StoredResources stored, UsageReport report, Timeline timeline) {
        this.stored = stored;
        this.report = report;
        this.timeline = timeline;
    }

    /** A day, or one that many days from today. */
    private record Day(Optional<LocalDate> fixed, int offset) {
        private static final String RULE = "a day like 2026-11-25 or -30days";

        static Day parse(String text) {
            if (text.matches("[+-]?[0-9]{1,5}days?")) {
                int days = Integer.parseInt(text.replaceAll("days?$", ""));
                if (Math.abs(days) > FURTHEST) {
                    throw new IllegalArgumentException(text);
                }
                return new Day(Optional.empty(), days);
            }
            if (!text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
                throw new IllegalArgumentException(text);
            }
            try {
                return new Day(Optional.of(LocalDate.parse(text)), 0);
            } catch (DateTimeParseException noDay) {
                throw new IllegalArgumentException(noDay);
            }
        }

        LocalDate on(LocalDate today) {
            return fixed.orElse(today.plusDays(offset));
        }
    }

    private record Window(LocalDate first, LocalDate last) {}

    private record Usage(
            AccountSid account, String category, Window window, long count, long minutes, Instant asOf) {
        String path(String name) {
            return Wire.account(account) + "/Usage/Records" + name + ".json?Category=" + category;
        }
    }

    private static Representation<Usage> shown(String name) {
        return Representation.<Usage>v2010(name)
                .sid("account_sid", Usage::account)
                .constant("api_version", Wire.VERSION)
                .text("as_of", usage -> usage.asOf().truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", "+00:00"))
                .text("category", Usage::category)
                .text("description", usage -> DESCRIPTIONS.get(usage.category()))
                .textOr("count", usage -> counted(usage).map(Object::toString))
                .textOr("count_unit", usage -> counted(usage).map(
                        count -> usage.category().equals("recordings") ? "recordings" : "calls"))
                .textOr("usage", usage -> counted(usage).map(count -> Long.toString(usage.minutes())))
                .textOr("usage_unit", usage -> counted(usage).map(count -> "minutes"))
                .nothing("price")
                .constant("price_unit", "usd")
                .text("start_date", usage -> usage.window().first().toString())
                .text("end_date", usage -> usage.window().last().toString())
                .text("uri", usage -> usage.path("") + "&StartDate=" + usage.window().first() + "&EndDate="
                        + usage.window().last())
                .subresources(UsageResources::windows);
    }

    private static Optional<Long> counted(Usage usage) {
        return usage.category().equals("totalprice") ? Optional.empty() : Optional.of(usage.count());
    }

    private static Map<String, String> windows(Usage usage) {
        Map<String, String> paths = new LinkedHashMap<>();
        for (String window : List.of("all_time", "daily", "last_month", "monthly", "this_month", "today", "yearly",
                "yesterday")) {
            paths.put(window, Wire.account(usage.account()) + "/Usage/Records/" + Wire.pascal(window));
        }
        return paths;
    }

    /** What there is to ask. */
    public List<Operation> operations() {
        List<Operation> all = new ArrayList<>(List.of(
                records("", Grain.ALL, Optional::of), records("AllTime", Grain.ALL, Optional::of),
                records("Daily", Grain.DAY, Optional::of), records("Monthly", Grain.MONTH, Optional::of),
                records("Yearly", Grain.YEAR, Optional::of),
                records("Today", Grain.ALL, within -> cut(within, today(), today())),
                records("Yesterday", Grain.ALL, within -> cut(within, today().minusDays(1), today().minusDays(1))),
                records("ThisMonth", Grain.ALL, within -> cut(within, month(0), month(1).minusDays(1))),
                records("LastMonth", Grain.ALL, within -> cut(within, month(-1), month(0).minusDays(1)))));
        all.add(Operation.notBuilt("CreateUsageTrigger", Method.POST, "~/Usage/Triggers", TRIGGERS));
        all.add(Operation.notBuilt("ListUsageTrigger", Method.GET, "~/Usage/Triggers", TRIGGERS));
        return all;
    }

    private LocalDate today() {
        return timeline.now().atZone(ZoneOffset.UTC).toLocalDate();
    }

    private LocalDate month(int offset) {
        return today().withDayOfMonth(1).plusMonths(offset);
    }

    private static Optional<Window> cut(Window within, LocalDate first, LocalDate last) {
        LocalDate from = within.first().isAfter(first) ? within.first() : first;
        LocalDate to = within.last().isBefore(last) ? within.last() : last;
        return from.isAfter(to) ? Optional.empty() : Optional.of(new Window(from, to));
    }

    private Operation records(String name, Grain grain, Function<Window, Optional<Window>> cut) {
        String path = "~/Usage/Records" + (name.isEmpty() ? "" : "/" + name);
        return Operation.list("ListUsageRecord" + name, path, "usage_records", shown("UsageRecord" + name),
                call -> list(call, grain, cut)).with(CATEGORY, START, END, SUBACCOUNTS);
    }

    private Slice<Usage> list(ApiCall call, Grain grain, Function<Window, Optional<Window>> cut) {
        LocalDate born = stored.store().inventory().account(call.account())
                .map(account -> account.dates().created().atZone(ZoneOffset.UTC).toLocalDate()).orElse(today());
        LocalDate first = call.get(START).map(day -> day.on(today())).orElse(born);
        LocalDate last = call.get(END).map(day -> day.on(today())).orElse(today());
        if (first.isAfter(last)) {
            throw new ApiFailure(400, ErrorCode.PARAMETER_INVALID,
                    "The parameter StartDate lies behind EndDate, or EndDate before the account was made.");
        }
        List<Usage> all = cut.apply(new Window(first, last))
                .map(window -> usage(call, window, grain)).orElse(List.of()).stream()
                .filter(usage -> call.get(CATEGORY).filter(only -> !only.equals(usage.category())).isEmpty())
                .toList();
        return call.page().cut(all, usage -> usage.window().first() + usage.category());
    }

    private List<Usage> usage(ApiCall call, Window window, Grain grain) {
        Map<LocalDate, List<Line>> periods = new LinkedHashMap<>();
        if (grain == Grain.ALL) {
            periods.put(window.first(), new ArrayList<>());
        }
        for (Line line : report.lines(accounts(call), window.first(), window.last(), grain)) {
            periods.computeIfAbsent(grain == Grain.ALL ? window.first() : line.period(), key -> new ArrayList<>())
                    .add(line);
        }
        List<Usage> all = new ArrayList<>();
        periods.forEach((period, lines) -> {
            Window shown = cut(window, period, end(period, window, grain)).orElse(window);
            for (String category : CATEGORIES) {
                List<Line> counted = lines.stream().filter(line -> category.equals("calls")
                        ? line.category().startsWith("calls-") : line.category().equals(category)).toList();
                all.add(new Usage(call.account(), category, shown, counted.stream().mapToLong(Line::count).sum(),
                        counted.stream().mapToLong(Line::minutes).sum(), timeline.now()));
            }
        });
        return all;
    }

    private static LocalDate end(LocalDate period, Window window, Grain grain) {
        return switch (grain) {
            case ALL -> window.last();
            case DAY -> period;
            case MONTH -> period.plusMonths(1).minusDays(1);
            case YEAR -> period.plusYears(1).minusDays(1);
        };
    }

    private List<AccountSid> accounts(ApiCall call) {
        Inventory inventory = stored.store().inventory();
        return call.get(SUBACCOUNTS).orElse(true)
                ? inventory.accounts().stream().map(Account::sid).filter(sid -> inventory.lineage(sid).stream()
                        .anyMatch(above -> above.sid().equals(call.account()))).toList()
                : List.of(call.account());
    }
}
