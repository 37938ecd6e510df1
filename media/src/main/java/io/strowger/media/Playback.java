package io.strowger.media;

import io.strowger.media.audio.Clip;
import io.strowger.media.audio.Codec;
import io.strowger.media.audio.Tones;
import io.strowger.media.rtp.EventReceiver;
import java.util.Arrays;

/**
 * What a leg plays: one sound at a time, silence otherwise. A frame costs a copy. Owned by one pacer.
 */
final class Playback {
    private static final int FRAME = Clip.FRAME;
    private static final int KEY_FRAMES = 5;
    private static final int GAP_FRAMES = 5;
    private static final int END_PACKETS = 3;

    private final OutStream out;
    private final byte[] frame = new byte[FRAME];
    private Voice voice = Nothing.NOTHING;
    private long id;
    private long frames;

    Playback(OutStream out) {
        this.out = out;
    }

    /** One running sound. */
    private interface Voice {
        /** Sends 20 ms; false when nothing was left to send, and nothing was sent. */
        boolean frame();

        /** True when nothing is left. */
        boolean ended();
    }

    private enum Nothing implements Voice {
        NOTHING;

        @Override
        public boolean frame() {
            return false;
        }

        @Override
        public boolean ended() {
            return true;
        }
    }

    boolean playing() {
        return voice != Nothing.NOTHING;
    }

    long id() {
        return id;
    }

    /** Milliseconds of the present or last sound that went out. */
    long playedMillis() {
        return frames * 20;
    }

    /** Begins a sound; the caller has stopped the one before. */
    void begin(long playId, Sound sound) {
        id = playId;
        frames = 0;
        voice = switch (sound) {
            case Sound.Sample sample -> new Sampled(sample.clip(), sample.times());
            case Sound.Silence silence -> new Silent(silence.length().toMillis() / 20);
            case Sound.Digits digits -> new Keys(digits.digits());
        };
    }

    void stop() {
        voice = Nothing.NOTHING;
    }

    /**
     * Sends 20 ms of sound, or of silence.
     *
     * @return true when this was the sound's last frame, or it was empty
     */
    boolean frame() {
        boolean was = playing();
        if (was && voice.frame()) {
            frames++;
            if (voice.ended()) {
                voice = Nothing.NOTHING; // told with the last frame, so that the next sound follows without a gap
                return true;
            }
            return false;
        }
        voice = Nothing.NOTHING;
        silence();
        return was;
    }

    /** The companded frame sent last; what a recorder of the outbound side takes. */
    byte[] lastFrame() {
        return frame;
    }

    private void silence() {
        Arrays.fill(frame, out.codec().silence());
        out.audio(frame, 0, FRAME);
    }

    private final class Sampled implements Voice {
        private final Clip clip;
        private int left;
        private int at;

        Sampled(Clip clip, int times) {
            this.clip = clip;
            this.left = clip.samples() == 0 ? 0 : times;
        }

        @Override
        public boolean ended() {
            return left == 0;
        }

        @Override
        public boolean frame() {
            if (left == 0) {
                return false;
            }
            byte[] bytes = clip.bytes(out.codec());
            int filled = 0;
            while (filled < FRAME && left > 0) {
                int part = Math.min(FRAME - filled, bytes.length - at);
                System.arraycopy(bytes, at, frame, filled, part);
                filled += part;
                at += part;
                if (at == bytes.length) {
                    at = 0;
                    left = left == Integer.MAX_VALUE ? left : left - 1;
                }
            }
            Arrays.fill(frame, filled, FRAME, out.codec().silence());
            out.audio(frame, 0, FRAME);
            return true;
        }
    }

    private final class Silent implements Voice {
        private long left;

        Silent(long frames) {
            left = frames;
        }

        @Override
        public boolean ended() {
            return left <= 0;
        }

        @Override
        public boolean frame() {
            if (left-- <= 0) {
                return false;
            }
            silence();
            return true;
        }
    }

    /** Keys one after another; RFC 4733 section 2.5.1 for the packets of one. */
    private final class Keys implements Voice {
        private final String digits;
        private int next;
        private int step;
        private int waits;
        private int eventClock;
        private byte[] tone = new byte[0];

        Keys(String digits) {
            this.digits = digits;
        }

        @Override
        public boolean ended() {
            return waits == 0 && next >= digits.length();
        }

        @Override
        public boolean frame() {
            if (waits > 0) {
                waits--;
                silence();
                return true;
            }
            if (next >= digits.length()) {
                return false;
            }
            char key = digits.charAt(next);
            if (key == 'w' || key == 'W') {
                next++;
                waits = (key == 'w' ? 25 : 50) - 1;
                silence();
                return true;
            }
            if (out.eventType() >= 0) {
                event(key);
            } else {
                inBand(key);
            }
            if (++step == KEY_FRAMES + GAP_FRAMES) {
                step = 0;
                next++;
            }
            return true;
        }

        private void event(char key) {
            int code = EventReceiver.code(key);
            if (step == 0) {
                eventClock = out.clock();
            }
            if (step < KEY_FRAMES) {
                out.event(step == 0, code, false, eventClock, (step + 1) * FRAME);
            } else if (step < KEY_FRAMES + END_PACKETS) {
                out.event(false, code, true, eventClock, KEY_FRAMES * FRAME);
            } else {
                silence();
                return;
            }
            Arrays.fill(frame, out.codec().silence());
        }

        private void inBand(char key) {
            if (step == 0) {
                Codec law = out.codec();
                tone = law.encode(Tones.dtmf(key, KEY_FRAMES * 20));
            }
            if (step < KEY_FRAMES) {
                System.arraycopy(tone, step * FRAME, frame, 0, FRAME);
                out.audio(frame, 0, FRAME);
            } else {
                silence();
            }
        }
    }
}
