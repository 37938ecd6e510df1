package io.strowger.sim;

/** Small true session descriptions: G.711 and telephone events on a documentation address. */
final class SimSdp {
    private SimSdp() {}

    /** What {@code who} says, with a direction attribute. */
    static String of(String who, String direction) {
        return """
                v=0\r
                o=%s 1 1 IN IP4 192.0.2.1\r
                s=-\r
                c=IN IP4 192.0.2.1\r
                t=0 0\r
                m=audio 4000 RTP/AVP 0 8 101\r
                a=rtpmap:0 PCMU/8000\r
                a=rtpmap:8 PCMA/8000\r
                a=rtpmap:101 telephone-event/8000\r
                a=%s\r
                """.formatted(who.replace(' ', '-'), direction);
    }
}
