package io.strowger.kernel;

import io.strowger.kernel.FetchRequest.Header;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The wire form of form fields: {@code application/x-www-form-urlencoded}, UTF-8. */
public final class FormBody {
    /** Its content type, as sent. */
    public static final String CONTENT_TYPE = "application/x-www-form-urlencoded; charset=UTF-8";

    private FormBody() {}

    /** The fields in order, joined by ampersands. */
    public static String encode(List<Header> fields) {
        StringBuilder out = new StringBuilder(fields.size() * 32);
        for (Header field : fields) {
            out.append(out.isEmpty() ? "" : "&")
                    .append(URLEncoder.encode(field.name(), StandardCharsets.UTF_8))
                    .append('=')
                    .append(URLEncoder.encode(field.value(), StandardCharsets.UTF_8));
        }
        return out.toString();
    }
}
