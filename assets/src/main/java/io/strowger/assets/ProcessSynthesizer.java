package io.strowger.assets;

import io.strowger.kernel.ErrorCode;
import io.strowger.media.audio.AudioFailure;
import io.strowger.media.audio.Codec;
import io.strowger.media.audio.Resampler;
import io.strowger.media.audio.Wav;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An engine that is a program of the machine. The text goes in by a file in a private directory, never by a command
 * line or a shell; the sound comes out by a file beside it. The one place of the platform that starts programs during
 * calls: each run is bounded in time and output, and nothing of it is left behind. Any strand may call it.
 */
final class ProcessSynthesizer implements Synthesizer {
    private static final long MAX_OUTPUT = 128L << 20;
    private static final int SHOWN_STDERR = 300;

    /**
     * How a program is used.
     *
     * @param name for people, and its Debian package
     * @param arguments with {@code VOICE}, {@code TEXT} and {@code WAV} standing for the three things that change
     * @param version finds the version in what {@code --version} prints
     * @param ascii whether it reads nothing but ASCII
     */
    record Usage(String name, List<String> arguments, Pattern version, boolean ascii) {
        static final Usage FLITE = new Usage("flite", List.of("-voice", "VOICE", "-f", "TEXT", "-o", "WAV"),
                Pattern.compile("version: (\\S+)"), true);
        static final Usage ESPEAK = new Usage("espeak-ng", List.of("-b", "1", "-v", "VOICE", "-f", "TEXT", "-w", "WAV"),
                Pattern.compile("text-to-speech: (\\S+)"), false);
    }

    private final String program;
    private final Usage usage;
    private final Duration timeout;
    private final Path scratch;
    private volatile Optional<String> version = Optional.empty();

    /**
     * @param program a name on the PATH or a path
     * @param scratch an existing directory of ours; each run makes one in it and deletes it
     */
    ProcessSynthesizer(String program, Usage usage, Duration timeout, Path scratch) {
        this.program = program;
        this.usage = usage;
        this.timeout = timeout;
        this.scratch = scratch;
    }

    @Override
    public String version() {
        Optional<String> known = version;
        if (known.isEmpty()) {
            known = Optional.of(usage.name() + " " + inPrivateDirectory(directory -> {
                Path out = directory.resolve("out");
                run(List.of(program, "--version"), directory, out);
                Matcher matcher = usage.version().matcher(head(out));
                return matcher.find() ? matcher.group(1) : "unknown";
            }));
            version = known;
        }
        return known.get();
    }

    @Override
    public byte[] speak(String text, String voice) {
        String readable = usage.ascii() ? SpeechText.ascii(text) : text;
        if (!SpeechText.speakable(readable)) {
            return new byte[0];
        }
        return inPrivateDirectory(directory -> {
            Path in = directory.resolve("text");
            Path wav = directory.resolve("wav");
            Files.writeString(in, readable + "\n", StandardCharsets.UTF_8);
            List<String> command = new ArrayList<>(List.of(program));
            usage.arguments().forEach(argument -> command.add(switch (argument) {
                case "VOICE" -> voice;
                case "TEXT" -> in.toString();
                case "WAV" -> wav.toString();
                default -> argument;
            }));
            run(command, directory, directory.resolve("out"));
            return telephone(wav);
        });
    }

    private byte[] telephone(Path wav) throws IOException {
        if (!Files.exists(wav) || Files.size(wav) > MAX_OUTPUT) {
            throw failed("it wrote " + (Files.exists(wav) ? "more than " + MAX_OUTPUT + " bytes" : "no sound"));
        }
        try {
            Wav sound = Wav.read(Files.readAllBytes(wav), (int) Duration.ofHours(1).toSeconds());
            return Codec.PCMU.encode(Resampler.toTelephone(sound.mono(), sound.rate()));
        } catch (AudioFailure bad) {
            throw new AssetFailure(ErrorCode.SAY_FAILED, usage.name() + " failed: " + bad.getMessage(), bad);
        }
    }

    private void run(List<String> command, Path directory, Path out) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile())
                .redirectErrorStream(true);
        builder.environment().keySet().retainAll(List.of("PATH", "HOME", "LD_LIBRARY_PATH"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process;
        try {
            process = builder.start();
        } catch (IOException missing) {
            throw new AssetFailure(ErrorCode.SAY_FAILED, "the speech engine " + usage.name() + " is not installed ('"
                    + program + "' cannot be started): run 'apt-get install flite espeak-ng' on the server", missing);
        }
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw failed("it ran longer than " + timeout.toMillis() + " ms");
            }
            // flite 2.2 answers 1 to --version.
            if (process.exitValue() != 0 && !command.contains("--version")) {
                throw failed("it ended with " + process.exitValue() + ": " + head(out));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("a strand is never interrupted: it is sent a letter", interrupted);
        } finally {
            process.destroyForcibly();
        }
    }

    private AssetFailure failed(String why) {
        return new AssetFailure(ErrorCode.SAY_FAILED, "the speech engine " + usage.name() + " failed: " + why);
    }

    private static String head(Path out) throws IOException {
        byte[] bytes;
        try (var in = Files.newInputStream(out)) {
            bytes = in.readNBytes(SHOWN_STDERR);
        }
        return new String(bytes, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}+", " ").strip();
    }

    private <T> T inPrivateDirectory(Work<T> work) {
        Path directory = null;
        try {
            directory = Files.createTempDirectory(scratch, "speech");
            return work.in(directory);
        } catch (IOException disk) {
            throw new AssetFailure(ErrorCode.SAY_FAILED, "speech cannot be written to " + scratch + ": "
                    + disk.getMessage(), disk);
        } finally {
            if (directory != null) {
                delete(directory);
            }
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (IOException stuck) {
            System.getLogger(ProcessSynthesizer.class.getName())
                    .log(System.Logger.Level.WARNING, "a speech engine's files cannot be deleted", stuck);
        }
    }

    private interface Work<T> {
        T in(Path directory) throws IOException;
    }
}
