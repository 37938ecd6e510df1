package io.strowger.phone;

import io.strowger.kernel.Deadline;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.World;
import io.strowger.media.MediaEngine;
import io.strowger.media.MediaLeg;
import io.strowger.media.MediaLegEvent;
import io.strowger.media.Sound;
import io.strowger.media.audio.Clip;
import io.strowger.media.sdp.SdpFailure;
import io.strowger.sip.CallEvent;
import io.strowger.sip.SipCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * One call of a {@link Phone}. Commands may come from any thread; what waits or asks about the past belongs to the one
 * strand that owns the call, which takes its events from an inbox.
 */
public final class PhoneCall {
    private static final System.Logger LOG = System.getLogger(PhoneCall.class.getName());
    private static final int MAX_WAITING = 4096;
    private static final Duration LOOK = Duration.ofMillis(100);

    private final World world;
    private final Inbox<PhoneEvent> inbox;
    private final List<PhoneEvent> past = new ArrayList<>();
    private final HeardSound heard;
    private final MediaLeg leg;
    private Optional<SipCall> call = Optional.empty();
    private boolean hangUpWanted;
    private long plays;

    PhoneCall(World world, MediaEngine media, String name, Duration longestMemory) {
        this.world = world;
        this.inbox = world.timeline().inbox(MAX_WAITING);
        this.heard = new HeardSound((int) Math.min(Integer.MAX_VALUE / 4, longestMemory.toMillis() * 8));
        this.leg = media.open(name, this::onMedia);
        leg.hear(heard);
    }

    MediaLeg leg() {
        return leg;
    }

    synchronized void attach(SipCall sip) {
        call = Optional.of(sip);
        if (hangUpWanted) {
            sip.hangUp();
        }
    }

    /** What the far side sent. */
    public HeardSound heard() {
        return heard;
    }

    /** The Call-ID; empty before the first message went out. */
    public synchronized String callId() {
        return call.map(SipCall::callId).orElse("");
    }

    /** Presses keys: {@code 0-9 A-D * #}, {@code w} waits half a second, {@code W} a second. */
    public long press(String keys) {
        return play(new Sound.Digits(keys));
    }

    /** Plays a clip to the far side, in place of what was playing. */
    public long play(Clip clip) {
        return play(new Sound.Sample(clip, 1));
    }

    /** Plays a sound to the far side, instead of what was playing; {@link PhoneEvent.Played} brings back the number. */
    public synchronized long play(Sound sound) {
        leg.play(++plays, sound);
        return plays;
    }

    /** Sends a re-INVITE with another direction, for instance {@code SENDONLY} to hold. */
    public synchronized void renegotiate(io.strowger.media.sdp.Direction direction) {
        call.ifPresent(sip -> sip.reInvite(leg.offer(direction)));
    }

    /** Ends the call, whatever its state; {@link PhoneEvent.Ended} follows unless it is over already. */
    public synchronized void hangUp() {
        hangUpWanted = true;
        call.ifPresent(SipCall::hangUp);
    }

    // --- the owner's side

    /** The next event; empty when the deadline passed first. */
    public Optional<PhoneEvent> next(Deadline deadline) {
        Optional<PhoneEvent> event = inbox.await(deadline);
        event.ifPresent(past::add);
        return event;
    }

    /** Everything that happened and was taken, in order. */
    public List<PhoneEvent> past() {
        return List.copyOf(past);
    }

    /** Waits for the answer; false when it was refused, ended, or the time is up. */
    public boolean awaitAnswer(Duration atMost) {
        await(atMost, () -> answered() || over());
        return answered();
    }

    /** Waits for the call's end; false when the time is up. */
    public boolean awaitEnd(Duration atMost) {
        return await(atMost, this::over);
    }

    /** Waits until this many keys of the far side were heard; false when the time is up or the call over. */
    public boolean awaitKeys(int count, Duration atMost) {
        await(atMost, () -> keys().length() >= count || over());
        return keys().length() >= count;
    }

    /** Waits until this play is out; false when the time is up or the call over. */
    public boolean awaitPlayed(long id, Duration atMost) {
        BooleanSupplier played = () -> past.stream()
                .anyMatch(event -> event instanceof PhoneEvent.Played out && out.id() == id && out.completed());
        await(atMost, () -> played.getAsBoolean() || over());
        return played.getAsBoolean();
    }

    /**
     * Waits until a prompt has been heard to its end, by its sound alone.
     *
     * @param prompt its samples, at 8 kHz
     * @param from sample of the heard sound to begin at
     * @return false when the time is up or the call over before
     */
    public boolean awaitHeard(short[] prompt, int from, Duration atMost) {
        Lookout lookout = new Lookout(prompt, from);
        await(atMost, () -> lookout.heard(heard) || over());
        return lookout.heard(heard);
    }

    /** Looks for a prompt in what has come since it last looked, and as much before as the prompt is long. */
    private static final class Lookout {
        private static final int AGAIN = 2400;
        private static final int MARGIN = 4000;
        private final Listener listener;
        private final int length;
        private final int from;
        private int looked;
        private boolean found;

        Lookout(short[] prompt, int from) {
            this.listener = new Listener(Map.of("prompt", prompt));
            this.length = prompt.length;
            this.from = from;
            this.looked = from;
        }

        boolean heard(HeardSound sound) {
            int now = sound.samples();
            if (found || now - from < length || now - looked < AGAIN) {
                return found;
            }
            found = listener.transcribe(sound.pcmFrom(Math.max(from, looked - length - MARGIN))).heardWhole("prompt");
            looked = now;
            return found;
        }
    }

    /** Waits this long, taking events; returns early when the call is over. */
    public void linger(Duration duration) {
        await(duration, this::over);
    }

    /** True once both sides could speak. */
    public boolean answered() {
        return past.stream().anyMatch(PhoneEvent.Answered.class::isInstance);
    }

    /** True once it was refused or has ended. */
    public boolean over() {
        return past.stream()
                .anyMatch(event -> event instanceof PhoneEvent.Ended || event instanceof PhoneEvent.Refused);
    }

    /** Status of the refusal; 0 when it was not refused. */
    public int refusal() {
        return past.stream().filter(PhoneEvent.Refused.class::isInstance)
                .mapToInt(event -> ((PhoneEvent.Refused) event).status()).findFirst().orElse(0);
    }

    /** Keys that the far side pressed so far. */
    public String keys() {
        StringBuilder keys = new StringBuilder();
        past.forEach(event -> {
            if (event instanceof PhoneEvent.Key(char key)) {
                keys.append(key);
            }
        });
        return keys.toString();
    }

    private boolean await(Duration atMost, BooleanSupplier done) {
        Deadline deadline = Deadline.after(world.timeline(), atMost);
        while (!done.getAsBoolean()) {
            if (deadline.passed(world.timeline())) {
                return false;
            }
            next(deadline.earlier(Deadline.after(world.timeline(), LOOK)));
        }
        return true;
    }

    // --- the stacks' side: never blocks

    private void tell(PhoneEvent event) {
        if (!inbox.post(event)) {
            LOG.log(System.Logger.Level.WARNING, "phone call {0}: nobody takes its events; lost {1}", callId(), event);
        }
    }

    private void onMedia(MediaLegEvent event) {
        switch (event) {
            case MediaLegEvent.Digit(char key) -> tell(new PhoneEvent.Key(key));
            case MediaLegEvent.PlayEnded ended -> tell(new PhoneEvent.Played(ended.id(), ended.completed()));
            case MediaLegEvent.Closed closed -> tell(new PhoneEvent.Closed(closed.figures()));
            case MediaLegEvent.Lost lost ->
                LOG.log(System.Logger.Level.INFO, "phone call {0}: no sound for {1}", callId(), lost.silence());
            case MediaLegEvent.RecordingStarted started ->
                throw new IllegalStateException("nobody records: " + started);
            case MediaLegEvent.RecordingEnded ended ->
                throw new IllegalStateException("nobody records: " + ended);
        }
    }

    synchronized void onSip(CallEvent event) {
        switch (event) {
            case CallEvent.Ringing(int status) -> tell(new PhoneEvent.Ringing(status));
            case CallEvent.EarlyMedia(int status, String sdp) -> {
                accept(sdp);
                tell(new PhoneEvent.Ringing(status));
            }
            case CallEvent.Answered answered -> {
                if (accept(answered.sdp())) {
                    tell(new PhoneEvent.Answered());
                }
            }
            case CallEvent.Acknowledged(Optional<String> sdp) -> {
                if (sdp.isEmpty() || accept(sdp.get())) {
                    tell(new PhoneEvent.Answered());
                }
            }
            case CallEvent.Refused refused -> {
                leg.close();
                tell(new PhoneEvent.Refused(refused.status(), refused.reason()));
            }
            case CallEvent.Offered(Optional<String> sdp) -> answerOffer(sdp);
            case CallEvent.Renegotiated(String sdp) -> accept(sdp);
            case CallEvent.RenegotiationFailed(int status) ->
                LOG.log(System.Logger.Level.INFO, "phone call {0}: re-INVITE refused with {1}", callId(), status);
            case CallEvent.Ended(CallEvent.Cause cause) -> {
                leg.close();
                tell(new PhoneEvent.Ended(cause));
            }
        }
    }

    /** Applies an answer; one that cannot be used ends the call. */
    private boolean accept(String sdp) {
        try {
            leg.accept(sdp);
            return true;
        } catch (SdpFailure unusable) {
            LOG.log(System.Logger.Level.WARNING, "phone call {0}: {1}", callId(), unusable.getMessage());
            hangUp();
            return false;
        }
    }

    private void answerOffer(Optional<String> sdp) {
        SipCall sip = call.orElseThrow(() -> new IllegalStateException("a re-INVITE without a call"));
        try {
            sip.answerOffer(sdp.map(leg::answer).orElseGet(leg::offer));
        } catch (SdpFailure unusable) {
            LOG.log(System.Logger.Level.INFO, "phone call {0}: {1}", callId(), unusable.getMessage());
            sip.refuseOffer(488, "Not Acceptable Here");
        }
    }
}
