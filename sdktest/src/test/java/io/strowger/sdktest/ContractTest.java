package io.strowger.sdktest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** sdk-compatibility section 7: each strict rule, by an answer that breaks it. The description here is our own. */
class ContractTest {
    private static final String SCHEMA = """
            {"type": "object", "properties": {
              "sid": {"type": "string", "nullable": true, "minLength": 34, "maxLength": 34,
                      "pattern": "^CA[0-9a-fA-F]{32}$"},
              "when": {"type": "string", "format": "date-time-rfc-2822", "nullable": true},
              "at": {"type": "string", "format": "date-time", "nullable": true},
              "link": {"type": "string", "format": "uri", "nullable": true},
              "unit": {"type": "string", "format": "currency", "nullable": true},
              "number": {"type": "string", "format": "phone-number", "nullable": true},
              "state": {"$ref": "#/components/schemas/state"},
              "count": {"type": "integer"},
              "share": {"type": "number", "nullable": true},
              "open": {"type": "boolean", "nullable": true},
              "tags": {"type": "array", "nullable": true, "items": {"type": "string"}},
              "links": {"type": "object", "format": "uri-map", "nullable": true},
              "figures": {"nullable": true}}}""";
    private static final String GOOD = """
            {"sid": "CA%s", "when": "Tue, 31 Aug 2010 20:36:28 +0000", "at": "2015-07-30T20:00:00Z", "link": "",
             "unit": "USD", "number": "+15550100", "state": "on", "count": 3, "share": 0.5, "open": true,
             "tags": ["a"], "links": {"parts": "/v1/Things/1/Parts"},
             "figures": {"total": 1, "by_priority": {"7": 2}, "list": [{"n": 1}]}}""".formatted("a".repeat(32));
    private static final Contract CONTRACT = contract();
    private static final String THING = "/v1/Things/CA" + "a".repeat(32);

    private static Contract contract() {
        String description = """
                {"paths": {
                  "/v1/Things/{Sid}": {
                    "get": {"operationId": "FetchThing", "responses": {"200": {"content": {"application/json": {
                      "schema": {"$ref": "#/components/schemas/thing"}, "examples": {"one": {"value": %s}}}}}}},
                    "delete": {"operationId": "DeleteThing", "responses": {"204": {"description": "gone"}}}},
                  "/v1/Things/Statistics": {
                    "get": {"operationId": "FetchStatistics", "responses": {"200": {"content": {"application/json": {
                      "schema": {"type": "object", "properties": {"n": {"type": "integer"}}}}}}}}},
                  "/v1/Things": {
                    "get": {"operationId": "ListThings", "responses": {"200": {"content": {"application/json": {
                      "schema": {"type": "object", "properties": {
                        "meta": {"type": "object", "properties": {
                          "first_page_url": {"type": "string"}, "key": {"type": "string"},
                          "next_page_url": {"type": "string", "nullable": true}, "page": {"type": "integer"},
                          "page_size": {"type": "integer"},
                          "previous_page_url": {"type": "string", "nullable": true}, "url": {"type": "string"}}},
                        "things": {"type": "array", "items": {"type": "string"}}}}}}}}}},
                  "/2010-04-01/Old.json": {
                    "get": {"operationId": "ListOld", "responses": {"200": {"content": {"application/json": {
                      "schema": {"type": "object", "properties": {
                        "end": {"type": "integer"}, "first_page_uri": {"type": "string"},
                        "next_page_uri": {"type": "string", "nullable": true}, "page": {"type": "integer"},
                        "page_size": {"type": "integer"}, "previous_page_uri": {"type": "string", "nullable": true},
                        "start": {"type": "integer"}, "uri": {"type": "string"},
                        "old": {"type": "array", "items": {"type": "string"}}}}}}}}}}},
                 "components": {"schemas": {"thing": %s, "state": {"type": "string", "enum": ["on", "off"]}}}}"""
                .formatted(GOOD, SCHEMA);
        return Contract.of(List.of(json(description)));
    }

    private static JsonNode json(String text) {
        try {
            return Exchange.JSON.readTree(text);
        } catch (IOException broken) {
            throw new IllegalArgumentException(text, broken);
        }
    }

    private static List<String> violations(String method, String path, int status, String body) {
        return CONTRACT.violations(new Exchange("test", method, path, List.of(), status, "application/json", body));
    }

    private static List<String> with(String field, String value) {
        ObjectNode answer = (ObjectNode) json(GOOD);
        answer.set(field, json(value));
        return violations("GET", THING, 200, answer.toString());
    }

    @Test
    void anAnswerThatFitsHasNoViolation() {
        assertEquals(List.of(), violations("GET", THING + "?PageSize=1", 200, GOOD));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sid", "when", "at", "link", "unit", "number", "state", "count", "share", "open", "tags",
        "links", "figures"})
    void everyPropertyOfTheSchemaMustBeThere(String field) {
        ObjectNode answer = (ObjectNode) json(GOOD);
        answer.remove(field);
        assertEquals(List.of("the answer: lacks '" + field + "'"), violations("GET", THING, 200, answer.toString()));
    }

    @Test
    void noUnknownPropertyMayAppear() {
        assertEquals(List.of("the answer: has 'more', which the schema does not know"), with("more", "1"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "sid; 'CB123'", "sid; 'CA12'", "sid; 5", "when; '2015-07-30T20:00:00Z'",
        "when; 'Tue, 31 Aug 2010 20:36:28 GMT'", "when; 'Mon, 31 Aug 2010 20:36:28 +0000'",
        "at; '2015-07-30T20:00:00.123Z'", "at; '2015-13-30T20:00:00Z'", "at; '2015-07-30T20:00:00+00:00'",
        "link; 'not a link'", "unit; 'dollars'", "number; '555'", "number; '+0'", "state; 'ON'", "state; 'maybe'",
        "count; '3'", "count; 3.5", "count; null", "share; '0.5'", "open; 'true'", "tags; 'a'", "tags; [1]",
        "links; {'parts': 5}", "links; {'other': '/v1'}", "links; {}", "figures; {'total': 1}",
        "figures; {'total': 1, 'by_priority': {}, 'list': [], 'more': 1}",
        "figures; {'total': 1, 'by_priority': {}, 'list': [{'m': 1}]}"}, quoteCharacter = '~')
    void aWrongValueIsAViolationOfItsField(String field, String value) {
        List<String> violations = with(field, value.replace('\'', '"'));
        assertTrue(!violations.isEmpty() && violations.stream().allMatch(one -> one.startsWith(field)),
                violations.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "sid; null", "when; null", "state; null", "state; 'off'", "share; 3", "tags; []", "links; null",
        "figures; null", "link; '/2010-04-01/Accounts'", "link; 'sip:a@b.example'", "count; -1",
        "figures; {'total': 1, 'by_priority': {'0': 1, '12': 3}, 'list': []}"}, quoteCharacter = '~')
    void aRightValueIsNone(String field, String value) {
        assertEquals(List.of(), with(field, value.replace('\'', '"')));
    }

    @Test
    void theNarrowerTemplateWinsAndASuffixIsOptional() {
        assertEquals("FetchStatistics", CONTRACT.operation("GET", "/v1/Things/Statistics").orElseThrow().id());
        assertEquals("FetchThing", CONTRACT.operation("GET", "/v1/Things/Stat").orElseThrow().id());
        assertEquals("ListOld", CONTRACT.operation("GET", "/2010-04-01/Old").orElseThrow().id());
        assertTrue(CONTRACT.operation("GET", "/v1/Things/1/2").isEmpty());
    }

    @Test
    void statusBodyAndContentTypeBelongToTheContract() {
        assertEquals(List.of(), violations("DELETE", THING, 204, ""));
        assertEquals(1, violations("DELETE", THING, 204, "{}").size());
        assertEquals(1, violations("DELETE", THING, 200, "").size());
        assertEquals(1, violations("GET", THING, 201, GOOD).size());
        assertEquals(1, violations("GET", THING, 200, "<html/>").size());
        assertEquals(1, violations("POST", THING, 200, GOOD).size(), "no such operation");
        assertEquals(1, CONTRACT.violations(
                new Exchange("test", "GET", THING, List.of(), 200, "text/html", GOOD)).size());
        assertEquals(List.of(), violations("GET", "/strowger/v1/Anything", 200, "{\"ours\": 1}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"code\":20404,\"message\":\"\",\"more_info\":\"https://h/20404\",\"status\":404}",
        "{\"code\":\"20404\",\"message\":\"m\",\"more_info\":\"https://h/20404\",\"status\":404}",
        "{\"code\":404,\"message\":\"m\",\"more_info\":\"https://h/20404\",\"status\":404}",
        "{\"code\":20404,\"message\":\"m\",\"more_info\":\"20404\",\"status\":404}",
        "{\"code\":20404,\"message\":\"m\",\"more_info\":\"https://h/20404\",\"status\":400}",
        "{\"code\":20404,\"message\":\"m\",\"more_info\":\"https://h/20404\",\"status\":404,\"more\":1}",
        "<html>not found</html>"})
    void anErrorHasItsFourFields(String body) {
        assertEquals(1, violations("GET", "/v1/Anything", 404, body).size());
        assertEquals(List.of(), violations("GET", "/v1/Anything", 404,
                "{\"code\":20404,\"message\":\"m\",\"more_info\":\"https://h/20404\",\"status\":404}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', value = {
        "things; 2; https://h/v1/Things?Page=1; 0", "others; 2; https://h/v1/Things?Page=1; 1",
        "things; 1; https://h/v1/Things?Page=1; 1", "things; 2; https://h/v1/Other?Page=1; 1",
        "things; 2; /v1/Things?Page=1; 1"})
    void aListOfTheNewStyleNamesItsRowsAndLeadsToItself(String key, int size, String next, int violations) {
        assertEquals(violations, violations("GET", "/v1/Things", 200, """
                {"meta": {"first_page_url": "https://h/v1/Things", "key": "%s", "next_page_url": "%s", "page": 0,
                 "page_size": %d, "previous_page_url": null, "url": "https://h/v1/Things?PageSize=2"},
                 "things": ["a", "b"]}""".formatted(key, next, size)).size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "5; 2; /2010-04-01/Old.json?Page=1; 0", "6; 2; /2010-04-01/Old.json?Page=1; 1",
        "5; 1; /2010-04-01/Old.json?Page=1; 1", "5; 2; https://h/2010-04-01/Old.json; 1"})
    void aListOfTheOldStyleCountsItsRowsAndLeadsToItself(int end, int size, String next, int violations) {
        assertEquals(violations, violations("GET", "/2010-04-01/Old.json", 200, """
                {"end": %d, "start": 4, "first_page_uri": "/2010-04-01/Old.json?Page=0", "next_page_uri": "%s",
                 "page": 1, "page_size": %d, "previous_page_uri": null, "uri": "/2010-04-01/Old.json?Page=1",
                 "old": ["a", "b"]}""".formatted(end, next, size)).size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', value = {
        "200; {'n': {}}; []", "201; {'n': {}}; [GET /v1/Things/Statistics: answers 201, which is not described]",
        "200; {'m': {}}; [GET /v1/Things/Statistics: lacks [n], has besides [m]]"})
    void whatAServerDeclaresIsHeldAgainstTheDescriptionWithoutAnyExchange(String status, String fields, String found) {
        Declared declared = new Declared(json("""
                {"paths": {"/v1/Things/Statistics": {"get": {"responses": {"%s": {"content": {"application/json": {
                 "schema": {"properties": %s}}}}}}}, "/v1/Ours": {"get": {"responses": {"200": {}}}}}}"""
                .formatted(status, fields.replace('\'', '"'))));
        assertEquals(found, declared.violations(CONTRACT).toString());
        assertEquals(List.of("FetchStatistics"), CONTRACT.operations().stream().filter(declared::serves)
                .map(Contract.Operation::id).toList());
    }

    @Test
    void parametersThatAreNotReadAreTold() {
        JsonNode theirs = json("""
                {"paths": {"/v1/A": {"post": {"requestBody": {"content": {"application/x-www-form-urlencoded": {
                 "schema": {"properties": {"One": {}, "Two": {}}}}}}}}}}""");
        JsonNode ours = json("""
                {"paths": {"/v1/A": {"post": {"requestBody": {"content": {"application/x-www-form-urlencoded": {
                 "schema": {"properties": {"One": {}, "Three": {}}}}}}}}}}""");
        assertEquals("{POST /v1/A=[Two]}", new Declared(ours).unread(Contract.of(List.of(theirs))).toString());
    }

    @Test
    void exchangesAreWrittenAndReadAgainAndTheirViolationsCounted(@TempDir Path folder) throws IOException {
        Exchange good = new Exchange("one", "GET", THING, List.of("To", "To"), 200, "application/json", GOOD);
        Exchange bad = new Exchange("one", "GET", THING, List.of(), 200, "application/json", "{}");
        Files.writeString(folder.resolve("one.jsonl"), good.line() + "\n" + bad.line() + "\n" + bad.line() + "\n");
        List<Exchange> read = Exchange.recorded(folder);
        assertEquals(List.of(good, bad, bad), read);
        TreeSet<String> seen = new TreeSet<>();
        Map<String, Integer> violations = ContractCheck.violations(CONTRACT, read, seen);
        assertEquals(13, violations.size());
        assertEquals(2, violations.get("GET /v1/Things/CA... -> 200: the answer: lacks 'sid'"));
        assertEquals("[GET /v1/Things/{}]", seen.toString());
    }
}
