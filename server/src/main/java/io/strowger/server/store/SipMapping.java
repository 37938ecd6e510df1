package io.strowger.server.store;

import io.strowger.kernel.AccessListSid;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CredentialListSid;
import io.strowger.kernel.DomainSid;
import io.strowger.kernel.SipMappingSid;
import io.strowger.kernel.TrunkSid;
import java.util.Optional;

/**
 * Says that a list lets in at a domain or an elastic trunk. The old mappings of the API and those under Auth are the
 * same rows (rest-api section 2, "SIP"). The API knows a mapping by the list's sid.
 */
public record SipMapping(
        SipMappingSid sid, AccountSid account, Owner owner, MappedList list, Purpose purpose, Dates dates)
        implements Resource {
    /** Which requests it lets in. */
    public enum Purpose { CALLS, REGISTRATIONS }

    /** Where. */
    public sealed interface Owner {
        /** Its sid. */
        String value();
    }

    /** At a domain. */
    public record OfDomain(DomainSid sid) implements Owner {
        @Override
        public String value() {
            return sid.value();
        }
    }

    /** At a trunk. */
    public record OfTrunk(TrunkSid sid) implements Owner {
        @Override
        public String value() {
            return sid.value();
        }
    }

    /** What is mapped. */
    public sealed interface MappedList {
        /** Its sid. */
        String value();
    }

    /** Credentials. */
    public record Credentials(CredentialListSid sid) implements MappedList {
        @Override
        public String value() {
            return sid.value();
        }
    }

    /** Addresses. */
    public record Addresses(AccessListSid sid) implements MappedList {
        @Override
        public String value() {
            return sid.value();
        }
    }

    Optional<String> domain() {
        return switch (owner) {
            case OfDomain(DomainSid sid) -> Optional.of(sid.value());
            case OfTrunk trunk -> Optional.empty();
        };
    }

    Optional<String> trunk() {
        return switch (owner) {
            case OfDomain domain -> Optional.empty();
            case OfTrunk(TrunkSid sid) -> Optional.of(sid.value());
        };
    }

    Optional<String> credentials() {
        return switch (list) {
            case Credentials(CredentialListSid sid) -> Optional.of(sid.value());
            case Addresses addresses -> Optional.empty();
        };
    }

    Optional<String> addresses() {
        return switch (list) {
            case Credentials credentials -> Optional.empty();
            case Addresses(AccessListSid sid) -> Optional.of(sid.value());
        };
    }

    static Owner owner(String sid) {
        return sid.startsWith("SD") ? new OfDomain(new DomainSid(sid)) : new OfTrunk(new TrunkSid(sid));
    }

    static MappedList list(String sid) {
        return sid.startsWith("CL") ? new Credentials(new CredentialListSid(sid))
                : new Addresses(new AccessListSid(sid));
    }
}
