package io.strowger.assets;

/** What a leg shall hear, before it is audio. */
public sealed interface AssetRef {
    /**
     * Audio of a customer's server.
     *
     * @param url absolute; may carry user info and a fragment of overrides
     */
    record Url(String url) implements AssetRef {
        /** Without the URL, which may hold a password. */
        @Override
        public String toString() {
            return "Url";
        }
    }

    /**
     * Spoken text.
     *
     * @param text plain text
     * @param voice as written in the document; empty for the default
     * @param language BCP 47; empty for the voice's own
     */
    record Speech(String text, String voice, String language) implements AssetRef {}
}
