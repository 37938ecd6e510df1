package io.strowger.server.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.FormBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes resources and pages of them (rest-api sections 1.4 and 1.7). */
final class Replies {
    private static final JsonFactory FACTORY = new JsonFactory();

    private Replies() {}

    @FunctionalInterface
    private interface Content {
        void write(JsonGenerator out) throws IOException;
    }

    static <T> ApiReply one(int status, Representation<T> shown, T value, ApiCall call) {
        return json(status, call, out -> shown.write(out, value, call.links()));
    }

    static <T> ApiReply page(String key, Representation<T> shown, Slice<T> slice, ApiCall call) {
        PageRequest page = call.page();
        return json(200, call, out -> {
            out.writeStartObject();
            if (shown.isOld()) {
                rows(out, key, shown, slice, call);
                oldPaging(out, slice, page, call);
            } else {
                newPaging(out, key, slice, page, call);
                rows(out, key, shown, slice, call);
            }
            out.writeEndObject();
        });
    }

    private static <T> void rows(JsonGenerator out, String key, Representation<T> shown, Slice<T> slice, ApiCall call)
            throws IOException {
        out.writeArrayFieldStart(key);
        for (T row : slice.rows()) {
            shown.write(out, row, call.links());
        }
        out.writeEndArray();
    }

    private static void oldPaging(JsonGenerator out, Slice<?> slice, PageRequest page, ApiCall call)
            throws IOException {
        long start = (long) page.size() * page.number();
        out.writeStringField("first_page_uri", first(page, call));
        text(out, "next_page_uri", next(slice, page, call));
        text(out, "previous_page_uri", previous(slice, page, call));
        out.writeStringField("uri", address(call, page.size(), page.number(),
                page.cursor().map(PageRequest.Cursor::token)));
        out.writeNumberField("page", page.number());
        out.writeNumberField("page_size", page.size());
        out.writeNumberField("start", start);
        out.writeNumberField("end", slice.rows().isEmpty() ? start : start + slice.rows().size() - 1);
    }

    private static void newPaging(JsonGenerator out, String key, Slice<?> slice, PageRequest page, ApiCall call)
            throws IOException {
        Links links = call.links();
        out.writeObjectFieldStart("meta");
        out.writeStringField("key", key);
        out.writeNumberField("page", page.number());
        out.writeNumberField("page_size", page.size());
        out.writeStringField("first_page_url", links.to(first(page, call)));
        text(out, "previous_page_url", previous(slice, page, call).map(links::to));
        out.writeStringField("url", links.to(address(call, page.size(), page.number(),
                page.cursor().map(PageRequest.Cursor::token))));
        text(out, "next_page_url", next(slice, page, call).map(links::to));
        out.writeEndObject();
    }

    private static String first(PageRequest page, ApiCall call) {
        return address(call, page.size(), 0, Optional.empty());
    }

    private static Optional<String> next(Slice<?> slice, PageRequest page, ApiCall call) {
        return slice.next().map(key -> address(call, page.size(),
                Math.min(PageRequest.MOST_PAGES, page.number() + 1),
                Optional.of(new PageRequest.Cursor(false, key).token())));
    }

    private static Optional<String> previous(Slice<?> slice, PageRequest page, ApiCall call) {
        return slice.previous().map(key -> address(call, page.size(), Math.max(0, page.number() - 1),
                Optional.of(new PageRequest.Cursor(true, key).token())));
    }

    private static String address(ApiCall call, int size, int number, Optional<String> token) {
        List<Header> query = new ArrayList<>(call.listFilters());
        query.add(new Header("PageSize", Integer.toString(size)));
        query.add(new Header("Page", Integer.toString(number)));
        token.ifPresent(value -> query.add(new Header("PageToken", value)));
        return call.listPath() + "?" + FormBody.encode(query);
    }

    private static void text(JsonGenerator out, String field, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            out.writeStringField(field, value.get());
        } else {
            out.writeNullField(field);
        }
    }

    private static ApiReply json(int status, ApiCall call, Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
            content.write(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException("memory takes every byte", impossible);
        }
        return new ApiReply.Raw(status, "application/json", bytes.toByteArray(), call.answerHeaders());
    }
}
