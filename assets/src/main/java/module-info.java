/** The HTTP media layer: customers' audio and spoken text, ready for a telephone line and kept. */
module io.strowger.assets {
    requires transitive io.strowger.kernel;
    requires transitive io.strowger.media;
    requires jlayer;

    exports io.strowger.assets;
}
