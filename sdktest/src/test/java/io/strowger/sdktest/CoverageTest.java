package io.strowger.sdktest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.server.api.OriginalOperations;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Issue 3, must show 2: the table of operations, served, refused or absent, printed and committed. */
class CoverageTest {
    private static final Path ROOT = Path.of(System.getProperty("strowger.root"));
    private static Coverage coverage;

    @BeforeAll
    static void ask() throws Exception {
        Files.writeString(ROOT.resolve("sdktest/target/openapi.json"),
                Coverage.text(URI.create("http://" + Platform.shared().http() + "/openapi.json")));
        coverage = Coverage.of(URI.create("http://" + Platform.shared().http()));
    }

    @Test
    void theCommittedPageIsTrue() throws IOException {
        Path printed = Files.writeString(ROOT.resolve("sdktest/target/api-coverage.md"), coverage.print());
        assertEquals(coverage.print(), Files.readString(ROOT.resolve("docs/api-coverage.md")),
                "docs/api-coverage.md is stale: cp " + ROOT.relativize(printed) + " docs/");
    }

    @Test
    void theCommittedReferenceIsWhatTheServerPrintsOfItself() throws Exception {
        String reference = Coverage.text(URI.create("http://" + Platform.shared().http() + "/reference"));
        Files.writeString(ROOT.resolve("sdktest/target/api.md"), reference);
        assertEquals(reference, Files.readString(ROOT.resolve("docs/api.md")),
                "docs/api.md is stale: cp sdktest/target/api.md docs/");
    }

    @Test
    void nothingOfTheOriginalLooksLikeAWrongAddress() {
        assertEquals(List.of(), coverage.in(Coverage.State.ABSENT));
        assertTrue(coverage.in(Coverage.State.SERVED).size() >= 3, "calls and recordings at least");
    }

    @Test
    void aPageSaysWhichOperationsItLists() throws IOException {
        Path page = Files.writeString(ROOT.resolve("sdktest/target/api-coverage.md"), coverage.print());
        assertEquals(OriginalOperations.all().stream().map(OriginalOperations.Original::shape).distinct().sorted()
                .toList(), Coverage.shapes(page).stream().sorted().toList());
    }
}
