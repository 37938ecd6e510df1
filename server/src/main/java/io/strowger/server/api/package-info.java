/**
 * The resources of the HTTP API: each class declares the operations of one kind of resource and answers them from the
 * rooms behind it. What they are declared with is in {@code server.rest} ({@code docs/http-api.md}).
 */
package io.strowger.server.api;
