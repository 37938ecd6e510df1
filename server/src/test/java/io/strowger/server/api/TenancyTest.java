package io.strowger.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * No leak between tenants (requirements B10, 2.2; issue 3, must show 4), over every operation that the running server
 * describes: an operation that is added tomorrow is crossed tomorrow. Ten thousand requests of one account name another
 * account's resources, in the path and in parameters; each must be answered exactly like the same request with a sid
 * that never existed, and the other account must look the same afterwards.
 */
class TenancyTest {
    private static final int REQUESTS = 10_000;
    private static final Pattern SID = Pattern.compile("[A-Z]{2}[0-9a-f]{32}");
    /** What changes by itself between two looks: clocks and counters of time. */
    private static final Pattern CLOCKS =
            Pattern.compile("\"(age|as_of|wait_time|longest_[a-z_]+|end_time|start_time|avg|min|max|total)\":[^,}]+");

    @Test
    void whatBelongsToAnotherAccountAnswersLikeWhatNeverExisted() {
        try (ApiBench bench = ApiBench.open()) {
            Tenant ours = new Tenant(bench, bench.account("Ours"), "ours");
            Tenant theirs = new Tenant(bench, bench.account("Theirs"), "theirs");
            ours.populate();
            theirs.populate();
            assertEquals(Set.of(), theirs.unpopulated(), "operations that make something and could not be crossed");
            Map<String, String> before = theirs.settledLook();
            assertFalse(before.isEmpty());
            Random random = new Random(20261125);
            for (int n = 0; n < REQUESTS; n++) {
                cross(bench, ours, theirs, random, "request " + n);
            }
            Map<String, String> after = theirs.look();
            assertEquals(before.keySet(), after.keySet(), "nothing of the other account came or went");
            before.forEach((what, body) -> assertEquals(body, after.get(what), what + " of the other account changed"));
            assertTrue(bench.get("/metrics").body().contains("strowger_http_unhandled_total 0\n"));
        }
    }

    /** One request that names what is theirs, and the same one that names nothing. */
    private static void cross(ApiBench bench, Tenant ours, Tenant theirs, Random random, String name) {
        List<ApiBench.Described> all = bench.described();
        ApiBench.Described operation = all.get(random.nextInt(all.size()));
        Map<String, String> foreign = new LinkedHashMap<>();
        Map<String, String> unknown = new LinkedHashMap<>();
        boolean throughTheirAccount = operation.pathParts().contains("AccountSid") && random.nextInt(4) == 0;
        boolean named = throughTheirAccount;
        for (String part : operation.pathParts()) {
            if (part.equals("AccountSid")) {
                foreign.put(part, throughTheirAccount ? theirs.sid() : ours.sid());
                unknown.put(part, throughTheirAccount ? nobody("AC", random) : ours.sid());
            } else {
                String sid = theirs.any(operation.collectionOf(part), random);
                foreign.put(part, sid);
                unknown.put(part, nobody(sid.substring(0, 2), random));
                named = true;
            }
        }
        Map<String, String> form = ours.form(operation, random);
        Map<String, String> other = new LinkedHashMap<>(form);
        for (Map.Entry<String, String> param : operation.sidParams().entrySet()) {
            List<String> candidates = theirs.sids(param.getValue());
            if (!candidates.isEmpty()) {
                form.put(param.getKey(), candidates.get(random.nextInt(candidates.size())));
                other.put(param.getKey(), nobody(param.getValue(), random));
                named = true;
            }
        }
        if (!named || !operation.method().equals("GET") && !throughTheirAccount && operation.pathParts().isEmpty()
                && form.equals(other)) {
            return;
        }
        ApiBench.Answer one = bench.send(ours.account(), operation, foreign, form);
        ApiBench.Answer two = bench.send(ours.account(), operation, unknown, other);
        String what = name + ": " + operation + " " + foreign + " " + form;
        assertEquals(two.status(), one.status(), () -> what + "\n" + one.body() + "\n" + two.body());
        assertEquals(plain(two.body()), plain(one.body()), what);
        for (String sid : theirs.everything()) {
            assertFalse(one.body().contains(sid) && !foreign.containsValue(sid) && !form.containsValue(sid),
                    () -> what + " tells of " + sid + ": " + one.body());
        }
    }

    private static String plain(String body) {
        return CLOCKS.matcher(SID.matcher(body).replaceAll("SID")).replaceAll("$1")
                .replaceAll("(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [^\"]*", "DATE")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "DATE");
    }

    private static String nobody(String prefix, Random random) {
        return prefix + "%016x%016x".formatted(random.nextLong(), random.nextLong());
    }

    /** An account with one of everything that the API can make. */
    private static final class Tenant {
        private final ApiBench bench;
        private final ApiBench.Account account;
        private final String name;
        private final Set<String> all = new TreeSet<>();
        private final Map<String, Set<String>> byCollection = new LinkedHashMap<>();
        private final Set<String> made = new TreeSet<>();

        Tenant(ApiBench bench, ApiBench.Account account, String name) {
            this.bench = bench;
            this.account = account;
            this.name = name;
        }

        String sid() {
            return account.sid();
        }

        ApiBench.Account account() {
            return account;
        }

        /** Makes what needs nothing first, then what stands below it, until nothing new comes. */
        void populate() {
            for (int round = 0; round < 4; round++) {
                for (ApiBench.Described operation : bench.described()) {
                    if (operation.creates() && !made.contains(operation.id())) {
                        ways(operation).stream().limit(200).anyMatch(parts -> make(operation, parts));
                    }
                }
            }
        }

        private boolean make(ApiBench.Described operation, Map<String, String> parts) {
            ApiBench.Answer answer = bench.send(account, operation, parts, form(operation, new Random(1)));
            if (answer.status() / 100 != 2) {
                return false;
            }
            made.add(operation.id());
            JsonNode sid = answer.json().path("sid");
            if (sid.isTextual()) {
                all.add(sid.textValue());
                byCollection.computeIfAbsent(operation.collection(), key -> new TreeSet<>()).add(sid.textValue());
            }
            SID.matcher(answer.body()).results().map(found -> found.group()).filter(found -> !found.equals(sid()))
                    .forEach(all::add);
            return true;
        }

        /** Every way to fill a path's parts with what there is. */
        private List<Map<String, String>> ways(ApiBench.Described operation) {
            List<Map<String, String>> ways = new ArrayList<>(List.of(Map.of()));
            for (String part : operation.pathParts()) {
                List<Map<String, String>> longer = new ArrayList<>();
                for (Map<String, String> way : ways) {
                    for (String sid : candidates(operation, part)) {
                        Map<String, String> more = new LinkedHashMap<>(way);
                        more.put(part, sid);
                        longer.add(more);
                    }
                }
                ways = longer;
            }
            return ways;
        }

        private Set<String> candidates(ApiBench.Described operation, String part) {
            return part.equals("AccountSid") ? Set.of(sid())
                    : byCollection.getOrDefault(operation.collectionOf(part), all);
        }

        Map<String, String> form(ApiBench.Described operation, Random random) {
            Map<String, String> form = new LinkedHashMap<>();
            for (String param : operation.requiredParams()) {
                List<String> own = sids(operation.sidParams().getOrDefault(param, "none"));
                form.put(param, own.isEmpty() ? ApiBench.sample(operation, param, name, random) : own.getFirst());
            }
            form.putAll(ApiBench.extras(operation.id(), name));
            return form;
        }

        /** Making operations that never succeeded. */
        Set<String> unpopulated() {
            Set<String> missing = new TreeSet<>();
            bench.described().stream().filter(ApiBench.Described::creates)
                    .filter(one -> !made.contains(one.id()) && !ApiBench.NOT_MADE.containsKey(one.id()))
                    .forEach(one -> missing.add(one.id()));
            return missing;
        }

        List<String> sids(String prefix) {
            return all.stream().filter(sid -> sid.startsWith(prefix)).toList();
        }

        Set<String> everything() {
            return all;
        }

        /** A sid of theirs for a part of a path: mostly one of the kind that stands there. */
        String any(String collection, Random random) {
            List<String> fitting = List.copyOf(byCollection.getOrDefault(collection, all));
            List<String> from = random.nextInt(20) == 0 ? List.copyOf(all) : fitting;
            return from.get(random.nextInt(from.size()));
        }

        /** Everything the owner can read, once its own call is over and what that left is written. */
        Map<String, String> settledLook() {
            Map<String, String> last = Map.of();
            for (int n = 0; n < 100; n++) {
                Map<String, String> now = look();
                if (now.equals(last)) {
                    return now;
                }
                last = now;
            }
            throw new AssertionError("the account does not come to rest");
        }

        /** Everything the owner can read. */
        Map<String, String> look() {
            Map<String, String> seen = new LinkedHashMap<>();
            for (ApiBench.Described operation : bench.described()) {
                if (operation.method().equals("GET") && !ApiBench.VOLATILE.contains(operation.id())) {
                    for (Map<String, String> parts : ways(operation)) {
                        ApiBench.Answer answer = bench.send(account, operation, parts, Map.of());
                        if (answer.status() == 200) {
                            seen.put(operation.id() + " " + parts, CLOCKS.matcher(answer.body()).replaceAll("$1"));
                        }
                    }
                }
            }
            return seen;
        }
    }
}
