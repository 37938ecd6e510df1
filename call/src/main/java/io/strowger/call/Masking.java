package io.strowger.call;

import io.strowger.kernel.FetchRequest.Header;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Keeps secrets out of everything that is stored (rulings part 2, "Privacy"): applied before a story line or a
 * notification is made, never after. What is sent to the application is not masked.
 *
 * @param parameters names of request parameters whose values are never stored, in lower case
 */
public record Masking(Set<String> parameters) {
    /** Masks what the public API itself calls secret. */
    public static final Masking DEFAULT = new Masking(Set.of(
            "paymentcardnumber", "securitycode", "calltoken", "stirpassporttoken"));

    private static final String MASK = "***";
    private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/?#@]*@");
    private static final Pattern SECRET_VALUE = Pattern.compile("(?i)(?<=[?&])"
            + "(digits|[^=&#]*(?:token|secret|password|passwd|apikey|api_key|auth|signature)[^=&#]*)=[^&#]*");

    /**
     * The URL with its user info and the values of secret-looking query parameters masked; {@code Digits} always, since
     * a URL outlives the Gather that was marked sensitive: it is the document's.
     */
    public String url(String url) {
        return SECRET_VALUE.matcher(USER_INFO.matcher(url).replaceAll(MASK + "@")).replaceAll("$1=" + MASK);
    }

    /**
     * The parameters as a form body, masked.
     *
     * @param digitsToo whether Digits is secret as well, after a Gather marked sensitive
     */
    public String form(List<Header> fields, boolean digitsToo) {
        StringBuilder out = new StringBuilder();
        for (Header field : fields) {
            boolean secret = parameters.contains(field.name().toLowerCase(Locale.ROOT))
                    || digitsToo && field.name().equals("Digits");
            out.append(out.isEmpty() ? "" : "&").append(field.name()).append('=')
                    .append(secret ? MASK : URLEncoder.encode(field.value(), StandardCharsets.UTF_8));
        }
        return out.toString();
    }
}
