package io.strowger.sdk;

import com.twilio.constant.EnumConstants;
import com.twilio.exception.ApiException;
import com.twilio.http.HttpClient;
import com.twilio.http.HttpMethod;
import com.twilio.http.Request;
import com.twilio.http.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicHeader;

/**
 * Points twilio-java at a Strowger server. The Java SDK has no setting for that, but takes an HTTP client:
 *
 * <pre>{@code
 * HttpClient http = new StrowgerHttpClient(URI.create("https://pbx.example"));
 * TwilioRestClient client = new TwilioRestClient.Builder(accountSid, authToken).httpClient(http).build();
 * Twilio.setRestClient(client); // or pass it to create(client), fetch(client), read(client)...
 * }</pre>
 *
 * Every request of the SDK, whatever host it names, goes to the given server: only scheme, host and port change, path,
 * query, headers and body stay. So do the links to next pages, also when they name a host this machine does not know.
 * Copy this file into your project; it needs twilio-java (tested with 12.0.0) and Java 17. Any thread may use it.
 */
public final class StrowgerHttpClient extends HttpClient {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final String UNRESERVED = "-._~/!$&'()*+,;=:@%";

    private final URI base;
    private final java.net.http.HttpClient http;

    /**
     * Talks to a server whose certificate the machine trusts, or by plain HTTP.
     *
     * @param base scheme, host, port, and a path where a proxy has put the server below one
     */
    public StrowgerHttpClient(URI base) {
        this(base, java.net.http.HttpClient.newBuilder().connectTimeout(CONNECT)
                .version(java.net.http.HttpClient.Version.HTTP_1_1).build());
    }

    /**
     * Talks through a client of yours: for a private CA give it an {@code SSLContext}, for a proxy a selector.
     *
     * @param base as above
     * @param http must not follow redirects, as the SDK takes their answers for successes
     */
    public StrowgerHttpClient(URI base, java.net.http.HttpClient http) {
        if (base.getScheme() == null || base.getRawAuthority() == null) {
            throw new IllegalArgumentException("the base URL needs a scheme and a host: " + base);
        }
        this.base = base;
        this.http = http;
    }

    /**
     * Sends one request; the SDK repeats it on a 5xx.
     *
     * @throws ApiException when there is no answer
     */
    @Override
    public Response makeRequest(Request request) {
        HttpRequest.Builder building = HttpRequest.newBuilder(target(request)).timeout(ANSWER)
                .header("Accept", "application/json")
                .header("User-Agent", "twilio-java (StrowgerHttpClient)");
        request.getHeaderParams().forEach((name, values) -> values.forEach(value -> building.header(name, value)));
        if (request.requiresAuthentication()) {
            building.setHeader("Authorization", request.getAuthString());
        }
        building.method(request.getMethod().toString(), body(request, building));
        try {
            return response(http.send(building.build(), HttpResponse.BodyHandlers.ofByteArray()));
        } catch (IOException unreachable) {
            throw new ApiException("No answer from " + base + ": " + unreachable.getMessage(), unreachable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ApiException("Interrupted while waiting for " + base, interrupted);
        }
    }

    /**
     * Where a request goes. Not {@code request.constructURL()}: that takes the host apart by its dots and encodes what
     * is already encoded, both of which spoil the links to next pages.
     */
    private URI target(Request request) {
        String url = request.getUrl();
        int path = url.indexOf('/', url.indexOf("://") + 3);
        StringBuilder target = new StringBuilder(base.getScheme()).append("://").append(base.getRawAuthority());
        String prefix = base.getRawPath();
        target.append(prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix);
        String rest = path < 0 ? "/" : url.substring(path);
        int question = rest.indexOf('?');
        target.append(encoded(question < 0 ? rest : rest.substring(0, question)));
        List<String> query = new ArrayList<>();
        if (question >= 0 && question + 1 < rest.length()) {
            query.add(encoded(rest.substring(question + 1)));
        }
        pairs(request.getQueryParams(), query);
        return URI.create(query.isEmpty() ? target.toString() : target + "?" + String.join("&", query));
    }

    private static HttpRequest.BodyPublisher body(Request request, HttpRequest.Builder building) {
        if (request.getMethod() == HttpMethod.GET || request.getMethod() == HttpMethod.DELETE) {
            return HttpRequest.BodyPublishers.noBody();
        }
        if (request.getContentType() == EnumConstants.ContentType.JSON) {
            building.setHeader("Content-Type", "application/json");
            String json = request.getBody();
            return HttpRequest.BodyPublishers.ofString(json == null ? "" : json);
        }
        if (request.getContentType() == EnumConstants.ContentType.MULTIPART_FORM_DATA) {
            throw new ApiException("Nothing of Strowger takes multipart forms");
        }
        building.setHeader("Content-Type", "application/x-www-form-urlencoded");
        List<String> form = new ArrayList<>();
        pairs(request.getPostParams(), form);
        return HttpRequest.BodyPublishers.ofString(String.join("&", form));
    }

    private static void pairs(Map<String, List<String>> parameters, List<String> out) {
        parameters.forEach((name, values) -> values.forEach(value -> out.add(
                URLEncoder.encode(name, StandardCharsets.UTF_8) + "="
                        + URLEncoder.encode(value == null ? "" : value, StandardCharsets.UTF_8))));
    }

    /** Percent-encodes what a URL may not hold, for instance the spaces in a name; leaves what is encoded. */
    private static String encoded(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c < 128 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0)) {
                out.append((char) c);
            } else {
                for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    out.append(String.format("%%%02X", b & 0xff));
                }
            }
        });
        return out.toString();
    }

    private static Response response(HttpResponse<byte[]> answer) {
        InputStream body = new ByteArrayInputStream(answer.body());
        List<Header> headers = new ArrayList<>();
        answer.headers().map().forEach((name, values) ->
                values.forEach(value -> headers.add(new BasicHeader(name, value))));
        return new Response(body, answer.statusCode(), headers.toArray(Header[]::new));
    }
}
