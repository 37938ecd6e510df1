/** The HTTP server: the compatible REST surface, our own API, health and metrics ({@code docs/http-api.md}). */
package io.strowger.server.api;
