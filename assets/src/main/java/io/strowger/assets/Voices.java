package io.strowger.assets;

import io.strowger.assets.Asset.Warning;
import io.strowger.kernel.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which engine and voice speak for a voice and language of a document (docs/assets.md has the table). Names of the
 * cloud engines are understood for their language and sex and are no warning; an unknown voice is 13511, an unknown
 * language 13512, and the default speaks. Pure.
 */
final class Voices {
    /** The engines. */
    enum Engine { FLITE, ESPEAK }

    /**
     * What speaks.
     *
     * @param voice the engine's own name of it: one of a fixed set, never a customer's text
     */
    record Choice(Engine engine, String voice, List<Warning> warnings) {
        /** Copies the list. */
        Choice {
            warnings = List.copyOf(warnings);
        }
    }

    private record Wanted(boolean male, Optional<String> language, Optional<String> own) {}

    private static final String DEFAULT_FLITE = "slt";
    private static final Set<String> FLITE = Set.of("slt", "rms", "awb", "kal16");
    /** Languages of espeak-ng 1.51 by their ISO 639 code. */
    private static final Set<String> ESPEAK = words("af am an ar as az ba be bg bn bpy bs ca cmn cs cv cy da de el eo "
            + "es et eu fa fi fr ga gd gn grc gu hak haw he hi hr ht hu hy hyw ia id io is it ja jbo ka kk kl kn ko "
            + "kok ku ky la lb lfn lt ltg lv mi mk ml mr ms mt my nb nci ne nl nog om or pa pap piqd pl pt py qdb qu "
            + "quc qya ro ru sd shn si sjn sk sl smj sq sr sv sw ta te th tk tn tr tt ug uk ur uz vi yue");
    private static final Map<String, String> ALIASES = Map.ofEntries(
            Map.entry("zh", "cmn"), Map.entry("zh-hk", "yue"), Map.entry("zh-tw", "cmn"), Map.entry("no", "nb"),
            Map.entry("arb", "ar"), Map.entry("iw", "he"), Map.entry("in", "id"), Map.entry("pt-br", "pt-br"),
            Map.entry("es-mx", "es-419"), Map.entry("es-us", "es-419"), Map.entry("es-419", "es-419"),
            Map.entry("fr-be", "fr-be"), Map.entry("fr-ch", "fr-ch"));

    private static final Pattern POLLY =
            Pattern.compile("Polly\\.([A-Z][a-z]+)(?:-(?:Neural|Generative|Long-Form))?");
    private static final Pattern GOOGLE =
            Pattern.compile("Google\\.([a-z]{2,3}-[A-Z0-9][A-Za-z0-9]{1,3})-[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*");
    private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*");

    /** Polly's names by language; a star marks a man. */
    private static final Map<String, Wanted> POLLY_NAMES = polly(
            "ar:Zeina Hala Zayd*", "ca:Arlet", "cmn:Zhiyu", "yue:Hiujin", "cs:Jitka", "cy:Gwyneth",
            "da:Naja Mads* Sofie",
            "de:Marlene Vicki Hans* Daniel* Hannah Sabrina",
            "en:Nicole Russell* Olivia Amy Emma Brian* Arthur* Aditi Raveena Kajal Niamh Aria Ayanda Ivy Joanna Kendra "
                    + "Kimberly Salli Joey* Justin* Kevin* Matthew* Ruth Stephen* Gregory* Danielle Patrick* Geraint* "
                    + "Jasmine Tiffany",
            "es:Conchita Lucia Enrique* Sergio* Raul* Alba", "es-mx:Mia Andres*", "es-us:Lupe Penelope Miguel* Pedro*",
            "fi:Suvi", "fr:Celine Lea Mathieu* Remi* Chantal Gabrielle Liam* Ambre Florian* Isabelle",
            "hi:Kiran", "is:Dora Karl*", "it:Carla Bianca Giorgio* Adriano* Beatrice Lorenzo*",
            "ja:Mizuki Takumi* Kazuha Tomoko", "ko:Seoyeon Jihye", "nb:Liv Ida", "nl:Lotte Ruben* Laura Lisa",
            "pl:Ewa Maja Jacek* Jan* Ola", "pt-br:Camila Vitoria Ricardo* Thiago*", "pt:Ines Cristiano*", "ro:Carmen",
            "ru:Tatyana Maxim*", "sv:Astrid Elin", "tr:Filiz Burcu");

    private Voices() {}

    /**
     * Chooses.
     *
     * @param voice as written; empty for the default
     * @param language as written; empty for the voice's own
     */
    static Choice choose(String voice, String language) {
        List<Warning> warnings = new ArrayList<>();
        Wanted wanted = wanted(voice, warnings);
        String tag = language.isBlank() ? wanted.language().orElse("en") : language.strip();
        Optional<String> foreign = espeak(tag);
        if (foreign.isPresent() && wanted.own().isEmpty()) {
            return new Choice(Engine.ESPEAK, wanted.male() ? foreign.get() : foreign.get() + "+f3", warnings);
        }
        if (foreign.isEmpty() && !english(tag)) {
            warnings.add(new Warning(ErrorCode.SAY_LANGUAGE,
                    "Say: the language '" + shown(tag) + "' is not known; English is spoken"));
        }
        return new Choice(Engine.FLITE, wanted.own().orElse(wanted.male() ? "rms" : DEFAULT_FLITE), warnings);
    }

    private static Wanted wanted(String voice, List<Warning> warnings) {
        String name = voice.strip();
        switch (name) {
            case "", "woman", "alice" -> {
                return new Wanted(false, Optional.empty(), Optional.empty());
            }
            case "man" -> {
                return new Wanted(true, Optional.empty(), Optional.empty());
            }
            default -> { }
        }
        if (FLITE.contains(name)) {
            return new Wanted(false, Optional.empty(), Optional.of(name));
        }
        Matcher polly = POLLY.matcher(name);
        if (polly.matches() && POLLY_NAMES.containsKey(polly.group(1))) {
            return POLLY_NAMES.get(polly.group(1));
        }
        Matcher google = GOOGLE.matcher(name);
        if (google.matches() && (english(google.group(1)) || espeak(google.group(1)).isPresent())) {
            return new Wanted(false, Optional.of(google.group(1)), Optional.empty());
        }
        warnings.add(new Warning(ErrorCode.SAY_VOICE,
                "Say: the voice '" + shown(name) + "' is not known; the default voice speaks"));
        return new Wanted(false, Optional.empty(), Optional.empty());
    }

    private static boolean english(String tag) {
        return LANGUAGE.matcher(tag).matches() && tag.toLowerCase(Locale.ROOT).matches("en(-.*)?");
    }

    /** espeak-ng's name of a language: one of its list; empty for English and for what it does not speak. */
    private static Optional<String> espeak(String tag) {
        if (!LANGUAGE.matcher(tag).matches() || english(tag)) {
            return Optional.empty();
        }
        String lower = tag.toLowerCase(Locale.ROOT);
        String base = lower.split("-")[0];
        if (ALIASES.containsKey(lower)) {
            return Optional.of(ALIASES.get(lower));
        }
        if (ALIASES.containsKey(base)) {
            return Optional.of(ALIASES.get(base));
        }
        return ESPEAK.contains(base) ? Optional.of(base) : Optional.empty();
    }

    private static Map<String, Wanted> polly(String... lines) {
        return List.of(lines).stream().flatMap(line -> {
            String language = line.substring(0, line.indexOf(':'));
            return List.of(line.substring(line.indexOf(':') + 1).split(" ")).stream().map(name -> Map.entry(
                    name.replace("*", ""), new Wanted(name.endsWith("*"), Optional.of(language), Optional.empty())));
        }).collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Set<String> words(String text) {
        return Set.of(text.split(" "));
    }

    private static String shown(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", " ");
        return plain.length() <= 60 ? plain : plain.substring(0, 60) + "...";
    }
}
