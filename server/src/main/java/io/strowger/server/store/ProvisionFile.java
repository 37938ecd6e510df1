package io.strowger.server.store;

import io.strowger.call.port.WebTarget;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.BadSettings;
import io.strowger.kernel.Cidr;
import io.strowger.kernel.Secret;
import io.strowger.kernel.Settings.Trouble;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * What a provisioning file wants: docs/provisioning.md describes it key by key. The key {@code settings} is left to the
 * configuration.
 *
 * @param prune removes what the named accounts have and the file does not name
 * @param pool numbers that accounts may take; the installation's, so never pruned
 */
record ProvisionFile(String name, boolean prune, List<WantedAccount> accounts, List<PoolNumber> pool) {
    /** As for the settings in the same file. */
    private static final int MAX_BYTES = 4 * 1024 * 1024;
    private static final Pattern NUMBER = Pattern.compile("\\+?[0-9]{1,15}");
    private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{1,14}");
    private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");
    private static final Pattern HOST = Pattern.compile(
            "(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");
    /** What stands unescaped in a SIP URI's user part (RFC 3261 section 25.1) and in {@code client:} identities. */
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9_.+-]{1,121}");

    /** URLs with the name of an application of the same account in place of its sid. */
    record WantedVoice(String application, VoiceUrls urls, String place) {}

    record WantedAccount(
            String place, boolean master, Optional<AccountSid> sid, String name, Optional<Secret> authToken,
            Account.Status status, WantedVoice voice, List<String> allowedPrefixes, List<String> callerIds,
            List<WantedApplication> applications, List<WantedNumber> numbers, List<WantedDomain> domains,
            List<WantedTrunk> trunks) {}

    record WantedApplication(String place, String name, WantedVoice voice) {}

    record WantedNumber(String place, String number, String name, WantedVoice voice) {}

    record WantedDomain(
            String place, String host, String name, boolean allowAnonymous, WantedVoice voice,
            List<WantedUser> users) {}

    record WantedUser(String place, String name, Secret password) {}

    record WantedTrunk(
            String place, String name, List<Cidr> sources, String uri, String username, Secret password,
            List<String> prefixes, int priority, WantedVoice voice) {}

    /**
     * Reads a file.
     *
     * @throws BadSettings with every trouble, each with file and line
     */
    static ProvisionFile read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw bad(file.toString(), "is larger than " + MAX_BYTES + " bytes");
            }
            return parse(file.getFileName().toString(), Files.readString(file));
        } catch (IOException unreadable) {
            throw bad(file.toString(), "cannot be read: " + unreadable);
        }
    }

    /** Reads text; {@code name} stands before line numbers. */
    static ProvisionFile parse(String name, String text) {
        Optional<Node> root = YamlMap.root(name, text, MAX_BYTES, MAX_BYTES);
        if (root.isEmpty()) {
            return new ProvisionFile(name, false, List.of(), List.of());
        }
        Reader reader = new Reader(name);
        ProvisionFile file = reader.file(root.get());
        reader.troubles.end();
        return file;
    }

    private static BadSettings bad(String place, String sentence) {
        return new BadSettings(List.of(new Trouble(place, sentence)));
    }

    /** Makes wanted things of nodes and notes what is wrong. */
    private static final class Reader {
        private final String name;
        private final Troubles troubles;

        Reader(String name) {
            this.name = name;
            this.troubles = new Troubles(name);
        }

        ProvisionFile file(Node root) {
            YamlMap map = new YamlMap(name, "the file", root, troubles);
            map.ignore("settings");
            boolean prune = map.flag("prune");
            List<WantedAccount> accounts = each(map, "accounts", "account", this::account);
            List<PoolNumber> pool = each(map, "pool", "pool number", this::poolNumber);
            map.refuseOthers();
            unique("account", accounts, WantedAccount::place, one -> one.sid().isPresent()
                    ? one.sid().get().value() : one.master() ? "the master account" : one.name());
            unique("number", all(accounts, WantedAccount::numbers), WantedNumber::place,
                    one -> PhoneNumber.digits(one.number()));
            unique("domain", all(accounts, WantedAccount::domains), WantedDomain::place, WantedDomain::host);
            return new ProvisionFile(name, prune, accounts, pool);
        }

        private WantedAccount account(YamlMap map) {
            boolean master = map.flag("master");
            WantedAccount account = new WantedAccount(
                    map.place(), master, map.parsed("sid", AccountSid::new),
                    master ? map.text("name").orElse("Master account") : map.required("name"),
                    map.text("authToken").map(Secret::new),
                    Account.Status.valueOf(map.word("status", List.of("active", "suspended", "closed"), "active")
                            .toUpperCase(Locale.ROOT)),
                    voice(map), map.texts("allowedPrefixes", this::prefix), map.texts("callerIds", this::number),
                    each(map, "applications", "application", this::application),
                    each(map, "numbers", "number", this::wantedNumber), each(map, "domains", "domain", this::domain),
                    each(map, "trunks", "trunk", this::trunk));
            if (account.authToken().filter(token -> token.value().length() < 16).isPresent()) {
                map.wrong("authToken", "is shorter than 16 characters");
            }
            map.refuseOthers();
            unique("application", account.applications(), WantedApplication::place, WantedApplication::name);
            unique("trunk", account.trunks(), WantedTrunk::place, WantedTrunk::name);
            unique("user", all(account.domains(), WantedDomain::users), WantedUser::place, WantedUser::name);
            applicationsExist(account);
            return account;
        }

        private WantedApplication application(YamlMap map) {
            String title = map.required("name");
            WantedVoice voice = voice(map);
            if (!voice.application().isEmpty()) {
                map.wrong("application", "cannot stand in an application");
            }
            map.refuseOthers();
            return new WantedApplication(map.place(), title, voice);
        }

        private WantedNumber wantedNumber(YamlMap map) {
            map.required("number");
            String number = map.parsed("number", this::number).orElse("");
            String title = map.text("name").orElse(number);
            WantedVoice voice = voice(map);
            map.refuseOthers();
            return new WantedNumber(map.place(), number, title, voice);
        }

        private PoolNumber poolNumber(YamlMap map) {
            map.required("number");
            map.required("country");
            String number = map.parsed("number", text -> checked(
                    "+" + PhoneNumber.digits(text), E164, "is not a number of the form +15005550006")).orElse("");
            String country = map.parsed("country", text -> checked(
                    text.toUpperCase(Locale.ROOT), COUNTRY, "is not two letters (ISO 3166)")).orElse("");
            String kind = map.word("kind", List.of("local", "mobile", "toll-free"),
                    PhoneNumber.kind(number) == PhoneNumber.Kind.TOLL_FREE ? "toll-free" : "local");
            PoolNumber pooled = new PoolNumber(number,
                    PhoneNumber.Kind.valueOf(kind.toUpperCase(Locale.ROOT).replace('-', '_')), country,
                    map.text("region").orElse(""), map.text("locality").orElse(""));
            map.refuseOthers();
            return pooled;
        }

        private WantedDomain domain(YamlMap map) {
            map.required("host");
            String host = map.parsed("host", text -> checked(
                    text.toLowerCase(Locale.ROOT), HOST, "is not a host name")).orElse("");
            WantedDomain domain = new WantedDomain(
                    map.place(), host, map.text("name").orElse(host), map.flag("allowAnonymous"), voice(map),
                    each(map, "users", "user", this::user));
            map.refuseOthers();
            return domain;
        }

        private WantedUser user(YamlMap map) {
            map.required("name");
            String title = map.parsed("name", text -> checked(
                    text, USER, "is not 1 to 121 letters, digits, or _ . + -")).orElse("");
            Secret password = new Secret(map.required("password"));
            map.refuseOthers();
            return new WantedUser(map.place(), title, password);
        }

        private WantedTrunk trunk(YamlMap map) {
            WantedTrunk trunk = new WantedTrunk(
                    map.place(), map.required("name"), map.texts("sources", Cidr::parse),
                    map.parsed("uri", Reader::sipUri).orElse(""), map.text("username").orElse(""),
                    new Secret(map.text("password").orElse("")), map.texts("prefixes", this::prefix),
                    map.number("priority", 0, 65535, 10), voice(map));
            if (!map.has("sources") && !map.has("uri")) {
                map.wrong("uri", "or 'sources' must be given: the trunk neither takes nor makes calls");
            }
            if (trunk.username().isEmpty() != trunk.password().value().isEmpty()) {
                map.wrong("username", "and 'password' belong together: one of them is missing");
            }
            map.refuseOthers();
            return trunk;
        }

        private WantedVoice voice(YamlMap owner) {
            String application = owner.text("application").orElse("");
            Optional<YamlMap> found = owner.map("voice");
            if (found.isEmpty()) {
                return new WantedVoice(application, VoiceUrls.NONE, owner.place("application"));
            }
            YamlMap map = found.get();
            List<String> methods = List.of("GET", "POST");
            String method = map.word("method", methods, "POST");
            Optional<WebTarget> primary = map.parsed("url", Reader::url).map(url -> new WebTarget(url, method));
            List<WebTarget> fallback = map.texts("fallback", text -> {
                String[] words = text.split(" ", 2);
                boolean named = words.length == 2 && methods.contains(words[0]);
                return new WebTarget(url(named ? words[1] : text), named ? words[0] : method);
            });
            String statusMethod = map.word("statusCallbackMethod", methods, "POST");
            Optional<WebTarget> status =
                    map.parsed("statusCallback", Reader::url).map(url -> new WebTarget(url, statusMethod));
            List<String> events = map.texts("statusEvents", event -> {
                if (!VoiceUrls.EVENTS.contains(event)) {
                    throw new IllegalArgumentException("is not one of " + String.join(", ", VoiceUrls.EVENTS));
                }
                return event;
            });
            if (!map.has("url") && map.has("fallback")) {
                map.wrong("fallback", "needs a 'url' that it stands in for");
            }
            if (!map.has("statusCallback") && map.has("statusEvents")) {
                map.wrong("statusEvents", "need a 'statusCallback' that they go to");
            }
            map.refuseOthers();
            return new WantedVoice(application,
                    new VoiceUrls(Optional.empty(), primary, fallback, status, new TreeSet<>(events)),
                    owner.place("application"));
        }

        private <T> List<T> each(YamlMap map, String key, String thing, Function<YamlMap, T> shape) {
            List<T> all = new ArrayList<>();
            int n = 0;
            for (Node item : map.items(key, false)) {
                n++;
                all.add(shape.apply(new YamlMap(name, thing + " " + n, item, troubles)));
            }
            return all;
        }

        private static <A, B> List<B> all(List<A> owners, Function<A, List<B>> owned) {
            return owners.stream().flatMap(owner -> owned.apply(owner).stream()).toList();
        }

        private <T> void unique(
                String thing, List<T> items, Function<T, String> place, Function<T, String> identity) {
            Map<String, String> seen = new HashMap<>();
            for (T item : items) {
                String key = identity.apply(item);
                String first = seen.putIfAbsent(key, place.apply(item));
                if (first != null && !key.isEmpty()) {
                    troubles.add(new Trouble(
                            place.apply(item), thing + " '" + key + "' stands at " + first + " already"));
                }
            }
        }

        private void applicationsExist(WantedAccount account) {
            List<WantedVoice> users = new ArrayList<>(List.of(account.voice()));
            account.numbers().forEach(one -> users.add(one.voice()));
            account.domains().forEach(one -> users.add(one.voice()));
            account.trunks().forEach(one -> users.add(one.voice()));
            for (WantedVoice voice : users) {
                boolean there = account.applications().stream().anyMatch(one -> one.name().equals(voice.application()));
                if (!voice.application().isEmpty() && !there) {
                    troubles.add(new Trouble(voice.place(), "application '" + voice.application()
                            + "' is not among the applications of this account in this file"));
                }
            }
        }

        private String number(String text) {
            String plain = (text.startsWith("+") ? "+" : "") + PhoneNumber.digits(text);
            return checked(plain, NUMBER, "is not a telephone number: a plus and up to 15 digits");
        }

        private String prefix(String text) {
            return text.equals("*") ? "" : checked(PhoneNumber.digits(text), Pattern.compile("[0-9]{1,15}"),
                    "is neither leading digits of a number nor *");
        }

        private static String checked(String text, Pattern shape, String rule) {
            if (!shape.matcher(text).matches()) {
                throw new IllegalArgumentException(rule);
            }
            return text;
        }

        private static String sipUri(String text) {
            boolean shaped = text.matches("sips?:[^\\s<>\"]+")
                    && (text.contains("{number}") || text.contains("{digits}"));
            if (!shaped) {
                throw new IllegalArgumentException("is not a SIP URI with {number} or {digits} in it");
            }
            return text;
        }

        /** An absolute http or https URL; templates (requirement B6) may stand anywhere behind the host. */
        private static String url(String text) {
            try {
                URI uri = new URI(text.strip().replaceAll("\\{[A-Za-z0-9_]+}", "x"));
                boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
                if (web && uri.getHost() != null) {
                    return text.strip();
                }
            } catch (java.net.URISyntaxException notUrl) {
                throw new IllegalArgumentException("is not an absolute http or https URL", notUrl);
            }
            throw new IllegalArgumentException("is not an absolute http or https URL");
        }
    }
}
