package io.strowger.media;

import io.strowger.kernel.Metrics;
import java.util.concurrent.atomic.LongAdder;

/** The engine's counters, fetched once. Any thread may call it. */
final class EngineMetrics {
    final LongAdder dropped;
    final LongAdder floods;
    final LongAdder lostMedia;
    final LongAdder skippedFrames;
    final LongAdder refusedSends;
    final LongAdder brokenLegs;
    final LongAdder recordingOverruns;
    final Metrics.Histogram lateness;
    private final LongAdder sent;
    private final LongAdder received;
    private final LongAdder lost;
    private final LongAdder late;
    private final Metrics.Histogram jitter;

    EngineMetrics(Metrics metrics) {
        dropped = metrics.counter("strowger_media_packets_dropped_total", "RTP packets thrown away on arrival.");
        floods = metrics.counter("strowger_media_poll_limit_total", "Polls that met the limit of packets per leg.");
        lostMedia = metrics.counter("strowger_media_lost_total", "Legs from which no packet came for too long.");
        skippedFrames = metrics.counter("strowger_media_frames_skipped_total", "Frames skipped as a pacer was late.");
        refusedSends = metrics.counter("strowger_media_unreachable_total", "Socket errors such as port unreachable.");
        brokenLegs = metrics.counter("strowger_media_legs_broken_total", "Legs closed because of a mistake of ours.");
        recordingOverruns = metrics.counter("strowger_media_recording_overruns_total",
                "Frames left out of a recording because the disk was behind.");
        lateness = metrics.histogram("strowger_media_pacer_lateness_seconds", "How late frames were sent.",
                new double[] {0.001, 0.002, 0.005, 0.010, 0.020, 0.050, 0.100});
        sent = metrics.counter("strowger_media_packets_sent_total", "RTP packets sent, by closed legs.");
        received = metrics.counter("strowger_media_packets_received_total", "RTP packets received, by closed legs.");
        lost = metrics.counter("strowger_media_packets_lost_total", "RTP packets that never came, by closed legs.");
        late = metrics.counter("strowger_media_packets_late_total", "RTP packets out of turn, by closed legs.");
        jitter = metrics.histogram("strowger_media_jitter_seconds", "Greatest jitter of a closed leg.",
                new double[] {0.001, 0.002, 0.005, 0.010, 0.020, 0.050, 0.100, 0.200});
    }

    void closed(PacedLeg leg) {
        LegFigures figures = leg.figures();
        sent.add(figures.sent());
        received.add(figures.received());
        lost.add(figures.lost());
        late.add(figures.late());
        jitter.observe(figures.maxJitterMillis() / 1000);
    }
}
