package io.strowger.sim;

import io.strowger.kernel.FetchRequest;
import io.strowger.kernel.FetchRequest.Header;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One HTTP request as an application server received it. */
public final class WebRequest {
    private final Duration at;
    private final FetchRequest request;
    private final List<Header> query;
    private final List<Header> form;

    WebRequest(Duration at, FetchRequest request) {
        this.at = at;
        this.request = request;
        this.query = decode(Optional.ofNullable(request.url().getRawQuery()).orElse(""));
        this.form = decode(new String(request.body(), StandardCharsets.UTF_8));
    }

    private static List<Header> decode(String encoded) {
        List<Header> fields = new ArrayList<>();
        for (String pair : encoded.split("&")) {
            if (!pair.isEmpty()) {
                String[] parts = pair.split("=", 2);
                fields.add(new Header(text(parts[0]), parts.length > 1 ? text(parts[1]) : ""));
            }
        }
        return fields;
    }

    private static String text(String encoded) {
        return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
    }

    /** When it arrived, since the start of the run. */
    public Duration at() {
        return at;
    }

    /** GET or POST. */
    public String method() {
        return request.method();
    }

    /** The whole URL with its query string. */
    public String url() {
        return request.url().toString();
    }

    /** Scheme, host, port and path. */
    public String address() {
        return address(url());
    }

    static String address(String url) {
        int query = url.indexOf('?');
        return query < 0 ? url : url.substring(0, query);
    }

    /** The query string's fields, in order. */
    public List<Header> query() {
        return query;
    }

    /** The form body's fields, in order. */
    public List<Header> form() {
        return form;
    }

    /** The exchange as it was asked for: time-outs, limits. */
    public FetchRequest exchange() {
        return request;
    }

    /** True when the parameter was sent, in the body or the query string. */
    public boolean has(String name) {
        return find(name).isPresent();
    }

    /** A parameter's first value; a mistake when it was not sent. */
    public String param(String name) {
        return find(name).orElseThrow(() -> new IllegalStateException(
                "no parameter " + name + " in " + method() + " " + url() + " " + form));
    }

    private Optional<String> find(String name) {
        return Optional.of(form).flatMap(list -> first(list, name)).or(() -> first(query, name));
    }

    /** A header's first value by case-insensitive name; empty when it was not sent. */
    public Optional<String> header(String name) {
        return request.headers().stream().filter(h -> h.name().equalsIgnoreCase(name)).map(Header::value).findFirst();
    }

    private static Optional<String> first(List<Header> list, String name) {
        return list.stream().filter(field -> field.name().equals(name)).map(Header::value).findFirst();
    }

    @Override
    public String toString() {
        return Heard.seconds(at) + " " + method() + " " + url() + " " + form;
    }
}
