package io.strowger.call;

import io.strowger.kernel.FetchRequest.Header;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * URI templates of level 1 (RFC 6570 section 1.2, requirement B6): {@code {CallSid}} becomes the parameter's value,
 * percent-encoded; a name that is no parameter becomes nothing, as the RFC says of undefined variables.
 */
final class UriTemplate {
    private static final Pattern EXPRESSION = Pattern.compile("\\{([A-Za-z0-9_.]+)}");

    private UriTemplate() {}

    static String expand(String template, List<Header> parameters) {
        if (template.indexOf('{') < 0) {
            return template;
        }
        Matcher expression = EXPRESSION.matcher(template);
        StringBuilder out = new StringBuilder();
        while (expression.find()) {
            expression.appendReplacement(out, Matcher.quoteReplacement(encoded(expression.group(1), parameters)));
        }
        return expression.appendTail(out).toString();
    }

    private static String encoded(String name, List<Header> parameters) {
        for (Header parameter : parameters) {
            if (parameter.name().equals(name)) {
                return URLEncoder.encode(parameter.value(), StandardCharsets.UTF_8)
                        .replace("+", "%20").replace("%7E", "~");
            }
        }
        return "";
    }
}
