package io.strowger.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Answers of assignment callbacks (work-distribution-api section 5, requirement 2.40). */
class InstructionsTest {
    private static Instruction read(String json) {
        return Instructions.parse(json).orElseThrow();
    }

    private static void refuses(String json, String word) {
        String message = assertThrows(Instructions.Unreadable.class, () -> Instructions.parse(json)).getMessage();
        assertTrue(message.contains(word), message);
    }

    @Test
    void emptyAnswersDoNothing() {
        assertEquals(Optional.empty(), Instructions.parse(""));
        assertEquals(Optional.empty(), Instructions.parse(" {} "));
    }

    @Test
    void acceptAndRejectAreRead() {
        assertEquals(new Instruction.Accept(), read("{\"instruction\":\"accept\"}"));
        assertEquals(new Instruction.Reject(Optional.of("WA1")),
                read("{\"instruction\":\"reject\",\"activity_sid\":\"WA1\"}"));
    }

    @Test
    void dequeueHasItsDefaults() {
        assertEquals(new Instruction.Dequeue(Optional.empty(), Optional.empty(), Optional.empty(), false, 60,
                Optional.empty(), List.of("completed")), read("{\"instruction\":\"dequeue\"}"));
        assertEquals(new Instruction.Dequeue(Optional.of("client:ada"), Optional.of("+15550100"),
                Optional.of("WA1"), true, 25, Optional.of("https://a.example/s"), List.of("initiated", "answered")),
                read("{\"instruction\":\"dequeue\",\"to\":\"client:ada\",\"from\":\"+15550100\","
                        + "\"post_work_activity_sid\":\"WA1\",\"record\":\"record-from-answer\",\"timeout\":\"25\","
                        + "\"status_callback_url\":\"https://a.example/s\","
                        + "\"status_callback_events\":\"initiated, answered\"}"));
    }

    @Test
    void callAndRedirectAreReadWithWhatTheyNeed() {
        assertEquals(new Instruction.Call(Optional.empty(), "+1", "https://a.example", true, false, 60,
                Optional.empty()),
                read("{\"instruction\":\"call\",\"from\":\"+1\",\"url\":\"https://a.example\",\"accept\":true}"));
        assertEquals(new Instruction.Redirect("CA1", "https://a.example", false),
                read("{\"instruction\":\"redirect\",\"call_sid\":\"CA1\",\"url\":\"https://a.example\"}"));
        refuses("{\"instruction\":\"call\",\"url\":\"https://a.example\"}", "from");
        refuses("{\"instruction\":\"redirect\",\"url\":\"https://a.example\"}", "call_sid");
    }

    @Test
    void whatIsNotBuiltHasItsName() {
        assertEquals(new Instruction.NotBuilt("conference"), read("{\"instruction\":\"conference\"}"));
        assertEquals(new Instruction.NotBuilt("supervise"), read("{\"instruction\":\"supervise\"}"));
    }

    @Test
    void wrongAnswersNameTheProperty() {
        refuses("hello", "JSON");
        refuses("[1]", "object");
        refuses("{\"instruction\":\"dance\"}", "instruction");
        refuses("{\"instruction\":7}", "instruction");
        refuses("{\"instruction\":\"dequeue\",\"timeout\":1000}", "timeout");
        refuses("{\"instruction\":\"dequeue\",\"record\":\"maybe\"}", "record");
        refuses("{\"instruction\":\"dequeue\",\"status_callback_events\":\"born\"}", "status_callback_events");
        refuses("{\"instruction\":\"call\",\"from\":\"1\",\"url\":\"u\",\"accept\":\"perhaps\"}", "accept");
    }
}
