package io.strowger.server.store;

import io.strowger.call.port.DirectoryPort.Contact;
import io.strowger.kernel.AccountSid;
import java.util.List;

/** Who is registered now; the SIP registrar knows. Any thread may call it; it never blocks. */
@FunctionalInterface
public interface Registrations {
    /** Knows nobody. */
    Registrations NONE = (account, client) -> List.of();

    /** Contacts of an account's client, freshest first; empty when none is registered. */
    List<Contact> contacts(AccountSid account, String client);
}
