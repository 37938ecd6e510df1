package io.strowger.assets;

import io.strowger.kernel.FetchAnswer;
import io.strowger.kernel.FetchAnswer.Answered;
import io.strowger.kernel.FetchPort;
import io.strowger.kernel.FetchRequest;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.media.audio.Codec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A customer's server in memory: answers by a function, remembers what it was asked. */
final class FakeWeb implements FetchPort {
    private final List<FetchRequest> asked = new ArrayList<>();
    private Function<FetchRequest, FetchAnswer> behaviour = request -> answer(404, new byte[0]);

    synchronized void answers(Function<FetchRequest, FetchAnswer> next) {
        behaviour = next;
    }

    @Override
    public FetchAnswer exchange(FetchRequest request) {
        Function<FetchRequest, FetchAnswer> now;
        synchronized (this) {
            asked.add(request);
            now = behaviour;
        }
        return now.apply(request);
    }

    synchronized int asked() {
        return asked.size();
    }

    synchronized Optional<String> lastHeader(String name) {
        return asked.getLast().headers().stream().filter(h -> h.name().equalsIgnoreCase(name)).map(Header::value)
                .findFirst();
    }

    /** An answer; headers are name, value, name, value... */
    static Answered answer(int status, byte[] body, String... headers) {
        List<Header> list = new ArrayList<>();
        for (int i = 0; i < headers.length; i += 2) {
            list.add(new Header(headers[i], headers[i + 1]));
        }
        return new Answered(status, list, body);
    }

    /** A WAV file of one channel: a tone of 1000 Hz. */
    static byte[] wav(int format, int bits, int rate, int samples) {
        int bytes = bits / 8;
        ByteBuffer out = ByteBuffer.allocate(44 + samples * bytes).order(ByteOrder.LITTLE_ENDIAN);
        out.put("RIFF".getBytes()).putInt(36 + samples * bytes).put("WAVEfmt ".getBytes()).putInt(16);
        out.putShort((short) format).putShort((short) 1).putInt(rate).putInt(rate * bytes).putShort((short) bytes)
                .putShort((short) bits);
        out.put("data".getBytes()).putInt(samples * bytes);
        for (int i = 0; i < samples; i++) {
            short sample = (short) (8000 * Math.sin(2 * Math.PI * 1000 * i / rate));
            switch (format) {
                case 6 -> out.put(Codec.PCMA.encode(sample));
                case 7 -> out.put(Codec.PCMU.encode(sample));
                default -> {
                    if (bits == 8) {
                        out.put((byte) ((sample >> 8) + 128));
                    } else {
                        out.putShort(sample);
                    }
                }
            }
        }
        return out.array();
    }

    /** A second of tone at 8 kHz. */
    static byte[] wav() {
        return wav(1, 16, 8000, 8000);
    }
}
