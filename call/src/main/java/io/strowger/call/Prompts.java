package io.strowger.call;

import io.strowger.call.port.MediaCommand;
import io.strowger.call.port.MediaEvent;
import io.strowger.call.port.MediaEvent.PlayEnded;
import io.strowger.call.port.MediaEvent.PlayOutcome;
import io.strowger.call.port.MediaSource;
import io.strowger.call.port.TimelineEntry;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.ErrorCode;
import io.strowger.twiml.Pause;
import io.strowger.twiml.Play;
import io.strowger.twiml.Prompt;
import io.strowger.twiml.Say;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Say, Play and Pause (voice-twiml section 2), alone or inside Gather. Owned by the call's strand.
 *
 * <pre>
 * Say    voice, language   unknown: default voice and a warning       loop 1; 0 is 1000
 * Play   digits            sent as telephone events instead of audio  loop 1; 0 is 1000
 * Pause  length 1          first on a ringing call: delays the answer
 * </pre>
 */
final class Prompts {
    private static final Predicate<CallEvent> NOTHING_STOPS = event -> false;

    private final Call call;

    Prompts(Call call) {
        this.call = call;
    }

    Outcome say(Say say) {
        call.leg().answer();
        speak(say, NOTHING_STOPS);
        return new Outcome.Continue();
    }

    Outcome play(Play play, LoadedDocument document) {
        call.leg().answer();
        sound(play, document, NOTHING_STOPS);
        return new Outcome.Continue();
    }

    Outcome pause(Pause pause) {
        wait(pause.length(), NOTHING_STOPS);
        return new Outcome.Continue();
    }

    /**
     * Runs one prompt of a Gather.
     *
     * @param stops told each letter meanwhile; true stops the prompt
     * @return false when it was stopped
     */
    boolean run(Prompt prompt, LoadedDocument document, Predicate<CallEvent> stops) {
        return switch (prompt) {
            case Say say -> speak(say, stops);
            case Play play -> sound(play, document, stops);
            case Pause pause -> wait(pause.length(), stops);
        };
    }

    private boolean speak(Say say, Predicate<CallEvent> stops) {
        if (say.text().length() > Say.MAX_TEXT) {
            throw new AppFailure(ErrorCode.SAY_TEXT_TOO_LONG, "Say at " + say.at() + " holds " + say.text().length()
                    + " characters, at most " + Say.MAX_TEXT, "");
        }
        for (int time = 0; time < say.loop(); time++) {
            for (Say.Segment segment : say.segments()) {
                boolean whole = switch (segment) {
                    case Say.Segment.Words(String text) -> play(new MediaSource.Speech(
                            text, say.voice().orElse(""), say.language().orElse("")), 1, "", stops);
                    case Say.Segment.Silence(Duration length) -> play(new MediaSource.Silence(length), 1, "", stops);
                };
                if (!whole) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean sound(Play play, LoadedDocument document, Predicate<CallEvent> stops) {
        if (play.digits().isPresent()) {
            return play(new MediaSource.Digits(play.digits().get()), play.loop(), "", stops);
        }
        String url = ResourceUrl.resolve(document.url(), play.url().orElseThrow());
        return play(new MediaSource.Url(url), play.loop(), url, stops);
    }

    private boolean wait(Duration length, Predicate<CallEvent> stops) {
        Deadline over = Deadline.after(call.timeline(), length);
        while (true) {
            Optional<CallEvent> event = call.await(over);
            if (event.isEmpty()) {
                return true;
            }
            if (stops.test(event.get())) {
                return false;
            }
        }
    }

    /** Plays to the end. */
    void play(MediaSource source) {
        play(source, 1, "", NOTHING_STOPS);
    }

    private boolean play(MediaSource source, int times, String url, Predicate<CallEvent> stops) {
        long id = call.leg().nextPlay();
        call.leg().send(new MediaCommand.Play(call.leg().id(), id, source, times));
        try {
            return played(id, url, stops);
        } catch (Replaced | QueueChanged elsewhere) {
            stop(id); // the document that takes over may begin with silence
            throw elsewhere;
        }
    }

    private boolean played(long id, String url, Predicate<CallEvent> stops) {
        boolean stopped = false;
        while (true) {
            CallEvent event = call.await(Deadline.NEVER).orElseThrow();
            if (event instanceof CallEvent.Heard(PlayEnded ended) && ended.id() == id) {
                settle(ended, url);
                return !stopped && ended.outcome() == PlayOutcome.COMPLETED;
            }
            boolean stop = stops.test(event); // also while the stop is on its way: a key then must not be lost
            if (stop && !stopped) {
                stopped = true;
                stop(id);
            }
        }
    }

    private void settle(PlayEnded ended, String url) {
        for (MediaEvent.Warning warning : ended.warnings()) {
            call.notices().note(warning.code(), warning.detail(), url);
        }
        if (ended.outcome() == PlayOutcome.FAILED) {
            throw new AppFailure(ended.code().orElse(ErrorCode.INTERNAL), ended.detail(), url);
        }
        call.tell(TimelineEntry.Kind.MEDIA, "played " + ended.played().toMillis() + " ms",
                "outcome", ended.outcome().name(), "millis", Long.toString(ended.played().toMillis()));
    }

    /** Starts something that plays until it is stopped: a ringing tone. */
    long begin(MediaSource source) {
        long id = call.leg().nextPlay();
        call.leg().send(new MediaCommand.Play(call.leg().id(), id, source, 1));
        return id;
    }

    void stop(long id) {
        call.leg().send(new MediaCommand.StopPlay(call.leg().id(), id));
    }
}
