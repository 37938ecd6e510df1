package io.strowger.server.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The countries of the E.164 plan, and which of their numbers are known for high cost or fraud: what dialing
 * permissions are given by (rest-api section 2, "Voice v1"). The data is {@code dialing/countries.txt}; a look-up costs
 * one step for each digit. Immutable; any thread.
 */
public final class DialingPlan {
    private static final DialingPlan SHIPPED = load();

    private final Map<String, Country> countries = new TreeMap<>();
    private final Node root = new Node();

    /** How dangerous a number is. */
    public enum Risk {
        /** An ordinary number. */
        LOW,
        /** Premium, shared-cost, personal or another special service. */
        SPECIAL,
        /** Of a range that toll fraud is known to use. */
        TOLL_FRAUD
    }

    /**
     * A country, or a range of the plan that is no country's.
     *
     * @param iso ISO 3166-1 alpha-2, or a code of the user's range (X...)
     * @param codes country codes, without plus
     * @param special prefixes of special services, without plus
     */
    public record Country(String iso, String name, String continent, List<String> codes, List<String> special) {}

    /**
     * What is known of a number.
     *
     * @param prefix the leading digits that tell it
     */
    public record Destination(Country country, Risk risk, String prefix) {}

    private static final class Node {
        private final Node[] next = new Node[10];
        private Optional<Destination> here = Optional.empty();
    }

    private DialingPlan() {}

    /** The plan that ships with this program. */
    public static DialingPlan shipped() {
        return SHIPPED;
    }

    /** Every country, by its code. */
    public Collection<Country> countries() {
        return countries.values();
    }

    /** The country with this code, in any case of letters. */
    public Optional<Country> country(String iso) {
        return Optional.ofNullable(countries.get(iso.toUpperCase(Locale.ROOT)));
    }

    /** The longest prefix that a number begins with; empty for digits outside the plan. */
    public Optional<Destination> find(String number) {
        String digits = PhoneNumber.digits(number);
        Node node = root;
        Optional<Destination> found = Optional.empty();
        for (int i = 0; i < digits.length() && digits.charAt(i) >= '0' && digits.charAt(i) <= '9'; i++) {
            node = node.next[digits.charAt(i) - '0'];
            if (node == null) {
                break;
            }
            found = node.here.isPresent() ? node.here : found;
        }
        return found;
    }

    private void add(String prefix, Country country, Risk risk) {
        Node node = root;
        for (int i = 0; i < prefix.length(); i++) {
            int digit = prefix.charAt(i) - '0';
            if (node.next[digit] == null) {
                node.next[digit] = new Node();
            }
            node = node.next[digit];
        }
        node.here = Optional.of(new Destination(country, risk, prefix));
    }

    private static DialingPlan load() {
        DialingPlan plan = new DialingPlan();
        try (InputStream in = DialingPlan.class.getResourceAsStream("/dialing/countries.txt")) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.startsWith("#")).forEach(plan::line);
        } catch (IOException broken) {
            throw new UncheckedIOException("the program's own list of countries cannot be read", broken);
        }
        return plan;
    }

    private void line(String line) {
        String[] part = line.split("\\|", -1);
        Country country = new Country(part[0], part[1], part[2], words(part[3]), words(part[5]));
        countries.put(country.iso(), country);
        words(part[4]).forEach(prefix -> add(prefix, country, Risk.LOW));
        // a range that is wholly fraud is so for its special services, too, unless those have prefixes of their own
        words(part[6]).forEach(prefix -> add(prefix, country, Risk.TOLL_FRAUD));
        words(part[5]).forEach(prefix -> add(prefix, country, Risk.SPECIAL));
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>(List.of(text.split(" ")));
        words.removeIf(String::isEmpty);
        return List.copyOf(words);
    }
}
