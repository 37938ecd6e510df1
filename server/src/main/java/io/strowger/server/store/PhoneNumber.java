package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.PhoneNumberSid;

/**
 * A number that can be called. It belongs to one account (rulings part 2).
 *
 * @param number as it was entered, E.164 with plus for telephone numbers
 */
public record PhoneNumber(PhoneNumberSid sid, AccountSid account, String number, String name, VoiceUrls voice) {
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
