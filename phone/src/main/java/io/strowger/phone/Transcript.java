package io.strowger.phone;

import java.util.List;
import java.util.Locale;

/**
 * What was heard, in order.
 *
 * @param passages known prompts and unknown sounds
 * @param samples length of the sound, at 8 kHz
 */
public record Transcript(List<Passage> passages, int samples) {
    /**
     * One stretch of sound.
     *
     * @param prompt name of the prompt; empty for sound that is like none
     * @param from first sample
     * @param to sample after the last
     * @param whole true when the prompt was heard to its end
     * @param share how many of its pieces up to there were found: 1 for all
     * @param pieces how many
     */
    public record Passage(String prompt, int from, int to, boolean whole, double share, int pieces) {
        /** One line for people: times in seconds. */
        @Override
        public String toString() {
            String what = prompt.isEmpty() ? "(unknown sound)" : prompt;
            String much = whole ? "" : " ... (cut off)";
            String doubt = share < 0.95 ? String.format(Locale.ROOT, " (%.0f %% of it recognised)", share * 100) : "";
            return String.format(Locale.ROOT, "%6.2f - %6.2f s  %s%s%s", from / 8000.0, to / 8000.0, what, much, doubt);
        }
    }

    /** Names of the prompts heard, in order; unknown sounds left out. */
    public List<String> prompts() {
        return passages.stream().map(Passage::prompt).filter(name -> !name.isEmpty()).toList();
    }

    /** True when this prompt was heard to its end. */
    public boolean heardWhole(String prompt) {
        return passages.stream().anyMatch(passage -> passage.prompt().equals(prompt) && passage.whole());
    }

    /** True when at least the beginning of this prompt was heard. */
    public boolean heard(String prompt) {
        return passages.stream().anyMatch(passage -> passage.prompt().equals(prompt));
    }

    /** One line for each passage. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        passages.forEach(passage -> out.append(passage).append('\n'));
        return out.isEmpty() ? "(silence)\n" : out.toString();
    }
}
