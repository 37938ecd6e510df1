package io.strowger.server.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.HostPort;
import io.strowger.kernel.Inbox;
import io.strowger.media.audio.Tones;
import io.strowger.phone.WavFile;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * A real softphone, baresip, as a process of its own: registered, answering by itself, sending one tone for as long as
 * it talks, and writing what it hears to a file. Its control port speaks JSON in netstrings.
 */
final class Softphone implements AutoCloseable {
    private static final int TONE_MILLIS = 120_000;

    private final Bench bench;
    private final String name;
    private final Path home;
    private final Process process;
    private final Socket control;
    private final Inbox<JsonNode> events;

    /** How a softphone is set up; SIP on {@code port} (and the next), control on {@code port + 5}, media from + 10. */
    record Plan(String name, String password, int port, int frequency, String transport) {}

    private Softphone(Bench bench, Plan plan) throws IOException {
        this.bench = bench;
        this.name = plan.name();
        this.home = Files.createDirectories(bench.scratch().resolve(plan.name() + "-" + plan.transport()));
        this.events = bench.world().timeline().inbox(10_000);
        write(plan, bench.product().sip());
        process = new ProcessBuilder("baresip", "-4", "-f", home.toString())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true).redirectOutput(home.resolve("out").toFile()).start();
        control = connect(plan.port() + 5);
        bench.world().timeline().spawn("baresip " + name, this::listen);
    }

    /** Starts one and waits until it is registered. */
    static Softphone start(Bench bench, Plan plan) {
        try {
            Softphone phone = new Softphone(bench, plan);
            if (!bench.await(() -> phone.said("200 OK (Strowger) [1 binding]"))) {
                phone.close();
                throw new IllegalStateException(plan.name() + " did not register: " + phone.output());
            }
            return phone;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void write(Plan plan, HostPort server) throws IOException {
        WavFile.write(home.resolve("tone.wav"), Tones.tone(TONE_MILLIS, plan.frequency()));
        Files.createDirectories(home.resolve("heard"));
        Files.writeString(home.resolve("contacts"), "");
        Files.writeString(home.resolve("accounts"), ("<sip:%s@%s;transport=%s>;auth_user=%s;auth_pass=%s;regint=600;"
                + "answermode=auto;audio_codecs=pcmu/8000/1\n").formatted(
                        plan.name(), server, plan.transport(), plan.name(), plan.password()));
        Files.writeString(home.resolve("config"), """
                net_interface 127.0.0.1
                poll_method epoll
                sip_listen 127.0.0.1:%1$d
                audio_source aufile,%2$s/tone.wav
                ausrc_srate 8000
                auplay_srate 8000
                ausrc_channels 1
                auplay_channels 1
                rtp_ports %3$d-%4$d
                module_path /usr/lib/baresip/modules
                module g711.so
                module aufile.so
                module sndfile.so
                module_app account.so
                module_app menu.so
                module_app ctrl_tcp.so
                ctrl_tcp_listen 127.0.0.1:%5$d
                snd_path %2$s/heard
                """.formatted(plan.port(), home, plan.port() + 10, plan.port() + 29, plan.port() + 5));
    }

    private Socket connect(int port) {
        AtomicReference<Socket> connected = new AtomicReference<>();
        boolean there = bench.await(() -> {
            try {
                connected.set(new Socket(InetAddress.getLoopbackAddress(), port));
                return true;
            } catch (ConnectException notYet) {
                return !process.isAlive();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        });
        if (!there || connected.get() == null) {
            process.destroyForcibly();
            throw new IllegalStateException(name + " has no control port " + port + ": " + output());
        }
        return connected.get();
    }

    private void listen() {
        ObjectMapper json = new ObjectMapper();
        try (DataInputStream in = new DataInputStream(control.getInputStream())) {
            while (true) {
                int length = 0;
                for (int c = in.readUnsignedByte(); c != ':'; c = in.readUnsignedByte()) {
                    length = 10 * length + c - '0';
                }
                events.post(json.readTree(in.readNBytes(length)));
                in.readUnsignedByte(); // the comma that ends a netstring
            }
        } catch (EOFException closed) {
            events.close();
        } catch (IOException closed) {
            events.close(); // the test is over, or the phone has died: whoever waits for an event will tell
        }
    }

    /** Calls somebody. */
    void dial(String uri) {
        command("{\"command\":\"dial\",\"params\":\"" + uri + "\",\"token\":\"dial\"}");
    }

    /** Ends the call it is in. */
    void hangUp() {
        command("{\"command\":\"hangup\",\"params\":\"\",\"token\":\"hangup\"}");
    }

    private void command(String json) {
        byte[] bytes = (json.length() + ":" + json + ",").getBytes(StandardCharsets.US_ASCII);
        try {
            control.getOutputStream().write(bytes);
        } catch (IOException broken) {
            throw new UncheckedIOException(name + " is gone: " + output(), broken);
        }
    }

    /** Waits for an event of this type, passing over others; empty when it does not come. */
    Optional<JsonNode> await(String type) {
        Deadline over = Deadline.after(bench.world().timeline(), Bench.PATIENCE);
        Optional<JsonNode> event = events.await(over);
        while (event.isPresent() && !event.get().path("type").asText().equals(type)) {
            event = events.await(over);
        }
        return event;
    }

    /** Bytes of what it has heard in its last call, so far. */
    long heardBytes() {
        try {
            Optional<Path> file = heardFile();
            return file.isPresent() ? Files.size(file.get()) : 0;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** What it has heard in its last call, which must be over. */
    short[] heard() {
        return WavFile.read(heardFile().orElseThrow(() -> new IllegalStateException(name + " heard nothing")));
    }

    private Optional<Path> heardFile() {
        try (Stream<Path> files = Files.list(home.resolve("heard"))) {
            return files.filter(file -> file.toString().endsWith("-dec.wav")).max(Path::compareTo);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** What it has printed. */
    String output() {
        try {
            return Files.readString(home.resolve("out"), StandardCharsets.ISO_8859_1);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private boolean said(String words) {
        return output().contains(words);
    }

    @Override
    public void close() {
        process.destroy();
        bench.await(() -> !process.isAlive());
        process.destroyForcibly();
        try {
            control.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
