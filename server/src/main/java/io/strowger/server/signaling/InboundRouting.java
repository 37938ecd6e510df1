package io.strowger.server.signaling;

import io.strowger.call.port.DirectoryPort.NumberRoute;
import io.strowger.call.port.SipHeader;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.server.store.Directory;
import io.strowger.server.store.ElasticTrunk;
import io.strowger.server.store.InboundRoute;
import io.strowger.server.store.Inventory;
import io.strowger.server.store.PhoneNumber;
import io.strowger.server.store.SipDomain;
import io.strowger.server.store.SipDoor;
import io.strowger.server.store.TrunkDocuments;
import io.strowger.sip.Flow;
import io.strowger.sip.NameAddress;
import io.strowger.sip.SipRequest;
import io.strowger.sip.SipUri;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where an INVITE leads and whether it may (rulings part 2, "Who may call what"): a domain of ours takes credentials,
 * or anybody when it says so; a telephone number takes known trunks and trusted addresses; the rest is refused.
 * Called on SIP loops: answers from memory.
 */
final class InboundRouting {
    private final Directory directory;
    private final InviteAuthenticator authenticator;

    InboundRouting(Directory directory, InviteAuthenticator authenticator) {
        this.directory = directory;
        this.authenticator = authenticator;
    }

    Arrival route(SipRequest invite, Flow source) {
        Inventory inventory = directory.inventory();
        Optional<SipUri> uri = invite.uri();
        InetAddress address = source.remote().getAddress();
        if (uri.isEmpty() || address == null) {
            return Arrival.Refused.of(404, "Not Found");
        }
        Optional<SipDoor> door = inventory.sip().door(uri.get().host());
        if (door.isPresent() && !divertsCarrier(inventory, address, uri.get().user(), door.get())) {
            return switch (door.get()) {
                case SipDomain domain -> toDomain(invite, source, uri.get(), domain);
                case ElasticTrunk trunk -> byTrunk(invite, source, uri.get(), trunk);
            };
        }
        InboundRoute route = inventory.arriving(address, uri.get().user());
        if (route instanceof InboundRoute.NotTrusted) {
            Optional<SipDomain> mapped = inventory.sip().source(
                    address, inventory.number(uri.get().user()).map(PhoneNumber::account));
            if (mapped.isPresent()) {
                return toDomain(invite, source, uri.get(), mapped.get());
            }
        }
        return arrival(route, invite, source, calledNumber(inventory, uri.get()), true);
    }

    /** A carrier's call to an account's number stays with that account, whoever has taken the host it names. */
    private static boolean divertsCarrier(Inventory inventory, InetAddress source, String user, SipDoor door) {
        boolean carrier = inventory.trusts(source) || !inventory.trunksFrom(source).isEmpty();
        return carrier && inventory.number(user).map(PhoneNumber::account)
                .filter(owner -> !owner.equals(door.account())).isPresent();
    }

    private Arrival toDomain(SipRequest invite, Flow source, SipUri uri, SipDomain domain) {
        if (!domain.allowAnonymous()) {
            Optional<Arrival.Refused> refused = authenticator.check(invite, source.remote().getAddress(), domain);
            if (refused.isPresent()) {
                return refused.get();
            }
        }
        Arrival arrival = arrival(
                directory.inventory().toDomain(domain), invite, source, "sip:" + uri.user() + "@" + domain.host(),
                !domain.allowAnonymous());
        return arrival instanceof Arrival.Call call ? withDomain(call, domain) : arrival;
    }

    /** An exchange calls a telephone number by its elastic trunk (rest-api section 2, "Trunking v1"). */
    private Arrival byTrunk(SipRequest invite, Flow source, SipUri uri, ElasticTrunk trunk) {
        Optional<Arrival.Refused> refused = authenticator.check(invite, source.remote().getAddress(), trunk);
        if (refused.isPresent()) {
            return refused.get();
        }
        Inventory inventory = directory.inventory();
        String number = "+" + PhoneNumber.digits(uri.user());
        String from = caller(invite);
        if (!number.matches("\\+[0-9]{2,20}")) {
            return Arrival.Refused.of(404, "Not Found");
        }
        if (!inventory.mayShow(trunk.account(), from)) {
            return told(403, "Caller Identity Not Allowed", trunk, ErrorCode.DIAL_CALLER_ID);
        }
        return switch (inventory.routeTo(trunk.account(), number)) {
            case NumberRoute.Forbidden() -> told(403, "Forbidden", trunk, ErrorCode.NUMBER_FORBIDDEN);
            case NumberRoute.Unreachable() -> told(404, "Not Found", trunk, ErrorCode.NUMBER_UNREACHABLE);
            case NumberRoute.ByTrunks ways -> new Arrival.Call(trunk.account(), from, number,
                    TrunkDocuments.termination(trunk), InviteParameters.of(invite, source, true),
                    trunk.sid().value());
        };
    }

    private static Arrival told(int status, String reason, ElasticTrunk trunk, ErrorCode code) {
        return new Arrival.Refused(status, reason, List.of(), Optional.of(trunk.account()), code);
    }

    private static Arrival withDomain(Arrival.Call call, SipDomain domain) {
        List<SipHeader> parameters = new ArrayList<>(call.parameters());
        parameters.add(new SipHeader("SipDomain", domain.host()));
        parameters.add(new SipHeader("SipDomainSid", domain.sid().value()));
        return new Arrival.Call(
                call.account(), call.from(), call.to(), call.binding(), parameters, call.trunk());
    }

    private static String calledNumber(Inventory inventory, SipUri uri) {
        return inventory.number(uri.user()).map(PhoneNumber::number).orElse(uri.user());
    }

    /** @param trusted whether the caller is known, so that its display name may be shown as CallerName */
    private static Arrival arrival(
            InboundRoute route, SipRequest invite, Flow source, String to, boolean trusted) {
        return switch (route) {
            case InboundRoute.Bound bound -> new Arrival.Call(bound.account(), caller(invite), to, bound.binding(),
                    InviteParameters.of(invite, source, trusted), bound.trunk());
            case InboundRoute.NotTrusted() -> Arrival.Refused.of(403, "Forbidden");
            case InboundRoute.Unknown() -> Arrival.Refused.of(404, "Not Found");
            case InboundRoute.Unbound(AccountSid account) -> new Arrival.Refused(
                    404, "Not Found", List.of(), Optional.of(account), ErrorCode.NO_APPLICATION);
            case InboundRoute.Suspended(AccountSid account) -> Arrival.Refused.of(403, "Forbidden");
        };
    }

    /** From as applications see it: a number, a SIP address, or the raw caller id text (voice-twiml section 5). */
    private static String caller(SipRequest invite) {
        Optional<SipUri> from = invite.from().flatMap(NameAddress::sipUri);
        if (from.isEmpty()) {
            return "unknown";
        }
        String user = from.get().user();
        if (user.matches("\\+?[0-9]{2,20}") || from.get().scheme().equals("tel")) {
            return PhoneNumber.digits(user).equals(user) ? user : "+" + PhoneNumber.digits(user);
        }
        if (user.equalsIgnoreCase("anonymous") || user.isEmpty()) {
            return "anonymous";
        }
        return "sip:" + user + "@" + from.get().host();
    }
}
