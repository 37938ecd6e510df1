package io.strowger.media.audio;

/**
 * The two companding laws of ITU-T G.711 at 8 kHz, one byte a sample, by tables. Immutable: any thread may call it.
 */
public enum Codec {
    /** u-law, static payload type 0 (RFC 3551 table 4). */
    PCMU(0, (byte) 0xFF),
    /** A-law, static payload type 8 (RFC 3551 table 4). */
    PCMA(8, (byte) 0xD5);

    private static final byte[] ULAW_TO_ALAW = recodeTable(PCMU, PCMA);
    private static final byte[] ALAW_TO_ULAW = recodeTable(PCMA, PCMU);

    private final int payloadType;
    private final byte silence;
    private final short[] linear = new short[256];
    private final byte[] companded = new byte[65536];

    Codec(int payloadType, byte silence) {
        this.payloadType = payloadType;
        this.silence = silence;
        for (int i = 0; i < 256; i++) {
            linear[i] = (short) (payloadType == 0 ? expandUlaw(i) : expandAlaw(i));
        }
        for (int i = 0; i < 65536; i++) {
            companded[i] = (byte) (payloadType == 0 ? compressUlaw((short) i) : compressAlaw((short) i));
        }
    }

    /** The static payload type. */
    public int payloadType() {
        return payloadType;
    }

    /** The byte that stands for no sound. */
    public byte silence() {
        return silence;
    }

    /** The 16-bit sample of one companded byte. */
    public short decode(byte companded) {
        return linear[companded & 0xFF];
    }

    /** The companded byte nearest to a 16-bit sample. */
    public byte encode(short sample) {
        return companded[sample & 0xFFFF];
    }

    /** Decodes a range. */
    public void decode(byte[] from, int fromIndex, short[] to, int toIndex, int samples) {
        for (int i = 0; i < samples; i++) {
            to[toIndex + i] = linear[from[fromIndex + i] & 0xFF];
        }
    }

    /** Encodes a range. */
    public void encode(short[] from, int fromIndex, byte[] to, int toIndex, int samples) {
        for (int i = 0; i < samples; i++) {
            to[toIndex + i] = companded[from[fromIndex + i] & 0xFFFF];
        }
    }

    /** Encodes a whole array. */
    public byte[] encode(short[] pcm) {
        byte[] out = new byte[pcm.length];
        encode(pcm, 0, out, 0, pcm.length);
        return out;
    }

    /** Decodes a whole array. */
    public short[] decode(byte[] bytes) {
        short[] out = new short[bytes.length];
        decode(bytes, 0, out, 0, bytes.length);
        return out;
    }

    /** The byte of {@code to} that stands for the same level as this law's byte. */
    public byte recode(byte companded, Codec to) {
        if (to == this) {
            return companded;
        }
        return (this == PCMU ? ULAW_TO_ALAW : ALAW_TO_ULAW)[companded & 0xFF];
    }

    private static byte[] recodeTable(Codec from, Codec to) {
        byte[] table = new byte[256];
        for (int i = 0; i < 256; i++) {
            table[i] = to.encode(from.decode((byte) i));
        }
        return table;
    }

    /** G.711 table 2a, in 16-bit scale. */
    private static int expandUlaw(int code) {
        int bits = ~code & 0xFF;
        int magnitude = (((bits & 0x0F) << 3) + 0x84) << ((bits & 0x70) >> 4);
        return (bits & 0x80) != 0 ? 0x84 - magnitude : magnitude - 0x84;
    }

    private static int compressUlaw(int sample) {
        int sign = sample < 0 ? 0x80 : 0;
        int magnitude = Math.min(Math.abs(sample), 32635) + 0x84;
        int exponent = 31 - Integer.numberOfLeadingZeros(magnitude) - 7;
        int mantissa = (magnitude >> (exponent + 3)) & 0x0F;
        return ~(sign | (exponent << 4) | mantissa) & 0xFF;
    }

    /** G.711 table 1a, in 16-bit scale; even bits inverted on the line. */
    private static int expandAlaw(int code) {
        int bits = (code & 0xFF) ^ 0x55;
        int exponent = (bits & 0x70) >> 4;
        int magnitude = ((bits & 0x0F) << 4) + 8;
        if (exponent > 0) {
            magnitude = (magnitude + 0x100) << (exponent - 1);
        }
        return (bits & 0x80) != 0 ? magnitude : -magnitude;
    }

    private static int compressAlaw(int sample) {
        int sign = sample >= 0 ? 0x80 : 0;
        int magnitude = Math.min(sample >= 0 ? sample : ~sample, 32767) >> 4;
        int exponent = Math.max(0, 31 - Integer.numberOfLeadingZeros(magnitude | 1) - 3);
        int mantissa = exponent == 0 ? magnitude & 0x0F : (magnitude >> (exponent - 1)) & 0x0F;
        return (sign | (exponent << 4) | mantissa) ^ 0x55;
    }
}
