package io.strowger.twiml;

import java.util.Optional;

/**
 * Plays audio or sends digits (voice-twiml "Play"). At least one of url and digits is there.
 *
 * @param url of the audio, as written; empty when {@code digits} stands instead
 * @param digits {@code 0-9 A-D w W # *} sent as DTMF instead of media; {@code w} is half a second, {@code W} one
 * @param loop times it is played, 1 to {@value Say#MAX_LOOP}; {@code loop="0"} is {@value Say#MAX_LOOP} (trap 12)
 * @param at where it stands; never part of equality
 */
public record Play(Optional<String> url, Optional<String> digits, int loop, Position at) implements Prompt {
    @Override
    public String name() {
        return "Play";
    }
}
