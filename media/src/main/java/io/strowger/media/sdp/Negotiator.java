package io.strowger.media.sdp;

import io.strowger.media.audio.Codec;
import io.strowger.media.sdp.MediaLine.RtpMap;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One leg's side of offer and answer (RFC 3264): one audio stream over RTP/AVP with G.711 and telephone-events. A
 * refused exchange leaves the agreement as it was. Owned by its leg; not safe for several threads.
 */
public final class Negotiator {
    /** Payload type we ask for telephone-events when we make the offer. */
    public static final int EVENT_TYPE = 101;
    private static final String EVENT = "TELEPHONE-EVENT";

    private final InetAddress advertised;
    private final int port;
    private final List<Codec> preferred;
    private final long sessionId;
    private long version;
    private String lastBody = "";
    /** The m= lines of the session so far: refused ones keep their place for ever (RFC 3264 section 8). */
    private List<Line> layout = new ArrayList<>(List.of(new Line("audio", "RTP/AVP", "", true)));
    private boolean offerPending;
    private Direction wanted = Direction.SENDRECV;
    private Optional<Agreement> agreement = Optional.empty();

    /**
     * @param advertised the address that the far side sends to
     * @param port our RTP port
     * @param preferred codecs in our order; at least one
     * @param sessionId unguessable number for the {@code o=} line; made positive
     */
    public Negotiator(InetAddress advertised, int port, List<Codec> preferred, long sessionId) {
        if (preferred.isEmpty()) {
            throw new IllegalArgumentException("a leg needs a codec");
        }
        this.advertised = advertised;
        this.port = port;
        this.preferred = List.copyOf(preferred);
        this.sessionId = sessionId & 0x7FFF_FFFF_FFFFL;
        this.version = this.sessionId;
    }

    private record Line(String kind, String protocol, String format, boolean ours) {}

    /** What is in force; empty before the first exchange is complete. */
    public Optional<Agreement> agreement() {
        return agreement;
    }

    /** Sets what we want to do with the stream from the next offer or answer on: hold is {@code SENDONLY}. */
    public void want(Direction direction) {
        wanted = direction;
    }

    /** An offer: of everything we speak, or of the session as it stands with its codec first. */
    public String offer() {
        offerPending = true;
        List<Codec> codecs = new ArrayList<>(preferred);
        agreement.ifPresent(now -> {
            codecs.remove(now.codec());
            codecs.addFirst(now.codec());
        });
        StringBuilder section = new StringBuilder();
        section.append("m=audio ").append(port).append(" RTP/AVP");
        for (Codec codec : codecs) {
            section.append(' ').append(codec.payloadType());
        }
        section.append(' ').append(EVENT_TYPE).append("\r\n");
        for (Codec codec : codecs) {
            rtpmap(section, codec.payloadType(), codec.name());
        }
        events(section, EVENT_TYPE);
        section.append("a=ptime:20\r\na=").append(wanted.wire()).append("\r\n");
        return write(section);
    }

    /**
     * Answers an offer and puts it in force.
     *
     * @throws SdpFailure when nothing in it can be used
     */
    public String answer(String offer) {
        SessionDescription description = SdpParser.parse(offer);
        int chosen = chooseAudio(description);
        MediaLine line = description.media().get(chosen);
        Optional<Pick> pick = pick(line, line.formats());
        if (pick.isEmpty()) {
            throw new SdpFailure("the offer holds neither PCMU nor PCMA");
        }
        Direction remote = remoteDirection(description, line);
        Direction ours = remote.reversed().and(wanted);
        Pick agreed = pick.get();
        agreement = Optional.of(agreement(description, line, agreed, agreed.eventType(), agreed.eventType(), ours));
        offerPending = false;
        layout = layoutOf(description, chosen);

        StringBuilder section = new StringBuilder();
        section.append("m=audio ").append(port).append(" RTP/AVP ").append(agreed.type());
        if (agreed.eventType() >= 0) {
            section.append(' ').append(agreed.eventType());
        }
        section.append("\r\n");
        rtpmap(section, agreed.type(), agreed.codec().name());
        if (agreed.eventType() >= 0) {
            events(section, agreed.eventType());
        }
        section.append("a=ptime:20\r\na=").append(ours.wire()).append("\r\n");
        return write(section);
    }

    /**
     * Puts the far side's answer to our last offer in force.
     *
     * @throws SdpFailure when it refuses the stream or answers something we did not offer
     */
    public Agreement accept(String answer) {
        if (!offerPending && agreement.isEmpty()) {
            throw new SdpFailure("an answer came although nothing was offered");
        }
        SessionDescription description = SdpParser.parse(answer);
        int ours = 0;
        while (!layout.get(ours).ours()) {
            ours++;
        }
        if (description.media().size() <= ours || !description.media().get(ours).kind().equals("audio")) {
            throw new SdpFailure("the answer has no audio where the offer had it");
        }
        MediaLine line = description.media().get(ours);
        if (line.port() == 0) {
            throw new SdpFailure("the answer refuses the audio stream");
        }
        if (!line.protocol().equals("RTP/AVP")) {
            throw new SdpFailure("the answer changes the transport to " + printable(line.protocol()));
        }
        Pick pick = pick(line, line.formats()).orElseThrow(
                () -> new SdpFailure("the answer holds neither PCMU nor PCMA"));
        Direction direction = remoteDirection(description, line).reversed().and(wanted);
        int receive = pick.eventType() >= 0 ? EVENT_TYPE : -1;
        Agreement agreed = agreement(description, line, pick, pick.eventType(), receive, direction);
        agreement = Optional.of(agreed);
        return agreed;
    }

    private record Pick(Codec codec, int type, int eventType) {}

    /** The first audio section that is switched on and in plain RTP; its failure says why there is none. */
    private static int chooseAudio(SessionDescription description) {
        String why = "the offer has no audio";
        for (int i = 0; i < description.media().size(); i++) {
            MediaLine line = description.media().get(i);
            if (!line.kind().equals("audio") || line.port() == 0) {
                continue;
            }
            if (line.protocol().equals("RTP/AVP")) {
                return i;
            }
            why = "the offer asks for transport " + printable(line.protocol()) + "; only RTP/AVP is spoken";
        }
        throw new SdpFailure(why);
    }

    /** The far side's first codec that we speak (it knows its own line best), and its telephone-event type. */
    private Optional<Pick> pick(MediaLine line, List<String> formats) {
        int eventType = -1;
        for (RtpMap map : line.maps()) {
            if (map.encoding().equals(EVENT) && map.rate() == 8000 && formats.contains("" + map.payloadType())) {
                eventType = map.payloadType();
                break;
            }
        }
        for (String format : formats) {
            for (Codec codec : preferred) {
                if (means(line, format, codec)) {
                    return Optional.of(new Pick(codec, Integer.parseInt(format), eventType));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean means(MediaLine line, String format, Codec codec) {
        for (RtpMap map : line.maps()) {
            if (format.equals("" + map.payloadType())) {
                return map.encoding().equals(codec.name()) && map.rate() == 8000;
            }
        }
        return format.equals("" + codec.payloadType());
    }

    private static int typeOf(MediaLine line, Codec codec) {
        for (String format : line.formats()) {
            if (means(line, format, codec)) {
                return Integer.parseInt(format);
            }
        }
        return -1;
    }

    private Agreement agreement(
            SessionDescription description, MediaLine line, Pick pick, int eventSend, int eventReceive,
            Direction direction) {
        String host = line.connection().or(description::connection).orElseThrow(
                () -> new SdpFailure("the description has no c= line for its audio"));
        InetAddress address = literal(host);
        int rtcpPort = line.rtcp().map(MediaLine.Rtcp::port).orElse(Math.min(65535, line.port() + 1));
        InetAddress rtcpAddress = line.rtcp().flatMap(MediaLine.Rtcp::address).map(Negotiator::literal).orElse(address);
        return new Agreement(
                new InetSocketAddress(address, line.port()), new InetSocketAddress(rtcpAddress, rtcpPort),
                pick.codec(), pick.type(), typeOf(line, Codec.PCMU), typeOf(line, Codec.PCMA), eventSend, eventReceive,
                direction);
    }

    /** Names are not resolved: a description must not make us ask a name server while a call waits. */
    private static InetAddress literal(String host) {
        InetAddress address;
        try {
            address = InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException notALiteral) {
            throw new SdpFailure("the address '" + printable(host) + "' is not an IP address");
        }
        if (address.isMulticastAddress() || address.getHostAddress().equals("255.255.255.255")) {
            throw new SdpFailure("the address '" + printable(host) + "' is not one host's");
        }
        return address;
    }

    /** Hold in the old way, c=0.0.0.0, counts as "I only send" (RFC 3264 section 8.4). */
    private static Direction remoteDirection(SessionDescription description, MediaLine line) {
        Direction said = line.direction().or(description::direction).orElse(Direction.SENDRECV);
        boolean nowhere = line.connection().or(description::connection)
                .map(host -> literal(host).isAnyLocalAddress()).orElse(false);
        return nowhere ? said.and(Direction.SENDONLY) : said;
    }

    private static List<Line> layoutOf(SessionDescription description, int chosen) {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < description.media().size(); i++) {
            MediaLine line = description.media().get(i);
            lines.add(new Line(line.kind(), line.protocol(), line.formats().getFirst(), i == chosen));
        }
        return lines;
    }

    private static void rtpmap(StringBuilder out, int type, String name) {
        out.append("a=rtpmap:").append(type).append(' ').append(name).append("/8000\r\n");
    }

    private static void events(StringBuilder out, int type) {
        rtpmap(out, type, "telephone-event");
        out.append("a=fmtp:").append(type).append(" 0-15\r\n");
    }

    /** The whole description; the version rises by one when anything differs from the last (RFC 3264 section 8). */
    private String write(StringBuilder section) {
        StringBuilder media = new StringBuilder();
        for (Line line : layout) {
            if (line.ours()) {
                media.append(section);
            } else {
                media.append("m=").append(line.kind()).append(" 0 ").append(line.protocol()).append(' ')
                        .append(line.format()).append("\r\n");
            }
        }
        String body = media.toString();
        if (!lastBody.isEmpty() && !lastBody.equals(body)) {
            version++;
        }
        lastBody = body;
        String family = advertised instanceof java.net.Inet6Address ? "IP6 " : "IP4 ";
        String host = family + advertised.getHostAddress();
        return "v=0\r\no=strowger " + sessionId + " " + version + " IN " + host + "\r\ns=-\r\nc=IN " + host
                + "\r\nt=0 0\r\n" + body;
    }

    private static String printable(String text) {
        String clean = text.replaceAll("[^\\x21-\\x7e]", "?");
        return clean.length() > 60 ? clean.substring(0, 60) + "..." : clean;
    }
}
