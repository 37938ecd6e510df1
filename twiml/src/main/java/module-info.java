/** TwiML documents: parse, validate, write. */
module io.strowger.twiml {
    requires transitive io.strowger.kernel;
    requires java.xml;

    exports io.strowger.twiml;
}
