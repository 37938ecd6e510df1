/** TwiML. */ package io.strowger.twiml;
