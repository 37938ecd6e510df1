package io.strowger.media;

import io.strowger.kernel.Inbox;
import io.strowger.kernel.World;
import io.strowger.media.MediaLegEvent.Ending;
import io.strowger.media.audio.Clip;
import io.strowger.media.audio.SilenceDetector;
import java.util.Arrays;
import java.util.List;

/**
 * Takes a frame of each recorded direction every 20 ms and hands them, half a second at a time, to the strand that
 * writes the file: the pacer never touches a disk. When the disk is three seconds behind, frames are left out and
 * counted. Owned by one pacer; allocates nothing per frame.
 */
final class Recorder {
    private static final int FRAME = Clip.FRAME;
    private static final int BLOCK_FRAMES = 25;
    private static final int BLOCKS = 6;

    private final RecordingRequest request;
    private final List<Source> sources;
    private final EngineMetrics metrics;
    private final Inbox<RecordingFile.Letter> inbox;
    private final RecordingFile file;
    private final RecordingFile.Block[] blocks = new RecordingFile.Block[BLOCKS];
    private final short[] mix = new short[FRAME];
    private final SilenceDetector detector = new SilenceDetector();
    private final long maxFrames;
    private int current;
    private long frames;
    private long firstSound = -1;
    private long lastSound = -1;
    private Pause pause = Pause.NONE;
    private boolean ended;
    private boolean released;

    /** What is written instead of what is heard. */
    private enum Pause { NONE, SILENCE, NOTHING }

    /** One direction of one leg. */
    interface Source {
        /** Its last frame; silence when it is gone. */
        short[] frame();

        /** It is not listened to any more. */
        void release();
    }

    Recorder(World world, RecordingRequest request, RecordingFile file, List<Source> sources, EngineMetrics metrics) {
        this.request = request;
        this.sources = sources;
        this.metrics = metrics;
        this.file = file;
        this.maxFrames = Math.max(1, request.maxLength().toMillis() / 20);
        this.inbox = world.timeline().inbox(BLOCKS + 2);
        for (int i = 0; i < BLOCKS; i++) {
            blocks[i] = new RecordingFile.Block(BLOCK_FRAMES * FRAME * request.channels());
        }
        world.timeline().spawn("recording-" + request.recording(), () -> file.run(inbox));
    }

    RecordingRequest request() {
        return request;
    }

    /**
     * Takes the frames of this moment.
     *
     * @return false when the recording has ended
     */
    boolean capture() {
        if (ended || file.failed()) {
            release();
            return false;
        }
        if (pause == Pause.NOTHING) {
            return true;
        }
        mixDown();
        boolean sound = detector.frame(mix);
        RecordingFile.Block block = blocks[current];
        if (block.busy) {
            metrics.recordingOverruns.increment();
        } else {
            append(block);
            frames++;
            if (sound) {
                firstSound = firstSound < 0 ? Math.max(0, frames - SilenceDetector.ONSET) : firstSound;
                lastSound = frames;
            }
        }
        if (frames >= maxFrames) {
            end(Ending.MAX_LENGTH);
        } else if (request.silence().isPositive() && detector.silentMillis() >= request.silence().toMillis()) {
            end(Ending.SILENCE);
        }
        return !ended;
    }

    /** From the next frame on, silence or nothing is written. */
    void pause(boolean silence) {
        pause = silence ? Pause.SILENCE : Pause.NOTHING;
    }

    /** From the next frame on, what is heard is written again. */
    void resume() {
        pause = Pause.NONE;
    }

    private void mixDown() {
        if (pause == Pause.SILENCE) {
            Arrays.fill(mix, (short) 0);
            return;
        }
        for (int i = 0; i < FRAME; i++) {
            int sum = 0;
            for (int s = 0; s < sources.size(); s++) {
                sum += sources.get(s).frame()[i];
            }
            mix[i] = (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, sum));
        }
    }

    private void append(RecordingFile.Block block) {
        if (request.channels() == 1) {
            System.arraycopy(mix, 0, block.samples, block.count, FRAME);
            block.count += FRAME;
        } else {
            boolean heard = pause == Pause.NONE;
            short[] first = sources.getFirst().frame();
            for (int i = 0; i < FRAME; i++) {
                block.samples[block.count++] = heard ? first[i] : 0;
                block.samples[block.count++] = heard && sources.size() > 1 ? sources.get(1).frame()[i] : 0;
            }
        }
        if (block.count == block.samples.length) {
            hand(block);
        }
    }

    private void hand(RecordingFile.Block block) {
        block.busy = true;
        if (!inbox.post(block) && !file.failed()) {
            throw new IllegalStateException("a recording's inbox of " + (BLOCKS + 2) + " refused a block");
        }
        current = (current + 1) % BLOCKS;
    }

    /** Ends the recording; its file is closed by the strand that writes it. */
    void end(Ending ending) {
        if (ended) {
            return;
        }
        ended = true;
        if (!blocks[current].busy && blocks[current].count > 0) {
            hand(blocks[current]);
        }
        boolean told = inbox.post(new RecordingFile.Finish(ending, firstSound * FRAME, lastSound * FRAME));
        if (!told && !file.failed()) {
            throw new IllegalStateException("a recording's inbox refused its end");
        }
        release();
    }

    private void release() {
        if (!released) {
            released = true;
            sources.forEach(Source::release);
        }
    }
}
