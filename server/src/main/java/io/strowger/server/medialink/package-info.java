/** The call room's media commands, carried out by the media engine of this process. */
package io.strowger.server.medialink;
