package io.strowger.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class KeyPolicyTest {
    @Test
    void policyAllowsWhatItNamesAndNothingElse() {
        KeyPolicy policy = KeyPolicy.parse("{\"allow\":[\"FetchCall\",\"List*\"]}");
        assertTrue(policy.allows("FetchCall") && policy.allows("ListRecording"));
        assertFalse(policy.allows("FetchCallTimeline") || policy.allows("CreateCall") || policy.allows("fetchcall"));
        assertFalse(KeyPolicy.parse("{}").allows("FetchCall"));
        assertTrue(KeyPolicy.parse("{\"allow\":[\"*\"]}").allows("CreateCall"));
        assertEquals(policy, KeyPolicy.parse(policy.json()));
    }

    @Test
    void whatIsNoPolicyIsRefused() {
        for (String wrong : List.of("", "[]", "1", "{\"allow\":\"FetchCall\"}", "{\"allow\":[\"a b\"]}",
                "{\"allow\":[\"F*h\"]}", "{\"deny\":[]}", "{\"allow\":[" + "\"A\",".repeat(200) + "\"A\"]}")) {
            assertThrows(IllegalArgumentException.class, () -> KeyPolicy.parse(wrong), wrong);
        }
    }
}
