package io.strowger.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Seeded mutations of valid messages: never an exception, always an answer or a counted drop, nothing left over. */
class FuzzTest {
    private static final int ROUNDS = 20_000;

    @Test
    void everyMutationIsAnsweredOrItsDropCounted() throws IOException {
        List<byte[]> seeds = seeds();
        SplittableRandom random = new SplittableRandom(20261123);
        VirtualNet net = new VirtualNet(3);
        VirtualNet.Node node = net.node(5062);
        node.onInvite = invite -> {
            if (random.nextBoolean()) {
                invite.refuse(486, "Busy Here", List.of());
            } else {
                invite.answer("v=0\r\n");
            }
        };
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = mutate(seeds.get(random.nextInt(seeds.size())), seeds, random);
            long before = seen(node);
            int index = i;
            node.inject(bytes, 5000 + random.nextInt(100));
            assertEquals(0, node.counters.mistakes.sum(), () -> "round " + index + ": " + new String(bytes));
            boolean ack = new String(bytes).stripLeading().startsWith("ACK");
            assertTrue(ack || seen(node) > before, () -> "round " + index + " vanished: " + new String(bytes));
            if (i % 50 == 0) {
                node.sent.clear();
                node.events.clear();
                net.pass(2_000);
            }
        }
        net.pass(800_000);
        node.assertIdle();
    }

    @Test
    void streamsOfMutationsNeverThrowNorResynchronise() throws IOException {
        List<byte[]> seeds = seeds();
        SplittableRandom random = new SplittableRandom(42);
        int whole = 0;
        int broken = 0;
        for (int i = 0; i < 5_000; i++) {
            StreamFramer framer = new StreamFramer();
            byte[] bytes = mutate(seeds.get(random.nextInt(seeds.size())), seeds, random);
            boolean stopped = false;
            for (int at = 0; at < bytes.length && !stopped; ) {
                int length = Math.min(bytes.length - at, 1 + random.nextInt(200));
                byte[] part = java.util.Arrays.copyOfRange(bytes, at, at + length);
                framer.append(part, length);
                at += length;
                StreamFramer.Step step = framer.next();
                while (!(step instanceof StreamFramer.Step.More) && !stopped) {
                    whole += step instanceof StreamFramer.Step.Whole ? 1 : 0;
                    stopped = step instanceof StreamFramer.Step.Broken;
                    step = stopped ? step : framer.next();
                }
            }
            broken += stopped ? 1 : 0;
        }
        assertTrue(whole > 500 && broken > 50, whole + " whole, " + broken + " broken");
    }

    private static long seen(VirtualNet.Node node) {
        long drops = node.metrics.text().lines().filter(l -> l.startsWith("sip_dropped_total{"))
                .mapToLong(l -> Long.parseLong(l.substring(l.lastIndexOf(' ') + 1))).sum();
        return drops + node.counters.sent.sum() + node.counters.repeatedIn.sum();
    }

    private static List<byte[]> seeds() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/torture"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".sip")).sorted().toList()) {
                String text = Files.readString(file);
                seeds.add(Samples.bytes(text.substring(text.indexOf('\n') + 1)));
            }
        }
        return seeds;
    }

    private static byte[] mutate(byte[] original, List<byte[]> seeds, SplittableRandom random) {
        byte[] bytes = original.clone();
        for (int n = random.nextInt(4); n >= 0; n--) {
            if (bytes.length == 0) {
                return bytes;
            }
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes = java.util.Arrays.copyOf(bytes, at);
                case 2 -> bytes = splice(bytes, at, Math.min(bytes.length, at + random.nextInt(20)), new byte[0]);
                case 3 -> bytes = splice(bytes, at, at, "\r\n:;,<>\"\0 \t=@".substring(random.nextInt(12)).getBytes());
                case 4 -> {
                    byte[] other = seeds.get(random.nextInt(seeds.size()));
                    int from = random.nextInt(other.length);
                    bytes = splice(bytes, at, at, java.util.Arrays.copyOfRange(
                            other, from, Math.min(other.length, from + random.nextInt(80))));
                }
                default -> bytes = splice(bytes, at, at, ("branch=z9hG4bK" + random.nextInt()).getBytes());
            }
        }
        return bytes;
    }

    private static byte[] splice(byte[] bytes, int from, int to, byte[] middle) {
        byte[] out = new byte[bytes.length - (to - from) + middle.length];
        System.arraycopy(bytes, 0, out, 0, from);
        System.arraycopy(middle, 0, out, from, middle.length);
        System.arraycopy(bytes, to, out, from + middle.length, bytes.length - to);
        return out;
    }
}
