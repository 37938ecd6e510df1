package io.strowger.server.signaling;

import io.strowger.call.port.DirectoryPort.Contact;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.World;
import io.strowger.server.store.Directory;
import io.strowger.server.store.RecordStore;
import io.strowger.server.store.Registrations;
import io.strowger.server.store.SipDomain;
import io.strowger.server.store.SipMapping.Purpose;
import io.strowger.server.store.StoredRegistration;
import io.strowger.sip.Binding;
import io.strowger.sip.DigestVerdict;
import io.strowger.sip.Flow;
import io.strowger.sip.NameAddress;
import io.strowger.sip.Registrar;
import io.strowger.sip.Reply;
import io.strowger.sip.SipRequest;
import io.strowger.sip.SipUri;
import io.strowger.sip.Transport;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * Registers the users of our domains, who are the {@code client:name} of their account (rulings part 2: names are
 * unique per account, not per domain). Bindings live in memory and in the journal, so that a restart keeps the phones
 * reachable. Any thread may call it.
 */
public final class ClientRegistrar implements SipSignaling.Registrar, Registrations, AutoCloseable {
    private final Directory directory;
    private final DomainDigest digest;
    private final Registrar registrar;

    public ClientRegistrar(World world, Directory directory, DomainDigest digest, RecordStore records) {
        this.directory = directory;
        this.digest = digest;
        this.registrar = new Registrar(world, Registrar.Settings.defaults(), new Registrar.Changes() {
            @Override
            public void stored(Binding binding) {
                records.registered(row(binding));
            }

            @Override
            public void removed(Binding binding) {
                records.unregistered(row(binding));
            }
        });
    }

    /** Takes back what the last run had registered. */
    public void restore(List<StoredRegistration> rows) {
        rows.forEach(row -> source(row.route()).ifPresent(source -> registrar.restore(new Binding(
                key(row.account(), row.username()), row.contact(), source, 1000, row.expires(), row.callId(),
                row.cseq()))));
    }

    /** Live bindings. */
    public int size() {
        return registrar.size();
    }

    @Override
    public Reply register(SipRequest request, Flow source) {
        Optional<SipUri> address = request.to().flatMap(NameAddress::sipUri);
        Optional<SipDomain> domain = address.flatMap(uri -> directory.inventory().sip().domain(uri.host()));
        if (domain.isEmpty()) {
            return Reply.of(404, "Not Found");
        }
        boolean lists = directory.inventory().sip().asksCredentials(domain.get(), Purpose.REGISTRATIONS);
        if (!domain.get().registration() || !lists) {
            return Reply.of(403, "Forbidden");
        }
        return switch (digest.verify(request, domain.get(), Purpose.REGISTRATIONS)) {
            case DigestVerdict.Accepted(String username) when username.equals(address.get().user()) ->
                registrar.register(request, source, key(domain.get().account(), username));
            case DigestVerdict.Accepted other -> Reply.of(403, "Forbidden"); // somebody else's address
            case DigestVerdict.Missing missing -> challenge(domain.get(), false);
            case DigestVerdict.Stale stale -> challenge(domain.get(), true);
            case DigestVerdict.Wrong wrong -> challenge(domain.get(), false);
        };
    }

    @Override
    public List<Contact> contacts(AccountSid account, String client) {
        return registrar.bindings(key(account, client)).stream()
                .map(binding -> new Contact(binding.contact(), binding.route())).toList();
    }

    @Override
    public void close() {
        registrar.close();
    }

    private Reply challenge(SipDomain domain, boolean stale) {
        Arrival.Refused refused = digest.challenge(domain, stale, false);
        return new Reply(refused.status(), refused.reason(), refused.headers());
    }

    private static String key(AccountSid account, String username) {
        return account + "/" + username;
    }

    private static StoredRegistration row(Binding binding) {
        String[] key = binding.addressOfRecord().split("/", 2);
        return new StoredRegistration(new AccountSid(key[0]), key[1], binding.contact(), binding.source().uri(), "",
                binding.callId(), binding.sequence(), binding.expires());
    }

    /** Where a stored registration came from; empty when the row does not say it. */
    private static Optional<Flow> source(String route) {
        return SipUri.parse(route).filter(uri -> uri.port() > 0).map(uri -> Flow.to(
                uri.transport().equals(Optional.of("tcp")) ? Transport.TCP : Transport.UDP,
                new InetSocketAddress(uri.host().replace("[", "").replace("]", ""), uri.port())));
    }
}
