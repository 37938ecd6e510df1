package io.strowger.media.sdp;

import java.util.List;
import java.util.Optional;

/**
 * What is kept of a received description.
 *
 * @param version the {@code o=} line's version
 * @param connection the session's {@code c=} address
 * @param direction the session's direction attribute
 * @param media all sections in order
 */
record SessionDescription(
        long version, Optional<String> connection, Optional<Direction> direction, List<MediaLine> media) {}
