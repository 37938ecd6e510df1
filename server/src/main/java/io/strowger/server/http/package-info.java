/** The one way out: outgoing HTTP behind an address policy ({@code docs/webhooks.md}). */
package io.strowger.server.http;
