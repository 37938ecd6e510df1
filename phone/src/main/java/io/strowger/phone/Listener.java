package io.strowger.phone;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells which of a set of known prompts occur in heard sound, where, and how much of each. It knows nothing but the
 * sound: each prompt is cut into pieces of a quarter of a second, and a prompt counts as heard as far as its pieces are
 * found one after the other as the same wave (u-law, level and small slips of the jitter buffer do not matter; another
 * sentence of the same voice does). What is loud and like no prompt is told as unknown sound. Any thread may call it.
 */
public final class Listener {
    /** Samples of a piece: 256 ms. */
    static final int PIECE = 2048;
    /**
     * Likeness from which a piece counts as heard. The same wave through G.711 has 0.99; another word of a synthetic
     * voice, whose pitch is always the same, comes up to 0.8.
     */
    static final float ALIKE = 0.9f;
    /** The same for a quarter of a piece, which is too short to prove anything by less. */
    private static final float EXACT = 0.97f;
    private static final int NOWHERE = Integer.MIN_VALUE;
    /** How far a piece usually slips against the one before: 40 ms, two frames. */
    private static final int SLIP = 320;
    /** How far it may slip after a stall that made the jitter buffer grow or shrink: 300 ms. */
    private static final int STALL = 2400;
    /** Pieces at a prompt's beginning that it is looked for by; prompts always start at their beginning. */
    private static final int ANCHORS = 4;
    private static final int RATE = 8000;
    private static final int UNKNOWN_MIN = RATE / 4;

    private final Map<String, short[]> prompts = new LinkedHashMap<>();

    /** @param prompts by name: 8 kHz samples of each prompt that could have been played */
    public Listener(Map<String, short[]> prompts) {
        this.prompts.putAll(prompts);
    }

    /** What occurs in the sound. */
    public Transcript transcribe(short[] heard) {
        Correlator correlator = new Correlator(heard);
        List<Transcript.Passage> candidates = new ArrayList<>();
        prompts.forEach((name, prompt) -> find(correlator, heard.length, name, prompt, candidates));
        List<Transcript.Passage> passages = best(candidates);
        unknown(correlator, heard.length, passages);
        passages.sort(Comparator.comparingInt(Transcript.Passage::from));
        return new Transcript(List.copyOf(passages), heard.length);
    }

    private void find(Correlator heard, int length, String name, short[] prompt, List<Transcript.Passage> found) {
        List<Integer> loud = loudPieces(prompt);
        for (int anchor : loud.subList(0, Math.min(ANCHORS, loud.size()))) {
            short[] piece = Arrays.copyOfRange(prompt, anchor, Math.min(prompt.length, anchor + PIECE));
            float[] likeness = heard.everywhere(piece);
            for (int position = 0; position < likeness.length; position++) {
                if (likeness[position] >= ALIKE) {
                    int peak = peak(likeness, position);
                    int start = peak - anchor;
                    boolean known = found.stream().anyMatch(passage -> passage.prompt().equals(name)
                            && Math.abs(passage.from() - Math.max(0, start)) < PIECE);
                    if (!known) {
                        follow(heard, length, name, prompt, start, loud, found);
                    }
                    position = peak + PIECE / 2;
                }
            }
        }
    }

    private static int peak(float[] likeness, int from) {
        int best = from;
        for (int i = from; i < Math.min(likeness.length, from + PIECE / 2); i++) {
            best = likeness[i] > likeness[best] ? i : best;
        }
        return best;
    }

    /** Follows a prompt piece by piece from where it seems to start, until its pieces are no longer there. */
    private static void follow(Correlator heard, int length, String name, short[] prompt, int start,
            List<Integer> loud, List<Transcript.Passage> found) {
        int slip = 0;
        int matched = 0;
        int reached = 0;
        int missed = 0;
        for (int piece : loud) {
            int span = Math.min(PIECE, prompt.length - piece);
            int at = nearest(heard, start + slip + piece, SLIP, ALIKE, prompt, piece, span);
            if (at == NOWHERE) {
                at = torn(heard, start + slip + piece, prompt, piece, span);
            }
            if (at == NOWHERE && missed > 0) {
                at = nearest(heard, start + slip + piece, STALL, ALIKE, prompt, piece, span);
            }
            if (at == NOWHERE) {
                missed++;
                if (missed >= 3) {
                    break;
                }
            } else {
                slip = at - start - piece;
                matched++;
                missed = 0;
                reached = piece + span;
            }
        }
        boolean enough = matched >= Math.min(2, loud.size());
        if (enough) {
            int last = loud.getLast();
            boolean whole = reached >= Math.min(prompt.length, last + PIECE);
            int end = Math.min(length, start + slip + (whole ? prompt.length : reached));
            int pieces = piecesBefore(reached, loud);
            found.add(new Transcript.Passage(name, Math.max(0, start), end, whole, matched / (double) pieces, matched));
        }
    }

    private static int piecesBefore(int sample, List<Integer> pieces) {
        return (int) pieces.stream().filter(piece -> piece < sample).count();
    }

    /**
     * A piece in which a frame was lost or inserted is not one wave any more, but its quarters mostly are: half of
     * them, almost exactly, make up for the whole. Tells where the piece would begin by the last of them.
     */
    private static int torn(Correlator heard, int expected, short[] prompt, int piece, int span) {
        int quarter = PIECE / 4;
        int found = 0;
        int begin = NOWHERE;
        for (int from = 0; from + quarter <= span; from += quarter) {
            int at = nearest(heard, expected + from, SLIP, EXACT, prompt, piece + from, quarter);
            if (at != NOWHERE) {
                found++;
                begin = at - from;
            }
        }
        return found > 0 && found * 2 >= span / quarter ? begin : NOWHERE;
    }

    /** Where within {@code reach} of {@code expected} the piece is found; {@link #NOWHERE} when it is not. */
    private static int nearest(
            Correlator heard, int expected, int reach, float least, short[] prompt, int piece, int span) {
        int best = NOWHERE;
        float likeness = least;
        for (int shift = 0; shift <= reach; shift++) {
            for (int sign = -1; sign <= 1; sign += 2) {
                float here = heard.at(expected + sign * shift, prompt, piece, span);
                if (here > likeness) {
                    likeness = here;
                    best = expected + sign * shift;
                }
            }
            if (likeness > 0.98f) {
                break;
            }
        }
        return best;
    }

    /** Beginnings of the pieces that hold sound; a prompt's pauses prove nothing. */
    private static List<Integer> loudPieces(short[] prompt) {
        Correlator own = new Correlator(prompt);
        List<Integer> loud = new ArrayList<>();
        for (int from = 0; from < prompt.length; from += PIECE) {
            int span = Math.min(PIECE, prompt.length - from);
            if (span >= PIECE / 4 && own.power(from, span) > 16 * Correlator.QUIET) {
                loud.add(from);
            }
        }
        return loud;
    }

    /** Two prompts may begin with the same words: where candidates overlap, the one that explains most stays. */
    private static List<Transcript.Passage> best(List<Transcript.Passage> candidates) {
        List<Transcript.Passage> sorted = new ArrayList<>(candidates);
        sorted.sort(Comparator.comparingInt(Transcript.Passage::pieces)
                .thenComparing(Transcript.Passage::whole)
                .thenComparingDouble(Transcript.Passage::share).reversed());
        List<Transcript.Passage> kept = new ArrayList<>();
        for (Transcript.Passage passage : sorted) {
            if (kept.stream().noneMatch(other -> overlap(passage, other) > PIECE / 2)) {
                kept.add(passage);
            }
        }
        return kept;
    }

    private static int overlap(Transcript.Passage a, Transcript.Passage b) {
        return Math.min(a.to(), b.to()) - Math.max(a.from(), b.from());
    }

    /** Adds what is loud for a quarter of a second and belongs to no passage. */
    private static void unknown(Correlator heard, int length, List<Transcript.Passage> passages) {
        int frame = 160;
        List<Transcript.Passage> known = List.copyOf(passages);
        int from = -1;
        int quiet = 0;
        for (int at = 0; at <= length; at += frame) {
            int here = at;
            boolean loud = at < length && heard.power(at, frame) > 16 * Correlator.QUIET
                    && known.stream().noneMatch(
                            passage -> here >= passage.from() - frame && here < passage.to() + frame);
            if (loud) {
                from = from < 0 ? at : from;
                quiet = 0;
            } else if (from >= 0 && (++quiet > 10 || at >= length)) {
                int to = at - (quiet - 1) * frame;
                if (to - from >= UNKNOWN_MIN) {
                    passages.add(new Transcript.Passage("", from, Math.min(length, to), true, 1, 0));
                }
                from = -1;
            }
        }
    }
}
