package io.strowger.media.audio;

/**
 * Sound that is ready for a telephone line: 8 kHz, companded, so that playing costs a copy a packet. The other law is
 * made once, by whoever asks first, outside the pacer. Any thread may call it; what it returns must not be written to.
 */
public final class Clip {
    /** Samples in a second of every clip. */
    public static final int RATE = 8000;
    /** Samples in a 20 ms frame. */
    public static final int FRAME = 160;

    private volatile byte[] ulaw;
    private volatile byte[] alaw;
    private final int length;

    private Clip(byte[] ulaw, byte[] alaw, int length) {
        this.ulaw = ulaw;
        this.alaw = alaw;
        this.length = length;
    }

    /** A clip of 16-bit samples at 8 kHz, encoded in both laws (a kilobyte takes about five microseconds). */
    public static Clip of(short[] pcm) {
        return new Clip(Codec.PCMU.encode(pcm), Codec.PCMA.encode(pcm), pcm.length);
    }

    /** A clip of companded bytes, which it keeps. */
    public static Clip of(Codec codec, byte[] companded) {
        return codec == Codec.PCMU
                ? new Clip(companded, new byte[0], companded.length)
                : new Clip(new byte[0], companded, companded.length);
    }

    /** Samples in it. */
    public int samples() {
        return length;
    }

    /** How long it sounds, in milliseconds, rounded down. */
    public long millis() {
        return length * 1000L / RATE;
    }

    /** Its bytes in a law. The first call for a law that it was not made with recodes all of it. */
    public byte[] bytes(Codec codec) {
        byte[] have = codec == Codec.PCMU ? ulaw : alaw;
        if (have.length == length) {
            return have;
        }
        byte[] source = codec == Codec.PCMU ? alaw : ulaw;
        Codec from = codec == Codec.PCMU ? Codec.PCMA : Codec.PCMU;
        byte[] made = new byte[length];
        for (int i = 0; i < length; i++) {
            made[i] = from.recode(source[i], codec);
        }
        if (codec == Codec.PCMU) {
            ulaw = made;
        } else {
            alaw = made;
        }
        return made;
    }

    /** Its samples. */
    public short[] pcm() {
        return ulaw.length == length ? Codec.PCMU.decode(ulaw) : Codec.PCMA.decode(alaw);
    }
}
