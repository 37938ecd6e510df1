package io.strowger.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.Sid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A request that has been let in: who asks, on which account, with parameters that have been read. What a handler sees.
 * Owned by the strand that serves it.
 */
public final class ApiCall {
    private final ApiRequest request;
    private final Principal principal;
    private final AccountSid account;
    private final Map<String, String> path;
    private final Map<String, List<String>> fields = new LinkedHashMap<>();
    private final Map<String, Optional<?>> values = new HashMap<>();
    private final Set<String> known;
    private final List<Header> answerHeaders = new ArrayList<>();

    /** @throws ApiFailure 400 that names the first parameter whose value is wrong or missing */
    ApiCall(ApiRequest request, Operation operation, Principal principal, AccountSid account,
            Map<String, String> path) {
        this.request = request;
        this.principal = principal;
        this.account = account;
        this.path = path;
        this.known = operation.params().stream().map(Param::name).collect(Collectors.toSet());
        List<Header> sent = new ArrayList<>(request.form());
        Set<String> inBody = sent.stream().map(Header::name).collect(Collectors.toSet());
        request.query().stream().filter(field -> !inBody.contains(field.name())).forEach(sent::add);
        sent.forEach(field -> fields.computeIfAbsent(field.name(), name -> new ArrayList<>()).add(field.value()));
        for (Param<?> param : operation.params()) {
            values.put(param.name(), param.read(fields.getOrDefault(param.name(), List.of())));
        }
    }

    /** Who asks. */
    public Principal principal() {
        return principal;
    }

    /** The account it is about: the path's, or the credentials' own. */
    public AccountSid account() {
        return account;
    }

    /** A part of the path by its name in the template. */
    public String path(String name) {
        return Optional.ofNullable(path.get(name))
                .orElseThrow(() -> new IllegalStateException("the path has no part {" + name + "}"));
    }

    /**
     * A part of the path as a sid.
     *
     * @throws ApiFailure 404 when it has not the shape of one
     */
    public <T extends Sid> T sid(String name, Function<String, T> make) {
        try {
            return make.apply(path(name));
        } catch (IllegalArgumentException notASid) {
            throw notFound();
        }
    }

    /** A declared parameter's value; empty when it is absent, and when it is present but empty. */
    @SuppressWarnings("unchecked") // the map was filled by this very parameter
    public <T> Optional<T> get(Param<T> param) {
        if (!known.contains(param.name())) {
            throw new IllegalStateException("the operation does not declare " + param.name());
        }
        return (Optional<T>) values.get(param.name());
    }

    /** A required parameter's value. */
    public <T> T need(Param<T> param) {
        return get(param).orElseThrow();
    }

    /** Whether the operation has this parameter: for a handler of several. */
    public boolean declares(Param<?> param) {
        return known.contains(param.name());
    }

    /** True when the request has the parameter, even empty. */
    public boolean has(Param<?> param) {
        return fields.containsKey(param.name());
    }

    /**
     * A value after an update (rest-api section 1.3): absent leaves it, empty clears it, anything else replaces it.
     */
    public <T> Optional<T> change(Param<T> param, Optional<T> now) {
        return has(param) ? get(param) : now;
    }

    /** A value after an update that cannot be cleared: absent and empty leave it. */
    public <T> T change(Param<T> param, T now) {
        return get(param).orElse(now);
    }

    /** The span that a declared date filter asks for. */
    public DateRange dates(DateFilter filter) {
        return filter.range(this);
    }

    /** Which page of a list is asked for. */
    public PageRequest page() {
        return PageRequest.of(this);
    }

    /** A request header's first value. */
    public Optional<String> header(String name) {
        return request.header(name);
    }

    /** Address of whoever opened the connection, without a port: a proxy's when one stands in front. */
    public String peer() {
        return request.peer();
    }

    /** The body, when it is JSON. */
    public Optional<JsonNode> body() {
        return request.body();
    }

    /** Whether the path ended in {@code .json}. */
    public boolean json() {
        return request.json();
    }

    /** True for GET and HEAD. */
    public boolean reads() {
        return request.reads();
    }

    /** The path as it was asked for, without query: a report's own address. */
    public String requestPath() {
        return request.path();
    }

    /** How absolute addresses in the answer begin. */
    public Links links() {
        return request.links();
    }

    /** The parameters as one text: equal for requests that say the same, in whatever order. */
    public String fingerprint() {
        StringBuilder text = new StringBuilder();
        fields.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(field -> field.getValue().forEach(value ->
                text.append(field.getKey().length()).append(':').append(field.getKey())
                        .append(value.length()).append(':').append(value)));
        return text.toString();
    }

    /** Adds a header to the answer, such as {@code ETag}. */
    public void answerHeader(String name, String value) {
        answerHeaders.add(new Header(name, value));
    }

    /**
     * Refuses a write whose {@code If-Match} names another version than the present one (rest-api section 1.8).
     *
     * @param version the present one, as {@code ETag} gives it without quotes
     * @throws ApiFailure 412, code 20412
     */
    public void ifMatch(String version) {
        Optional<String> wanted = header("If-Match").map(tag -> tag.replace("W/", "").replace("\"", "").strip());
        if (wanted.filter(tag -> !tag.equals("*") && !tag.equals(version)).isPresent()) {
            throw new ApiFailure(412, ErrorCode.PRECONDITION_FAILED,
                    "The header If-Match names version " + RequestReader.printable(wanted.get())
                            + ", the resource has version " + version + ".");
        }
    }

    /** What is not there, and what belongs to somebody else: the same words for both. */
    public ApiFailure notFound() {
        return ApiFailure.notFound(request);
    }

    List<Header> answerHeaders() {
        return answerHeaders;
    }

    /** The path as sent, and every parameter but those of paging: what the links of a page begin with. */
    String listPath() {
        return request.path();
    }

    List<Header> listFilters() {
        Set<String> paging = Set.of(PageRequest.PAGE_SIZE.name(), PageRequest.PAGE.name(),
                PageRequest.PAGE_TOKEN.name());
        return request.query().stream().filter(field -> !paging.contains(field.name())).toList();
    }

    /** Parameters that mean nothing here, for the header Strowger-Ignored-Parameters (rulings part 1). */
    List<String> ignored() {
        return fields.keySet().stream().filter(name -> !known.contains(name)).sorted().toList();
    }
}
