package io.strowger.sip;

import io.strowger.kernel.Timeline;
import io.strowger.kernel.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The binding table (RFC 3261 10.3). Who may register what is decided before: the user of this class authenticates the
 * request and names the address of record. Any thread may call it.
 */
public final class Registrar implements AutoCloseable {
    /** The limits of the table. */
    public record Settings(int maxPerAddress, int maxTotal, Duration minExpires, Duration maxExpires,
            Duration defaultExpires) {
        /** 10 contacts an address, 100,000 in total; one minute to one hour, one hour when not asked. */
        public static Settings defaults() {
            return new Settings(10, 100_000, Duration.ofSeconds(60), Duration.ofHours(1), Duration.ofHours(1));
        }
    }

    /** Told of changes, so that bindings can be stored; called under the table's lock: posts and returns. */
    public interface Changes {
        /** A binding is new or refreshed. */
        void stored(Binding binding);

        /** A binding has expired or was removed. */
        void removed(Binding binding);
    }

    private final World world;
    private final Settings settings;
    private final Changes changes;
    private final Map<String, List<Entry>> table = new HashMap<>();
    private int total;

    /** An empty table. */
    public Registrar(World world, Settings settings, Changes changes) {
        this.world = world;
        this.settings = settings;
        this.changes = changes;
    }

    /** Takes back a stored binding; one that has expired is ignored. */
    public synchronized void restore(Binding binding) {
        Duration left = Duration.between(world.timeline().now(), binding.expires());
        if (!left.isNegative() && !left.isZero() && total < settings.maxTotal) {
            place(binding, left);
        }
    }

    /** The live bindings of an address, best q first, the freshest first among equals. */
    public synchronized List<Binding> bindings(String addressOfRecord) {
        return table.getOrDefault(addressOfRecord, List.of()).stream().map(e -> e.binding)
                .sorted(Comparator.comparingInt((Binding b) -> -b.q()).thenComparing(Binding::expires,
                        Comparator.reverseOrder())).toList();
    }

    /** Live bindings. */
    public synchronized int size() {
        return total;
    }

    /** Does what a REGISTER asks for, wholly or not at all. */
    public synchronized Reply register(SipRequest request, Flow source, String addressOfRecord) {
        List<String> contacts = request.values(HeaderName.CONTACT);
        if (contacts.contains("*")) {
            return removeAll(request, addressOfRecord, contacts);
        }
        List<Wish> wishes = new ArrayList<>();
        for (String contact : contacts) {
            Optional<NameAddress> parsed = NameAddress.parse(contact);
            if (parsed.isEmpty() || parsed.get().sipUri().isEmpty()) {
                return Reply.of(400, "Bad Contact");
            }
            long seconds = seconds(parsed.get(), request);
            if (seconds > 0 && seconds < settings.minExpires.toSeconds()) {
                return new Reply(423, "Interval Too Brief", List.of(new SipField(
                        "Min-Expires", Long.toString(settings.minExpires.toSeconds()))));
            }
            wishes.add(new Wish(parsed.get().uri(), Math.min(seconds, settings.maxExpires.toSeconds()),
                    q(parsed.get())));
        }
        Optional<Reply> refusal = refusal(request, addressOfRecord, wishes);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        wishes.forEach(wish -> apply(wish, request, source, addressOfRecord));
        return granted(addressOfRecord);
    }

    /** Stops all expiry timers. */
    @Override
    public synchronized void close() {
        table.values().forEach(list -> list.forEach(e -> e.timer.cancel()));
        table.clear();
        total = 0;
    }

    private Optional<Reply> refusal(SipRequest request, String address, List<Wish> wishes) {
        List<Entry> present = table.getOrDefault(address, List.of());
        int fresh = 0;
        for (Wish wish : wishes) {
            Optional<Entry> known = present.stream().filter(e -> same(e.binding.contact(), wish.uri)).findFirst();
            if (known.isPresent() && outOfOrder(known.get().binding, request)) {
                return Optional.of(Reply.of(500, "CSeq Out Of Order"));
            }
            fresh += known.isEmpty() && wish.seconds > 0 ? 1 : 0;
        }
        if (fresh > 0 && (present.size() + fresh > settings.maxPerAddress || total + fresh > settings.maxTotal)) {
            return Optional.of(Reply.of(503, "Too Many Bindings"));
        }
        return Optional.empty();
    }

    private Reply removeAll(SipRequest request, String address, List<String> contacts) {
        boolean zero = request.header(HeaderName.EXPIRES).map(v -> Chars.number(v, Integer.MAX_VALUE)).orElse(-1L) == 0;
        if (contacts.size() != 1 || !zero) {
            return Reply.of(400, "Contact * Needs Expires 0");
        }
        List<Entry> present = List.copyOf(table.getOrDefault(address, List.of()));
        if (present.stream().anyMatch(e -> outOfOrder(e.binding, request))) {
            return Reply.of(500, "CSeq Out Of Order");
        }
        present.forEach(this::remove);
        return granted(address);
    }

    private void apply(Wish wish, SipRequest request, Flow source, String address) {
        List.copyOf(table.getOrDefault(address, List.of())).stream()
                .filter(e -> same(e.binding.contact(), wish.uri)).forEach(e -> {
                    if (wish.seconds == 0) {
                        remove(e);
                    } else {
                        drop(e);
                    }
                });
        if (wish.seconds > 0) {
            Instant expires = world.timeline().now().plusSeconds(wish.seconds);
            Binding binding = new Binding(address, wish.uri, source, wish.q, expires, request.callId(),
                    request.cseq().orElseThrow().number());
            place(binding, Duration.ofSeconds(wish.seconds));
            changes.stored(binding);
        }
    }

    private Reply granted(String address) {
        Instant now = world.timeline().now();
        return new Reply(200, "OK", bindings(address).stream().map(b -> new SipField("Contact",
                "<" + b.contact() + ">;expires=" + Math.max(1, Duration.between(now, b.expires()).toSeconds())
                        + (b.q() == 1000 ? "" : ";q=0." + "%03d".formatted(b.q())))).toList());
    }

    private void place(Binding binding, Duration left) {
        Entry entry = new Entry(binding);
        entry.timer = world.timeline().schedule(left, () -> remove(entry));
        table.computeIfAbsent(binding.addressOfRecord(), key -> new ArrayList<>(1)).add(entry);
        total++;
    }

    private synchronized void remove(Entry entry) {
        if (drop(entry)) {
            changes.removed(entry.binding);
        }
    }

    private boolean drop(Entry entry) {
        String address = entry.binding.addressOfRecord();
        List<Entry> present = table.getOrDefault(address, new ArrayList<>());
        if (!present.remove(entry)) {
            return false;
        }
        entry.timer.cancel();
        total--;
        if (present.isEmpty()) {
            table.remove(address);
        }
        return true;
    }

    private long seconds(NameAddress contact, SipRequest request) {
        Optional<String> asked = contact.params().get("expires").or(() -> request.header(HeaderName.EXPIRES));
        // a malformed value counts as the default (RFC 3261 10.3 step 6)
        long seconds = asked.map(v -> Chars.number(v, 0xffff_ffffL)).orElse(-1L);
        return seconds < 0 ? settings.defaultExpires.toSeconds() : seconds;
    }

    private static boolean outOfOrder(Binding known, SipRequest request) {
        return known.callId().equals(request.callId())
                && request.cseq().orElseThrow().number() <= known.sequence();
    }

    private static int q(NameAddress contact) {
        String text = contact.params().get("q").orElse("1");
        return text.matches("0(\\.\\d{0,3})?|1(\\.0{0,3})?") ? (int) Math.round(Double.parseDouble(text) * 1000) : 1000;
    }

    private static boolean same(String left, String right) {
        Optional<SipUri> a = SipUri.parse(left);
        Optional<SipUri> b = SipUri.parse(right);
        return a.isPresent() && b.isPresent() && a.get().address().equals(b.get().address())
                && a.get().port() == b.get().port() && a.get().transport().equals(b.get().transport());
    }

    private record Wish(String uri, long seconds, int q) {}

    private static final class Entry {
        private final Binding binding;
        private Timeline.Timer timer = () -> { };

        Entry(Binding binding) {
            this.binding = binding;
        }
    }
}
