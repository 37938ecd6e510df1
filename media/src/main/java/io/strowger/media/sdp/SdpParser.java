package io.strowger.media.sdp;

import io.strowger.media.sdp.MediaLine.Rtcp;
import io.strowger.media.sdp.MediaLine.RtpMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads a session description (RFC 4566) as far as sound needs it; unknown lines and attributes are skipped. One use,
 * one thread.
 */
final class SdpParser {
    /** Longest description read, in characters. */
    static final int MAX_LENGTH = 16_384;
    /** Most lines read. */
    static final int MAX_LINES = 512;
    /** Most {@code m=} sections read. */
    static final int MAX_MEDIA = 16;
    /** Most formats of one section kept. */
    static final int MAX_FORMATS = 64;

    private long version;
    private Optional<String> sessionConnection = Optional.empty();
    private Optional<Direction> sessionDirection = Optional.empty();
    private final List<MediaLine> media = new ArrayList<>();
    private boolean inMedia;
    private String kind = "";
    private int port;
    private String protocol = "";
    private List<String> formats = List.of();
    private Optional<String> connection = Optional.empty();
    private List<RtpMap> maps = new ArrayList<>();
    private Optional<Direction> direction = Optional.empty();
    private Optional<Rtcp> rtcp = Optional.empty();

    private SdpParser() {}

    static SessionDescription parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new SdpFailure("the session description is longer than " + MAX_LENGTH + " characters");
        }
        return new SdpParser().read(text);
    }

    private SessionDescription read(String text) {
        String[] lines = text.split("\r\n|\n|\r", MAX_LINES + 1);
        if (lines.length > MAX_LINES) {
            throw new SdpFailure("the session description has more than " + MAX_LINES + " lines");
        }
        if (!lines[0].strip().equals("v=0")) {
            throw new SdpFailure("the session description does not begin with v=0");
        }
        for (String line : lines) {
            if (line.isBlank()) {
                continue;
            }
            if (line.length() < 2 || line.charAt(1) != '=') {
                throw new SdpFailure("the session description has a line that is not type=value");
            }
            line(line.charAt(0), line.substring(2).strip());
        }
        endMedia();
        return new SessionDescription(version, sessionConnection, sessionDirection, List.copyOf(media));
    }

    private void line(char type, String value) {
        switch (type) {
            case 'o' -> origin(value);
            case 'c' -> {
                if (inMedia) {
                    connection = Optional.of(address(value));
                } else {
                    sessionConnection = Optional.of(address(value));
                }
            }
            case 'm' -> beginMedia(value);
            case 'a' -> attribute(value);
            default -> { } // every other line says nothing about where sound goes
        }
    }

    private void origin(String value) {
        String[] fields = value.split(" +");
        if (fields.length < 6) {
            throw new SdpFailure("the o= line has fewer than six fields");
        }
        try {
            version = Long.parseUnsignedLong(fields[2]);
        } catch (NumberFormatException notANumber) {
            version = 0; // some phones write more digits than fit; the version is only ever compared
        }
    }

    private static String address(String value) {
        String[] fields = value.split(" +");
        if (fields.length < 3 || !fields[0].equals("IN")) {
            throw new SdpFailure("the c= line is not 'IN IP4 address' or 'IN IP6 address'");
        }
        int slash = fields[2].indexOf('/');
        return slash < 0 ? fields[2] : fields[2].substring(0, slash);
    }

    private void beginMedia(String value) {
        endMedia();
        if (media.size() >= MAX_MEDIA) {
            throw new SdpFailure("the session description has more than " + MAX_MEDIA + " m= lines");
        }
        String[] fields = value.split(" +");
        if (fields.length < 4) {
            throw new SdpFailure("an m= line has fewer than four fields");
        }
        int slash = fields[1].indexOf('/');
        kind = fields[0];
        port = number(slash < 0 ? fields[1] : fields[1].substring(0, slash), 65535, "port of an m= line");
        protocol = fields[2];
        formats = List.of(fields).subList(3, Math.min(fields.length, 3 + MAX_FORMATS));
        connection = Optional.empty();
        maps = new ArrayList<>();
        direction = Optional.empty();
        rtcp = Optional.empty();
        inMedia = true;
    }

    private void endMedia() {
        if (inMedia) {
            media.add(new MediaLine(
                    kind, port, protocol, List.copyOf(formats), connection, List.copyOf(maps), direction, rtcp));
        }
    }

    private void attribute(String value) {
        int colon = value.indexOf(':');
        String name = colon < 0 ? value : value.substring(0, colon);
        String rest = colon < 0 ? "" : value.substring(colon + 1).strip();
        Optional<Direction> named = Direction.parse(name);
        if (named.isPresent()) {
            if (inMedia) {
                direction = named;
            } else {
                sessionDirection = named;
            }
        } else if (inMedia && name.equals("rtpmap")) {
            rtpmap(rest);
        } else if (inMedia && name.equals("rtcp")) {
            String[] fields = rest.split(" +");
            rtcp = Optional.of(new Rtcp(number(fields[0], 65535, "port of an rtcp attribute"),
                    fields.length >= 4 ? Optional.of(fields[3]) : Optional.empty()));
        }
    }

    private void rtpmap(String value) {
        String[] fields = value.split(" +");
        String[] encoding = fields.length < 2 ? new String[0] : fields[1].split("/");
        if (encoding.length < 2) {
            throw new SdpFailure("an rtpmap attribute is not 'number name/rate'");
        }
        if (maps.size() < MAX_FORMATS) {
            maps.add(new RtpMap(number(fields[0], 127, "payload type"), encoding[0].toUpperCase(Locale.ROOT),
                    number(encoding[1], 1_000_000, "clock rate")));
        }
    }

    private static int number(String text, int max, String what) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 0 && number <= max) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            throw new SdpFailure("the " + what + " is not a number");
        }
        throw new SdpFailure("the " + what + " is not from 0 to " + max);
    }
}
