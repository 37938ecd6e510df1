package io.strowger.twiml;

import static io.strowger.twiml.Parsing.PARSER;
import static io.strowger.twiml.Parsing.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.ErrorCode;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents that mean harm or are no documents (issue 2 "Bad input"), with places. */
class TortureTest {
    private static final String LAUGHS = "<!DOCTYPE Response [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>"
            + "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]>\n<Response><Say>&c;</Say></Response>";

    @ParameterizedTest
    @ValueSource(strings = {
        LAUGHS,
        "<!DOCTYPE Response SYSTEM 'http://127.0.0.1:1/evil.dtd'><Response/>",
        "<!DOCTYPE Response [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><Response><Say>&x;</Say></Response>",
        "<!DOCTYPE Response [<!ENTITY % p SYSTEM 'http://127.0.0.1:1/p'> %p;]><Response/>",
        "<!DOCTYPE Response><Response/>",
        "<!DOCTYPE html><html/>",
    })
    void anyDocumentTypeIsRefusedByName(String text) {
        DocumentError error = refused(ErrorCode.DOCUMENT_UNPARSEABLE, text);
        assertTrue(error.getMessage().contains("DOCTYPE"), error.getMessage());
        assertEquals(1, error.at().line());
        assertEquals(1, error.at().column());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "<Response>\\n  <Say>a</Say\\n</Response>|3|1",
        "<Response>\\n  <Say>&nbsp;</Say>\\n</Response>|2|14",
        "<Response>\\n<Say></Pause></Response>|2|8",
        "<Response>\\n<Say voice=alice/>\\n</Response>|2|12",
        "<Response>\\n<Say a='1' a='2'/></Response>|2|17",
        "<Response>\\n<Say a='<'/></Response>|2|9",
        "<Response/>\\njunk|2|1",
        "{\"error\": true}|1|1",
        "<Response>|1|11",
    })
    void brokenXmlIsToldWithItsPlace(String text, int line, int column) {
        DocumentError error = refused(ErrorCode.DOCUMENT_UNPARSEABLE, text.replace("\\n", "\n"));
        assertEquals(line + ":" + column, error.at().line() + ":" + error.at().column(), error.getMessage());
        assertTrue(error.getMessage().startsWith(error.at() + ": "), error.getMessage());
    }

    @Test
    void whiteSpaceBeforeTheDeclarationIsBroken() {
        assertEquals(1, refused(ErrorCode.DOCUMENT_UNPARSEABLE, "  <?xml version='1.0'?><Response/>").at().line());
    }

    @Test
    void verbsKnowTheirPlaces() {
        Document document = PARSER.parse("<?xml version='1.0'?>\r\n<!-- a\r\n b -->\r\n<Response>\r\n"
                + "  <Say>a &amp; b</Say><Pause\r\n length='x'/>\r\n    <Gather>\r\n"
                + "\t<Play>http://a/b</Play></Gather><Foo/></Response>");
        assertEquals("5:3", place(document.verbs().get(0).at()));
        assertEquals("5:23", place(document.verbs().get(1).at()));
        assertEquals("7:5", place(document.verbs().get(2).at()));
        assertEquals("8:2", place(((Gather) document.verbs().get(2)).prompts().getFirst().at()));
        assertEquals("8:34", place(document.warnings().getFirst().at()));
    }

    private static String place(Position at) {
        return at.line() + ":" + at.column();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t \r\n"})
    void nothingIsEmpty(String text) {
        refused(ErrorCode.EMPTY_DOCUMENT, text);
        assertEquals(ErrorCode.EMPTY_DOCUMENT, assertThrows(DocumentError.class,
                () -> PARSER.parse(text.getBytes(StandardCharsets.UTF_8))).code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"<response/>", "<html><body/></html>", "<Responses/>", "<r:Response/>"})
    void anotherRootIs12102(String text) {
        refused(ErrorCode.WRONG_ROOT, text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1", "2.0", ""})
    void anotherXmlVersionIs12101(String version) {
        refused(ErrorCode.XML_VERSION, "<?xml version=\"" + version + "\"?><Response/>");
    }

    @Test
    void sizeIsCheckedBeforeAnythingElse() {
        byte[] large = new byte[10 * 1024 * 1024];
        assertEquals(ErrorCode.DOCUMENT_TOO_LARGE, assertThrows(DocumentError.class, () -> PARSER.parse(large)).code());
        refused(ErrorCode.DOCUMENT_TOO_LARGE, "<Response>" + "a".repeat(65_536) + "</Response>");
        refused(ErrorCode.DOCUMENT_TOO_LARGE, "<Response>" + "\u20ac".repeat(30_000) + "</Response>");
        int room = 65_536 - "<Response><Pause/><!----></Response>".length();
        assertEquals(1, PARSER.parse("<Response><Pause/><!--" + "a".repeat(room) + "--></Response>").verbs().size());
    }

    @Test
    void elementsAreCountedNestedOnesIncluded() {
        DocumentParser small = new DocumentParser(new ParseLimits(65_536, 3));
        assertEquals(2, small.parse("<Response><Gather><Say>a</Say></Gather><Hangup/></Response>").verbs().size());
        DocumentError error = assertThrows(DocumentError.class,
                () -> small.parse("<Response><Gather><Say>a</Say></Gather>\n <Hangup/><Hangup/></Response>"));
        assertEquals(ErrorCode.TOO_MANY_VERBS, error.code());
        assertEquals("2:11", place(error.at()));
    }

    @Test
    void depthAndAttributesAreBounded() {
        String deep = "<p>".repeat(14) + "a" + "</p>".repeat(14);
        assertEquals(1, PARSER.parse("<Response><Say>" + deep + "</Say></Response>").verbs().size());
        refused(ErrorCode.DOCUMENT_UNPARSEABLE, "<Response><Say><p>" + deep + "</p></Say></Response>");
        refused(ErrorCode.DOCUMENT_UNPARSEABLE, "<a>".repeat(16_000));
        StringBuilder many = new StringBuilder("<Response><Pause");
        for (int i = 0; i < 65; i++) {
            many.append(" a").append(i).append("='1'");
        }
        refused(ErrorCode.DOCUMENT_UNPARSEABLE, many + "/></Response>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "\u0001", "\ud800", "\udc00", "\uffff", "&#0;", "&#xD800;", "&#x110000;"})
    void charactersThatXmlDoesNotHaveAreRefused(String bad) {
        refused(ErrorCode.DOCUMENT_UNPARSEABLE, "<Response><Say>" + bad + "</Say></Response>");
        refused(ErrorCode.DOCUMENT_UNPARSEABLE, "<Response><Say voice='" + bad + "'>a</Say></Response>");
    }

    @ParameterizedTest
    @CsvSource({"UTF-8,UTF-8", "UTF-16,UTF-16", "UTF-16LE,UTF-16LE", "UTF-16BE,UTF-16", "ISO-8859-1,iso-8859-1",
        "windows-1252,Windows-1252", "US-ASCII,us-ascii", "UTF-8,utf-16", "ISO-8859-15,ISO-8859-15"})
    void declaredEncodingsAreRead(String real, String declared) {
        String text = real.equals("US-ASCII") ? "cafe" : "caf\u00e9";
        byte[] body = ("<?xml version=\"1.0\" encoding=\"" + declared + "\"?><Response><Say>" + text
                + "</Say></Response>").getBytes(Charset.forName(real));
        assertEquals(text, ((Say) PARSER.parse(body).verbs().getFirst()).text());
    }

    @Test
    void byteOrderMarkWinsOverContentTypeOverDeclaration() {
        byte[] marked = "\ufeff<?xml version='1.0' encoding='iso-8859-1'?><Response><Say>\u00e9</Say></Response>"
                .getBytes(StandardCharsets.UTF_8);
        assertEquals("\u00e9", ((Say) PARSER.parse(marked, "iso-8859-1").verbs().getFirst()).text());
        byte[] latin = "<?xml version='1.0' encoding='utf-8'?><Response><Say>\u00e9</Say></Response>"
                .getBytes(StandardCharsets.ISO_8859_1);
        assertEquals("\u00e9", ((Say) PARSER.parse(latin, "ISO-8859-1").verbs().getFirst()).text());
    }

    @Test
    void wrongBytesAreToldWithTheirPlace() {
        byte[] body = "<Response>\n<Say>caf\u00e9</Say></Response>".getBytes(StandardCharsets.ISO_8859_1);
        DocumentError error = assertThrows(DocumentError.class, () -> PARSER.parse(body));
        assertEquals(ErrorCode.DOCUMENT_UNPARSEABLE, error.code());
        assertEquals("2:9", place(error.at()), error.getMessage());
    }

    @Test
    void unknownEncodingsAreRefused() {
        for (String name : new String[] {"EBCDIC", "utf-7", "x", ""}) {
            byte[] body = ("<?xml version='1.0' encoding='" + name + "'?><Response/>")
                    .getBytes(StandardCharsets.US_ASCII);
            assertEquals(ErrorCode.DOCUMENT_UNPARSEABLE,
                    assertThrows(DocumentError.class, () -> PARSER.parse(body)).code(), name);
        }
    }
}
