package io.strowger.work.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.ErrorCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** JSON values: RFC 8259, and what attributes must be (trap 1 keeps their text; this is its worth). */
class ValueTest {
    @Test
    void everyKindIsReadAndWritten() {
        String json = "{\"a\":null,\"b\":true,\"c\":[1,-2.5,\"x\",{},[]],\"d\":{\"e\":\"\\\"\\\\\\n\\u0001\"}}";
        assertEquals(json, Value.parse(json).toJson());
        assertEquals(json, Value.parse(" \t\r\n" + json.replace(",", " ,\n ").replace(":", " : ") + "\n").toJson());
        assertEquals(Value.text("\b\f\n\r\t/\"\\é😀"),
                Value.parse("\"\\b\\f\\n\\r\\t\\/\\\"\\\\\\u00e9\\ud83d\\uDE00\""));
        assertEquals(Value.text("\ud83d"), Value.parse(Value.text("\ud83d").toJson()), "a half character survives");
    }

    /** "Aa" and "BB" have the same hash, and so the same place among the words that are kept. */
    @Test
    void equalWordsAreOneAndNoWordIsTakenForAnother() {
        Words words = new Words();
        for (int i = 0; i < 3; i++) {
            for (String word : List.of("Aa", "BB", "BBAa", "AaBB", "", "x".repeat(40))) {
                assertEquals(Value.text(word), words.of("\"" + word + "\"", 1, 1 + word.length()));
            }
        }
        for (int i = 0; i < 100_000; i++) {
            String word = Integer.toString(i);
            assertEquals(word, words.of(word, 0, word.length()).value());
        }
        assertSame(words.of("spanish", 0, 7), words.of("a spanish word", 2, 9));
    }

    @Test
    void numbersAreWorthWhatTheySay() {
        assertEquals(Value.number(5L), Value.parse("5.0"));
        assertEquals(Value.number(5L), Value.parse("50e-1"));
        assertEquals(Value.number(0L), Value.parse("-0"));
        assertEquals(Value.number(Long.MAX_VALUE), Value.parse("9223372036854775807"));
        assertEquals(Value.number(Long.MIN_VALUE), Value.parse("-9223372036854775808"));
        assertEquals(Value.number(0x1p63), Value.parse("9223372036854775808"));
        assertEquals(Value.number(100_000_000_000_000_000L), Value.parse("1e17"));
        assertNotEquals(Value.parse("9007199254740993"), Value.parse("9007199254740992"));
        assertEquals(-1, Numbers.compare((Value.Num) Value.parse("9223372036854775807"),
                (Value.Num) Value.parse("9223372036854775808")));
        assertEquals(1, Numbers.compare((Value.Num) Value.parse("-9223372036854775808"),
                (Value.Num) Value.parse("-9223372036854777856")));
        assertSame(Value.number(7L), Value.number(7L), "small ones are shared");
    }

    @Test
    void objectsKeepTheirOrderAndAreEqualInAny() {
        Fields one = (Fields) Value.parse("{\"z\":1,\"a\":2,\"z\":3}");
        assertEquals(List.of("z", "a"), one.names());
        assertEquals(Value.number(3L), one.get("z"), "the last of two counts");
        assertEquals(one, Value.parse("{\"a\":2,\"z\":3}"));
        assertEquals(one.hashCode(), Value.parse("{\"a\":2,\"z\":3}").hashCode());
        assertNotEquals(one, Value.parse("{\"a\":2,\"z\":4}"));
        assertNotEquals(one, Value.parse("{\"a\":2}"));
        assertEquals(Value.NULL, one.get("b"));
        assertEquals(Optional.empty(), one.field("b"));
    }

    @Test
    void largeObjectsFindEveryFieldAndNoOther() {
        for (int size : new int[] {1, 8, 9, 64, 1024, 1025, 3000}) {
            Map<String, Value> map = new LinkedHashMap<>();
            for (int i = 0; i < size; i++) {
                map.put("name" + i, Value.number((long) i));
            }
            Fields fields = Fields.of(map);
            for (int i = 0; i < size; i++) {
                assertEquals(Value.number((long) i), fields.get("name" + i));
                assertEquals("name" + i, fields.name(i));
            }
            assertEquals(Value.NULL, fields.get("name" + size));
            assertTrue(fields.has("name0") && !fields.has(""));
            assertEquals(fields, Value.parse(fields.toJson()));
            String json = fields.toJson();
            String twice = json.replaceAll(":[0-9]+", ":false").replace("}", ",") + json.substring(1);
            assertEquals(json, Value.parse(twice).toJson(), "each name twice: its first place, its last value");
        }
    }

    @Test
    void namesWithEqualHashesAreToldApart() {
        String json = "{\"Aa\":1,\"BB\":2,\"AaAa\":3,\"BBBB\":4,\"AaBB\":5,\"BBAa\":6,\"c\":7,\"d\":8,\"e\":9}";
        Fields fields = (Fields) Value.parse(json);
        assertEquals("AaBB".hashCode(), "BBAa".hashCode());
        assertEquals(List.of(1L, 2L, 5L, 6L), List.of("Aa", "BB", "AaBB", "BBAa").stream()
                .map(name -> ((Value.Whole) fields.get(name)).value()).toList());
        assertEquals(Value.NULL, fields.get("C#"));
        Fields small = (Fields) Value.parse("{\"Aa\":1,\"BB\":2}");
        assertEquals(Value.number(2L), small.get("BB"));
        assertEquals(Value.NULL, small.get("C#"));
    }

    @Test
    void whatIsNoJsonIsRefusedWithLineAndColumn() {
        refuses("", "line 1, column 1: found the end of the text, expected a value");
        refuses("{", "line 1, column 2: found the end of the text, expected a name in double quotes");
        refuses("{\"a\" 1}", "line 1, column 6: found '1', expected ':'");
        refuses("{\"a\":1,}", "line 1, column 8: found '}', expected a name in double quotes");
        refuses("{\"a\":1\n \"b\":2}", "line 2, column 2: found '\"', expected ',' or '}'");
        refuses("[1,]", "line 1, column 4: found ']', expected a value");
        refuses("[1", "line 1, column 3: found the end of the text, expected ',' or ']'");
        refuses("{'a':1}", "line 1, column 2: found ''', expected a name in double quotes");
        refuses("01", "line 1, column 2: found '1', expected the end of the text");
        refuses("-", "line 1, column 2: found the end of the text, expected a digit");
        refuses("1.", "line 1, column 3: found the end of the text, expected a digit");
        refuses("1e+", "line 1, column 4: found the end of the text, expected a digit");
        refuses("1e999", "line 1, column 1: the number is too large");
        refuses("tru", "line 1, column 1: found 't', expected a value");
        refuses("NaN", "line 1, column 1: found 'N', expected a value");
        refuses("\"a", "line 1, column 3: found the end of the text, expected '\"' at the end of a text");
        refuses("\"a\nb\"", "line 1, column 3: found a control character, expected an escape such as \\n for a control"
                + " character");
        refuses("\"\\x\"", "line 1, column 3: found 'x', expected one of \" \\ / b f n r t u after '\\'");
        refuses("\"\\u12g4\"", "line 1, column 6: found 'g', expected four hexadecimal digits");
        refuses("1 2", "line 1, column 3: found '2', expected the end of the text");
        refuses("\u00a01", "line 1, column 1: found '\u00a0', expected a value");
        refuses("\u0000", "line 1, column 1: found a control character, expected a value");
    }

    private static void refuses(String json, String message) {
        JsonError error = assertThrows(JsonError.class, () -> Value.parse(json), json);
        assertEquals(message, error.getMessage());
        assertEquals(ErrorCode.PARAMETER_INVALID, error.code());
    }

    @Test
    void lengthAndDepthHaveLimits() {
        JsonLimits small = new JsonLimits(10, 2);
        assertEquals("[[1]]", Value.parse("[[1]]", small).toJson());
        assertEquals("line 1, column 3: more than 2 arrays and objects inside each other",
                assertThrows(JsonError.class, () -> Value.parse("[[[]]]", small)).getMessage());
        assertEquals("line 1, column 11: the text has 11 characters, 10 are allowed",
                assertThrows(JsonError.class, () -> Value.parse("          1", small)).getMessage());
        assertThrows(JsonError.class, () -> Value.parse("[".repeat(100_000)));
        assertThrows(JsonError.class, () -> Value.parse("{\"a\":".repeat(100_000)));
        assertThrows(JsonError.class, () -> Value.parse("\"" + "x".repeat(4095) + "\"", new JsonLimits(4096, 64)));
    }

    @Test
    void randomAndMutatedTextsGiveAValueOrAnError() {
        Random random = new Random(4);
        String seed = "{\"a\":[1,-2.5e3,\"x\\u00e9\\n\"],\"b\":{\"c\":null,\"d\":true},\"e\":false}";
        int read = 0;
        for (int i = 0; i < 10_000; i++) {
            StringBuilder text = new StringBuilder(seed);
            for (int change = random.nextInt(3); change >= 0; change--) {
                text.setCharAt(random.nextInt(text.length()), (char) (random.nextInt(8) == 0 ? random.nextInt(0x10000)
                        : seed.charAt(random.nextInt(seed.length()))));
            }
            try {
                Value value = Value.parse(text.toString());
                assertEquals(value, Value.parse(value.toJson()), text.toString());
                read++;
            } catch (JsonError error) {
                assertTrue(error.line() >= 1 && error.column() >= 1, error.getMessage());
            }
        }
        assertTrue(read > 500 && read < 9500, read + " were JSON");
    }
}
