package io.strowger.tidy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.tidy.TidyRules.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds everybody's code to STYLE.md. Departures that are older than a rule stand in {@code tidy-ratchet.txt}, counted
 * by rule and file; a count may only fall.
 */
class TidyTest {
    private static final Path ROOT = Path.of(System.getProperty("strowger.root"));
    private static final String RATCHET = "server/src/test/resources/tidy-ratchet.txt";

    /** Halves joined here, so that this very file does not hold what it looks for. */
    private static final List<String> REGISTRIES = List.of("repo.maven." + "apache", "repo1." + "maven",
            "central." + "sonatype", "oss." + "sonatype", "registry." + "npmjs", "registry." + "yarnpkg",
            "files.python" + "hosted", "pypi" + ".org", "deb." + "debian.org", "security." + "debian.org",
            "archive." + "ubuntu.com", "proxy." + "golang", "crates" + ".io", "ruby" + "gems.org", "docker" + ".io/",
            "gh" + "cr.io", "jit" + "pack.io", "plugins." + "gradle.org");

    @Test
    void codeKeepsTheHouseRules() {
        List<Finding> findings = new ArrayList<>();
        List<SourceFile> sources = files(".java").stream().filter(file -> relative(file).contains("/src/"))
                .map(file -> SourceFile.of(relative(file), text(file))).toList();
        Map<String, Map<String, String>> shared = new TreeMap<>();
        sources.stream().filter(SourceFile::isTest).forEach(source -> source.members().forEach(member ->
                shared.computeIfAbsent(source.room(), room -> new TreeMap<>())
                        .merge(member.name(), member.body(), String::concat)));
        sources.forEach(source ->
                findings.addAll(TidyRules.check(source, shared.getOrDefault(source.room(), Map.of()))));
        assertEquals("", judge(findings, ratchet()));
    }

    @Test
    void noFileNamesARegistry() {
        List<String> found = new ArrayList<>();
        for (Path file : files("")) {
            String text = text(file);
            REGISTRIES.stream().filter(text::contains).forEach(host -> found.add(relative(file) + " names " + host));
        }
        assertEquals(List.of(), found, "where artifacts come from is a matter of the machine, not of the project");
    }

    @Test
    void everyPageIsLinkedFromTheReadme() {
        String readme = text(ROOT.resolve("README.md"));
        List<String> orphans = files(".md").stream().map(TidyTest::relative)
                .filter(path -> path.matches("docs/[^/]+\\.md"))
                .filter(path -> !readme.contains("(" + path + ")")).toList();
        assertEquals(List.of(), orphans, "README.md links every page of docs/");
    }

    @Test
    void linksBetweenPagesLeadSomewhere() {
        Pattern link = Pattern.compile("\\]\\(([^)#\\s]+)(#[^)]*)?\\)");
        List<String> broken = new ArrayList<>();
        for (Path page : files(".md")) {
            Matcher links = link.matcher(text(page));
            while (links.find()) {
                String target = links.group(1);
                if (!target.contains("://") && !target.startsWith("mailto:")
                        && !Files.exists(page.resolveSibling(target))) {
                    broken.add(relative(page) + " -> " + target);
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    @Test
    void everyRoomIsInTheBuild() {
        String pom = text(ROOT.resolve("pom.xml"));
        List<String> forgotten = files(".java").stream().map(TidyTest::relative)
                .filter(path -> path.contains("/src/main/"))
                .map(path -> path.substring(0, path.indexOf('/'))).distinct()
                .filter(room -> !pom.contains("<module>" + room + "</module>")).toList();
        assertEquals(List.of(), forgotten);
    }

    @Test
    void ratchetOnlyTurnsOneWay() {
        Finding one = new Finding("line-length", "a/src/main/A.java", 3, "121 columns");
        assertTrue(judge(List.of(one), Map.of()).contains("A.java:3: line-length: 121 columns"));
        assertEquals("", judge(List.of(one), Map.of("line-length a/src/main/A.java", 1)));
        assertTrue(judge(List.of(one, one), Map.of("line-length a/src/main/A.java", 1)).contains("2, 1 allowed"));
        assertTrue(judge(List.of(), Map.of("line-length a/src/main/A.java", 1)).contains("now 0: lower the count"));
    }

    /** What is wrong, with what to do; empty when all is well. */
    private static String judge(List<Finding> findings, Map<String, Integer> allowed) {
        Map<String, List<Finding>> byKey = findings.stream().collect(Collectors.groupingBy(
                finding -> finding.rule() + " " + finding.path(), TreeMap::new, Collectors.toList()));
        StringBuilder out = new StringBuilder();
        byKey.forEach((key, group) -> {
            int limit = allowed.getOrDefault(key, 0);
            if (group.size() > limit) {
                group.forEach(finding -> out.append(finding).append('\n'));
                if (limit > 0) {
                    out.append("  (").append(key).append(": ").append(group.size()).append(", ").append(limit)
                            .append(" allowed by ").append(RATCHET).append(")\n");
                }
            }
        });
        allowed.forEach((key, limit) -> {
            int now = byKey.getOrDefault(key, List.of()).size();
            if (now < limit) {
                out.append(RATCHET).append(": '").append(key).append("' is now ").append(now)
                        .append(": lower the count").append(now == 0 ? " (remove the line)" : "").append('\n');
            }
        });
        return out.isEmpty() ? "" : "The house rules (STYLE.md) say otherwise:\n" + out;
    }

    private static Map<String, Integer> ratchet() {
        Map<String, Integer> allowed = new TreeMap<>();
        for (String line : text(ROOT.resolve(RATCHET)).lines().toList()) {
            if (!line.isBlank() && !line.startsWith("#")) {
                int space = line.lastIndexOf(' ');
                allowed.put(line.substring(0, space), Integer.parseInt(line.substring(space + 1)));
            }
        }
        return allowed;
    }

    private static List<Path> files(String ending) {
        try (Stream<Path> all = Files.walk(ROOT)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(ending))
                    .filter(file -> !relative(file).matches("(.*/)?(target|\\.git|\\.idea|data|node_modules)(/.*)?"))
                    .sorted().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String relative(Path file) {
        return ROOT.relativize(file).toString();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (MalformedInputException binary) {
            return "";
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
