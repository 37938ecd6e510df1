package io.strowger.sip;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The name and value pairs of a Digest challenge or credentials. Names are lower case, values unquoted. */
record DigestFields(Map<String, String> pairs) {
    /** Reads {@code Digest a="b", c=d}; empty for another scheme or a broken list. */
    static Optional<DigestFields> parse(String value) {
        if (!value.regionMatches(true, 0, "Digest", 0, 6) || value.length() < 7 || !Chars.space(value.charAt(6))) {
            return Optional.empty();
        }
        Map<String, String> pairs = new HashMap<>();
        String rest = value.substring(7);
        while (!rest.isBlank()) {
            int comma = Chars.outside(rest, 0, ',');
            String one = (comma < 0 ? rest : rest.substring(0, comma)).strip();
            rest = comma < 0 ? "" : rest.substring(comma + 1);
            int equals = one.indexOf('=');
            if (equals <= 0) {
                if (one.isEmpty()) {
                    continue;
                }
                return Optional.empty();
            }
            String name = one.substring(0, equals).strip().toLowerCase(Locale.ROOT);
            if (pairs.put(name, Chars.unquote(one.substring(equals + 1).strip())) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(new DigestFields(pairs));
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(pairs.get(name));
    }

    String text(String name) {
        return pairs.getOrDefault(name, "");
    }
}
