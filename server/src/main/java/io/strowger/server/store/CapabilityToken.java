package io.strowger.server.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.strowger.kernel.AccountSid;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a verified capability token says: the older kind of token of task routing, signed with the account's auth token
 * and carrying a list of policies (work-distribution-api section 8). What no policy allows is refused.
 *
 * @param account the account it speaks for
 * @param workspace sid of the workspace that it is for
 * @param channel whose token it is: sid of a worker, of a task queue or of the workspace itself
 */
public record CapabilityToken(
        AccountSid account, String workspace, String channel, Instant expires, List<Policy> policies) {
    private static final int MOST_POLICIES = 100;
    private static final String REST = "**";
    private static final String ONE = "*";
    /** What a part of a path that is a name, and no sid, looks like. */
    private static final String NAME = "[A-Za-z]+";

    /** Copies the list. */
    public CapabilityToken {
        policies = List.copyOf(policies);
    }

    /**
     * True when a policy allows the request and none forbids it.
     *
     * @param method such as {@code GET}
     * @param path without host, such as {@code /v1/Workspaces/WS.../Activities}
     * @param parameters of the query, or of the form, by name
     */
    public boolean allows(String method, String path, Map<String, String> parameters) {
        return policies.stream().anyMatch(policy -> policy.allow() && policy.covers(method, path, parameters))
                && policies.stream().noneMatch(policy -> !policy.allow() && policy.covers(method, path, parameters));
    }

    /**
     * One line of what may be done, or must not be.
     *
     * @param path parts of the path: {@code *} is any one, {@code **} too, and at the end any further ones. There it
     *     means the list itself as well behind a name ({@code Reservations/**}), behind a sid only what lies under it
     * @param filter rules for parameters; where one allows, no parameter without a rule may be there
     */
    public record Policy(List<String> path, String method, boolean allow, Map<String, Rule> filter) {
        /** Copies both. */
        public Policy {
            path = List.copyOf(path);
            filter = Map.copyOf(filter);
        }

        private boolean covers(String wanted, String target, Map<String, String> parameters) {
            return method.equals(wanted) && leads(parts(target)) && fits(parameters);
        }

        private boolean leads(List<String> target) {
            boolean open = !path.isEmpty() && path.getLast().equals(REST);
            int fixed = open ? path.size() - 1 : path.size();
            boolean list = open && fixed > 0 && path.get(fixed - 1).matches(NAME);
            if (open ? target.size() < (list ? fixed : fixed + 1) : target.size() != fixed) {
                return false;
            }
            for (int i = 0; i < fixed; i++) {
                boolean any = path.get(i).equals(ONE) || path.get(i).equals(REST);
                if (!any && !path.get(i).equals(target.get(i))) {
                    return false;
                }
            }
            return true;
        }

        /** One that forbids is not got round by a parameter more. */
        private boolean fits(Map<String, String> parameters) {
            return filter.isEmpty() || (!allow || filter.keySet().containsAll(parameters.keySet()))
                    && filter.entrySet().stream().allMatch(rule -> rule.getValue().holds(
                            Optional.ofNullable(parameters.get(rule.getKey()))));
        }
    }

    /** What is asked of a parameter. */
    public sealed interface Rule {
        /** True when the parameter is as it has to be. */
        boolean holds(Optional<String> value);

        /** {@code {"required": true}} or {@code false}. */
        record Presence(boolean required) implements Rule {
            @Override
            public boolean holds(Optional<String> value) {
                return value.isPresent() || !required;
            }
        }

        /** A text: the parameter is that. */
        record Exactly(String text) implements Rule {
            @Override
            public boolean holds(Optional<String> value) {
                return value.filter(text::equals).isPresent();
            }
        }
    }

    private static List<String> parts(String path) {
        return List.of(path.replaceAll("^/+|/+$", "").split("/+", -1));
    }

    /**
     * Reads the policies of a token.
     *
     * @throws IllegalArgumentException when they have a wrong form; the message says which and how
     */
    static List<Policy> policies(JsonNode list) {
        if (!list.isArray() || list.size() > MOST_POLICIES) {
            throw new IllegalArgumentException("policies is not a list of at most " + MOST_POLICIES);
        }
        List<Policy> policies = new ArrayList<>();
        for (JsonNode node : list) {
            policies.add(policy(node, "policies[" + policies.size() + "]"));
        }
        return policies;
    }

    private static Policy policy(JsonNode node, String place) {
        String method = node.path("method").asText();
        if (!node.path("url").isTextual() || !List.of("GET", "POST", "DELETE").contains(method)
                || !node.path("allow").isBoolean()) {
            throw new IllegalArgumentException(place + " has not a url, a method (GET, POST, DELETE) and allow");
        }
        String filter = method.equals("GET") ? "query_filter" : "post_filter";
        return new Policy(parts(path(node.path("url").asText(), place)), method, node.path("allow").asBoolean(),
                rules(node.path(filter), place + "." + filter));
    }

    /** Tokens name the hosted service's hosts; only the path counts here. */
    private static String path(String url, String place) {
        try {
            return Optional.ofNullable(URI.create(url).getRawPath()).orElse("");
        } catch (IllegalArgumentException noUrl) {
            throw new IllegalArgumentException(place + ".url is no URL", noUrl);
        }
    }

    private static Map<String, Rule> rules(JsonNode filter, String place) {
        if (!filter.isObject() && !filter.isNull() && !filter.isMissingNode()) {
            throw new IllegalArgumentException(place + " is not an object");
        }
        Map<String, Rule> rules = new TreeMap<>();
        filter.properties().forEach(field -> rules.put(field.getKey(), rule(field.getValue(), place)));
        return rules;
    }

    private static Rule rule(JsonNode rule, String place) {
        if (rule.isTextual()) {
            return new Rule.Exactly(rule.asText());
        }
        if (rule.path("required").isBoolean()) {
            return new Rule.Presence(rule.path("required").asBoolean());
        }
        throw new IllegalArgumentException(place + " holds neither texts nor {\"required\": true or false}");
    }
}
