package io.strowger.server.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What a restricted key may do: {@code {"allow": ["FetchCall", "ListCall", "Create*"]}}, names of operations as the
 * OpenAPI document gives them, a star at the end standing for any rest.
 *
 * @param allow at most {@value #MOST}
 */
public record KeyPolicy(List<String> allow) {
    /** Most names in a policy. */
    public static final int MOST = 200;

    /** Copies the list. */
    public KeyPolicy {
        allow = List.copyOf(allow);
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException when the text is not a policy
     */
    public static KeyPolicy parse(String json) {
        JsonNode node;
        try {
            node = Json.parse(json);
        } catch (StoreFailure notJson) {
            throw new IllegalArgumentException("the policy is not JSON", notJson);
        }
        List<String> names = Json.strings(node.path("allow"));
        boolean shaped = node.isObject() && (node.isEmpty() || node.size() == 1 && node.path("allow").isArray())
                && names.size() <= MOST && names.stream().allMatch(name -> name.matches("[A-Za-z0-9]{0,80}\\*?"));
        if (!shaped) {
            throw new IllegalArgumentException("the policy is not {\"allow\": [names of operations]}");
        }
        return new KeyPolicy(names);
    }

    /** Whether it names this operation. */
    public boolean allows(String operation) {
        return allow.stream().anyMatch(name -> name.endsWith("*")
                ? operation.startsWith(name.substring(0, name.length() - 1)) : operation.equals(name));
    }

    /** As it is stored. */
    public String json() {
        return Json.object().set("allow", Json.strings(allow)).toString();
    }
}
