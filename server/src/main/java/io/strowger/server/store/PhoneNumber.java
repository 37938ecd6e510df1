package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.PhoneNumberSid;
import io.strowger.kernel.TrunkSid;
import java.util.Map;
import java.util.Optional;

/**
 * A number that can be called. It belongs to one account (rulings part 2).
 *
 * @param number as it was entered, E.164 with plus for telephone numbers
 * @param trunk where its calls go instead of any URL, when the account's trunks are built; kept for the API
 * @param pooled it came from the installation's pool and goes back there when it is given up
 * @param callerIdLookup kept for the API; nothing looks names up yet
 * @param further fields of the API that nothing in calls reads, by their names there
 */
public record PhoneNumber(
        PhoneNumberSid sid, AccountSid account, String number, String name, VoiceUrls voice, Kind kind,
        Optional<TrunkSid> trunk, boolean pooled, boolean callerIdLookup, Map<String, String> further, Dates dates)
        implements Resource {
    /** How the numbering plan calls it. */
    public enum Kind { LOCAL, MOBILE, TOLL_FREE }

    /** Copies the map. */
    public PhoneNumber {
        further = Map.copyOf(further);
    }

    /** One with its URLs only. */
    public static PhoneNumber of(
            PhoneNumberSid sid, AccountSid account, String number, String name, VoiceUrls voice, Dates dates) {
        return new PhoneNumber(sid, account, number, name, voice, kind(number), Optional.empty(), false, false,
                Map.of(), dates);
    }

    /** The same number with another spelling, name and URLs. */
    public PhoneNumber calling(String spelling, String label, VoiceUrls urls, Dates at) {
        return new PhoneNumber(sid, account, spelling, label, urls, kind, trunk, pooled, callerIdLookup, further, at);
    }

    /** The same number with other values of what the API can change. */
    public PhoneNumber changed(AccountSid owner, String label, VoiceUrls urls, Optional<TrunkSid> by, boolean lookup,
            Map<String, String> kept, Dates at) {
        return new PhoneNumber(sid, owner, number, label, urls, kind, by, pooled, lookup, kept, at);
    }

    /** What the digits alone say: the toll-free codes of the North American plan, else {@link Kind#LOCAL}. */
    public static Kind kind(String number) {
        return digits(number).matches("1(800|833|844|855|866|877|888)[0-9]{7}") ? Kind.TOLL_FREE : Kind.LOCAL;
    }

    /**
     * The form numbers are compared in: without a leading plus and without the separators of RFC 3966 section 3
     * (hyphen, dot, space, parentheses).
     */
    public static String digits(String number) {
        StringBuilder out = new StringBuilder(number.length());
        for (int i = 0; i < number.length(); i++) {
            char c = number.charAt(i);
            boolean separator = c == '-' || c == '.' || c == ' ' || c == '(' || c == ')';
            if (!separator && !(c == '+' && out.isEmpty())) {
                out.append(c);
            }
        }
        return out.toString();
    }
}
