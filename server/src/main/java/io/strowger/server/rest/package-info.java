/**
 * The frame of the HTTP API: operations are declared once ({@link io.strowger.server.rest.Operation}, with their
 * {@link io.strowger.server.rest.Param}s and {@link io.strowger.server.rest.Shape}s), and from the declarations come
 * routing, checks, answers, the OpenAPI document and the reference page. What a resource does is not here: those live
 * in {@code server.api} and know nothing of the HTTP library.
 *
 * <p>Read {@link io.strowger.server.rest.Dispatcher} first: it is the way of a request from the wire to a handler.
 */
package io.strowger.server.rest;
