/** The demo: everything at once on one machine, told as it happens, with its own verdict at the end. */
package io.strowger.server.demo;
