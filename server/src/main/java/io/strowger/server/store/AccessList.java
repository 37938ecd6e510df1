package io.strowger.server.store;

import io.strowger.kernel.AccessListSid;
import io.strowger.kernel.AccountSid;

/** A list of addresses that are let in where it is mapped: an IP access control list. */
public record AccessList(AccessListSid sid, AccountSid account, String name, Dates dates) implements Resource {}
