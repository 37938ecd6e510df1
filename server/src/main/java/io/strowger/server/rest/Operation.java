package io.strowger.server.rest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * One operation of the API, declared once: routing, the check of its parameters, its answer, the OpenAPI document and
 * the reference page all come from here.
 *
 * <p>Paths are templates like {@code ~/Calls/{Sid}}, where {@code ~} stands for
 * {@code /2010-04-01/Accounts/{AccountSid}}; they carry no {@code .json}, which is optional on the wire. A literal part
 * goes before a template part. An operation whose path names an {@code AccountSid} runs on that account; any other on
 * the account of the credentials.
 *
 * <p>Immutable: the methods that add something answer a changed copy.
 */
public final class Operation {
    /** The account's part of old paths. */
    public static final String ACCOUNT = "/2010-04-01/Accounts/{AccountSid}";

    private static final Pattern NAME = Pattern.compile("[A-Z][A-Za-z0-9]+");

    /** HTTP methods of operations; HEAD is a GET without its body. */
    public enum Method { GET, POST, DELETE }

    /** What an operation answers when all is well. */
    sealed interface Answer {
        /** One resource. */
        record One(Representation<?> representation) implements Answer {}

        /** A page of resources under a key. */
        record Page(String key, Representation<?> representation) implements Answer {}

        /** Nothing (204). */
        record Empty() implements Answer {}

        /** Something that is not a resource: media, text, a body of free form. */
        record Other(String contentType) implements Answer {}

        /** Always an error: known to the original, not built here. */
        record NotBuilt(String why) implements Answer {}
    }

    /** Answers a request that has been checked. */
    @FunctionalInterface
    interface Execution {
        ApiReply answer(ApiCall call, Operation operation);
    }

    private final String id;
    private final Method method;
    private final String path;
    private final int status;
    private final Answer answer;
    private final Execution execution;
    private List<Param<?>> params = List.of();
    private boolean keysOfAnyKind = true;
    private String summary = "";

    private Operation(String id, Method method, String path, int status, Answer answer, Execution execution) {
        if (!NAME.matcher(id).matches()) {
            throw new IllegalStateException("'" + id + "' is no name for an operation");
        }
        this.id = id;
        this.method = method;
        this.path = path.startsWith("~") ? ACCOUNT + path.substring(1) : path;
        this.status = status;
        this.answer = answer;
        this.execution = execution;
    }

    /** Reads one resource (200); an empty answer is 404. */
    public static <T> Operation fetch(
            String id, String path, Representation<T> shown, Function<ApiCall, Optional<T>> handler) {
        return new Operation(id, Method.GET, path, 200, new Answer.One(shown), (call, operation) ->
                Replies.one(operation.status, shown, handler.apply(call).orElseThrow(call::notFound), call));
    }

    /** Reads a page of resources (200) under the given key, such as {@code calls}. */
    public static <T> Operation list(
            String id, String path, String key, Representation<T> shown, Function<ApiCall, Slice<T>> handler) {
        return new Operation(id, Method.GET, path, 200, new Answer.Page(key, shown), (call, operation) ->
                Replies.page(key, shown, handler.apply(call), call))
                .with(PageRequest.PAGE_SIZE, PageRequest.PAGE, PageRequest.PAGE_TOKEN);
    }

    /** Makes a resource (201). */
    public static <T> Operation create(
            String id, String path, Representation<T> shown, Function<ApiCall, T> handler) {
        return new Operation(id, Method.POST, path, 201, new Answer.One(shown), (call, operation) ->
                Replies.one(operation.status, shown, handler.apply(call), call));
    }

    /** Changes a resource (200); an empty answer is 404. */
    public static <T> Operation update(
            String id, String path, Representation<T> shown, Function<ApiCall, Optional<T>> handler) {
        return new Operation(id, Method.POST, path, 200, new Answer.One(shown), (call, operation) ->
                Replies.one(operation.status, shown, handler.apply(call).orElseThrow(call::notFound), call));
    }

    /** Removes a resource (204); false is 404. */
    public static Operation delete(String id, String path, Function<ApiCall, Boolean> handler) {
        return new Operation(id, Method.DELETE, path, 204, new Answer.Empty(), (call, operation) -> {
            if (!handler.apply(call)) {
                throw call.notFound();
            }
            return new ApiReply.Empty(operation.status, call.answerHeaders());
        });
    }

    /** An operation with an answer of its own. */
    public static Operation other(
            String id, Method method, String path, int status, String contentType,
            Function<ApiCall, ApiReply> handler) {
        return new Operation(id, method, path, status, new Answer.Other(contentType),
                (call, operation) -> handler.apply(call));
    }

    /**
     * An operation that the original has and this version does not (rulings part 1): 404 with code 90112.
     *
     * @param why one sentence for the reference page and the answer
     */
    public static Operation notBuilt(String id, Method method, String path, String why) {
        return new Operation(id, method, path, 404, new Answer.NotBuilt(why), (call, operation) -> {
            throw ApiFailure.notBuilt(404, operation.title(), why);
        });
    }

    /** The same, but what {@code first} answers goes before: a resource with more than one form. */
    public Operation or(Function<ApiCall, Optional<ApiReply>> first) {
        return copyTo(new Operation(id, method, path, status, answer,
                (call, operation) -> first.apply(call).orElseGet(() -> execution.answer(call, operation))));
    }

    /** The same with these parameters. */
    public Operation with(Param<?>... more) {
        return copy(changed -> {
            List<Param<?>> all = new ArrayList<>(params);
            all.addAll(Arrays.asList(more));
            changed.params = List.copyOf(all);
        });
    }

    /** The same with these parameters. */
    public Operation with(List<Param<?>> more) {
        return with(more.toArray(Param<?>[]::new));
    }

    /** The same with these date filters. */
    public Operation with(DateFilter... filters) {
        Operation changed = this;
        for (DateFilter filter : filters) {
            changed = changed.with(filter.params());
        }
        return changed;
    }

    /** The same, answering another status when all is well. */
    public Operation answering(int other) {
        return copyTo(new Operation(id, method, path, other, answer, execution));
    }

    /** The same, closed to standard API keys (accounts and keys: rest-api section 1.2). */
    public Operation mainKeysOnly() {
        return copy(changed -> changed.keysOfAnyKind = false);
    }

    /** The same with one sentence for the reference page. */
    public Operation summary(String sentence) {
        return copy(changed -> changed.summary = sentence);
    }

    private Operation copy(Consumer<Operation> change) {
        Operation changed = copyTo(new Operation(id, method, path, status, answer, execution));
        change.accept(changed);
        return changed;
    }

    private Operation copyTo(Operation changed) {
        changed.params = params;
        changed.keysOfAnyKind = keysOfAnyKind;
        changed.summary = summary;
        return changed;
    }

    /** Its name in the OpenAPI document, such as {@code FetchCall}. */
    public String id() {
        return id;
    }

    /** Its HTTP method. */
    public Method method() {
        return method;
    }

    /** Its path as a template, without {@code .json}. */
    public String path() {
        return path;
    }

    /** Its status when all is well. */
    public int status() {
        return status;
    }

    /** Its parameters, besides those of the path. */
    public List<Param<?>> params() {
        return params;
    }

    /** Whether a standard key may use it. */
    public boolean openToStandardKeys() {
        return keysOfAnyKind;
    }

    /** Whether it does what it says; false for one that only answers that it is not built. */
    public boolean isBuilt() {
        return !(answer instanceof Answer.NotBuilt);
    }

    /** One sentence, may be empty. */
    public String summary() {
        return summary;
    }

    /** True for {@code /2010-04-01}, whose paths end in {@code .json}. */
    public boolean isOld() {
        return path.startsWith("/2010-04-01");
    }

    Answer answer() {
        return answer;
    }

    ApiReply answer(ApiCall call) {
        return execution.answer(call, this);
    }

    /** Method and template, for messages. */
    String title() {
        return method + " " + path + (isOld() ? ".json" : "");
    }

    @Override
    public String toString() {
        return title();
    }
}
