package io.strowger.assets;

/** Something that speaks. Any strand may call it; it blocks. */
public interface Synthesizer {
    /**
     * Name and version, part of the key under which its speech is kept.
     *
     * @throws AssetFailure SAY_FAILED naming what to install when it is not there
     */
    String version();

    /**
     * Speaks.
     *
     * @param text normalised, speakable, at most 4,096 characters
     * @param voice the engine's own name of a voice; never a customer's text
     * @return 8 kHz u-law; may be empty when the engine found nothing to say
     * @throws AssetFailure SAY_FAILED
     */
    byte[] speak(String text, String voice);
}
