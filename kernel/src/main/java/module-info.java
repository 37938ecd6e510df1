/** World, waiting, identifiers, limits, error codes and the door for outgoing HTTP: what every room stands on. */
module io.strowger.kernel {
    exports io.strowger.kernel;
}
