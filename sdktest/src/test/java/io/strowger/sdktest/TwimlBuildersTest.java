package io.strowger.sdktest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.twilio.twiml.VoiceResponse;
import io.strowger.kernel.ErrorCode;
import io.strowger.sdktest.VoiceBuilders.Sample;
import io.strowger.twiml.Document;
import io.strowger.twiml.DocumentParser;
import io.strowger.twiml.DocumentWriter;
import io.strowger.twiml.Invalid;
import io.strowger.twiml.ParseLimits;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Issue 3, must show 3: all builders of twilio-java produce documents that parse without warning. RULINGS "Honest
 * tests": parse, write, parse again, equal, and every attribute is read.
 */
class TwimlBuildersTest {
    private static final DocumentParser PARSER = new DocumentParser(ParseLimits.DEFAULT);
    private static final List<Sample> SAMPLES = VoiceBuilders.all();

    @Test
    void everyClassOfTheSdkIsTried() throws IOException {
        Set<String> tried = SAMPLES.stream().flatMap(sample -> sample.place().stream()).map(Class::getSimpleName)
                .collect(Collectors.toCollection(TreeSet::new));
        tried.remove("VoiceResponse");
        Set<String> there = new TreeSet<>();
        URI jar = URI.create("jar:" + VoiceResponse.class.getProtectionDomain().getCodeSource().getLocation());
        try (FileSystem files = FileSystems.newFileSystem(jar, Map.of());
                Stream<java.nio.file.Path> classes = Files.list(files.getPath("/com/twilio/twiml/voice"))) {
            classes.map(file -> file.getFileName().toString().replace(".class", ""))
                    .filter(name -> !name.contains("$")).forEach(there::add);
        }
        assertEquals(there, tried);
    }

    @Test
    void everyDocumentParsesWithoutWarning() {
        List<String> wrong = new ArrayList<>();
        for (Sample sample : SAMPLES) {
            Document document = PARSER.parse(sample.xml());
            document.warnings().stream().filter(warning -> warning.code() == ErrorCode.SCHEMA_WARNING)
                    .forEach(warning -> wrong.add(sample + ": " + warning));
            document.verbs().stream().filter(Invalid.class::isInstance)
                    .forEach(verb -> wrong.add(sample + ": " + verb + " in " + sample.xml()));
        }
        assertEquals("", String.join("\n", wrong));
        assertTrue(SAMPLES.size() > 1000, SAMPLES.size() + " documents");
    }

    @Test
    void everyDocumentIsTheSameAfterWritingAndParsingAgain() {
        for (Sample sample : SAMPLES) {
            Document document = PARSER.parse(sample.xml());
            String written = DocumentWriter.write(document);
            assertEquals(document.verbs(), PARSER.parse(written).verbs(), sample + "\n" + written);
        }
    }

    /** Each value of an attribute gives another document; one of them may be the default, and equal its absence. */
    @Test
    void everyAttributeIsRead() {
        Map<String, List<Sample>> byAttribute = new TreeMap<>();
        Map<String, Document> bare = new TreeMap<>();
        for (Sample sample : SAMPLES) {
            if (sample.attribute().isEmpty()) {
                bare.put(sample.place().toString(), PARSER.parse(sample.xml()));
            } else if (!sample.attribute().equals("*")) {
                byAttribute.computeIfAbsent(sample.place() + " " + sample.attribute(), key -> new ArrayList<>())
                        .add(sample);
            }
        }
        List<String> unread = new ArrayList<>();
        byAttribute.forEach((key, samples) -> {
            Set<Object> different = samples.stream().map(one -> PARSER.parse(one.xml()).verbs())
                    .collect(Collectors.toSet());
            different.add(bare.get(samples.getFirst().place().toString()).verbs());
            if (different.size() < Math.max(2, samples.size())) {
                unread.add(samples.getFirst() + ": " + samples.size() + " values make " + different.size()
                        + " documents");
            }
        });
        assertEquals("", String.join("\n", unread));
    }
}
