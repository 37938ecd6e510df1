package io.strowger.kernel;

import io.strowger.kernel.FetchRequest.Header;
import java.util.List;

/** Signs one hop of an outgoing request (requirement B7). Any thread may call it. */
@FunctionalInterface
public interface RequestSigner {
    /** Signs nothing. */
    RequestSigner NONE = (url, form) -> List.of();

    /**
     * @param url exactly as requested: query string kept, user info and fragment removed
     * @param form the form body's fields; empty for a GET
     * @return the headers to add
     */
    List<Header> sign(String url, List<Header> form);
}
