package io.strowger.call.port;

/**
 * A URL of a customer and how to call it.
 *
 * @param url absolute; may be a level 1 URI template (requirement B6), carry user info and a fragment of overrides
 * @param method GET or POST
 */
public record WebTarget(String url, String method) {}
