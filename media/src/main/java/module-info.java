/** Calls' sound: RTP and RTCP, SDP offer and answer, G.711, players, recorders and bridges, paced by a few threads. */
module io.strowger.media {
    requires transitive io.strowger.kernel;

    exports io.strowger.media;
    exports io.strowger.media.audio;
    exports io.strowger.media.rtp;
    exports io.strowger.media.sdp;
}
