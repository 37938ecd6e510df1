package io.strowger.kernel;

import io.strowger.kernel.FetchRequest.Header;
import java.util.List;
import java.util.Optional;

/** What came of one HTTP exchange. */
public sealed interface FetchAnswer {
    /**
     * The server answered, with whatever status.
     *
     * @param headers in order, repeated ones included
     * @param body complete and undecoded of charset; content codings are undone
     */
    record Answered(int status, List<Header> headers, byte[] body) implements FetchAnswer {
        /** The first value of a header, by case-insensitive name. */
        public Optional<String> header(String name) {
            return headers.stream().filter(h -> h.name().equalsIgnoreCase(name)).map(Header::value).findFirst();
        }
    }

    /**
     * No complete answer came.
     *
     * @param detail one sentence for the notification; never holds a secret
     */
    record Failed(FetchTrouble trouble, String detail) implements FetchAnswer {}
}
