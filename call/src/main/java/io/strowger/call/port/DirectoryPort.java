package io.strowger.call.port;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.PhoneNumberSid;
import io.strowger.kernel.RequestSigner;
import java.util.List;
import java.util.Optional;

/** What a call must know about its account. Answers from memory, never blocks. Any thread may call it. */
public interface DirectoryPort {
    /** Signs requests with the account's present auth token. */
    RequestSigner signer(AccountSid account);

    /** Contacts of a registered client, freshest first; empty when none is registered. */
    List<Contact> contacts(AccountSid account, String client);

    /**
     * Phones registered behind a SIP address, freshest first; empty when its host is no domain of the account's where
     * phones register.
     *
     * @param address {@code sip:user@host...}
     */
    default Optional<List<Contact>> registered(AccountSid account, String address) {
        return Optional.empty();
    }

    /** Where calls to a telephone number go. */
    NumberRoute routeTo(AccountSid account, String number);

    /**
     * Where a call to a telephone number goes that names its trunk (rest-api "Calls": Byoc).
     *
     * @param byocTrunk its sid as the request names it
     */
    default NumberRoute routeBy(AccountSid account, String number, String byocTrunk) {
        return new NumberRoute.Unreachable();
    }

    /** The account's own number with these digits. */
    default Optional<PhoneNumberSid> numberSid(AccountSid account, String number) {
        return Optional.empty();
    }

    /** True when the account may make calls: it is neither suspended nor closed. */
    default boolean active(AccountSid account) {
        return true;
    }

    /** True when the account owns the number or has verified it as a caller id. */
    boolean mayShow(AccountSid account, String callerId);

    /**
     * A registered phone.
     *
     * @param uri the Contact's URI
     * @param route where to send when it differs (the address the registration came from); a SIP URI
     */
    record Contact(String uri, Optional<String> route) {}

    /** Whether and by which trunks a number can be called. */
    sealed interface NumberRoute {
        /** By these, in order. */
        record ByTrunks(List<Trunk> trunks) implements NumberRoute {}

        /** The prefix is not allowed (rulings part 2: none is in a fresh installation). */
        record Forbidden() implements NumberRoute {}

        /** Allowed, but no trunk is configured. */
        record Unreachable() implements NumberRoute {}
    }

    /**
     * A way to telephone numbers.
     *
     * @param uri the request URI for this number
     * @param credentials answer the trunk's challenges
     */
    record Trunk(String name, String uri, Optional<DialTarget.Credentials> credentials) {}
}
