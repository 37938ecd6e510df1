package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ApplicationSid;

/** A set of URLs with a name, bound to numbers, domains and trunks. */
public record Application(ApplicationSid sid, AccountSid account, String name, VoiceUrls voice) {}
