/** TwiML documents: records of the language, the parser, the writer. Pure: no network, no time. */
package io.strowger.twiml;
