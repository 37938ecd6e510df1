package io.strowger.sim;

import io.strowger.call.port.DirectoryPort;
import io.strowger.call.port.VoiceBinding;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.RequestSigner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Accounts, numbers, clients and trunks of a simulation. Telephone numbers are reached by one trunk unless forbidden.
 */
public final class SimDirectory implements DirectoryPort {
    /** The account every number belongs to unless told otherwise. */
    public static final AccountSid ACCOUNT = new AccountSid("AC" + "0".repeat(31) + "1");

    private final Map<String, Number> numbers = new LinkedHashMap<>();
    private final Map<String, List<Contact>> clients = new LinkedHashMap<>();
    private final Map<String, List<Contact>> addresses = new LinkedHashMap<>();
    private final Map<String, NumberRoute> routes = new LinkedHashMap<>();
    private final Set<AccountSid> suspended = new LinkedHashSet<>();
    private final Set<AccountSid> broken = new LinkedHashSet<>();
    private final Set<String> showable = new LinkedHashSet<>();
    private Number standard = new Number(ACCOUNT, new VoiceBinding(
            new WebTarget("http://app.example/voice", "POST"), List.of(), Optional.empty(), Set.of("completed"),
            Optional.empty()));
    private Function<AccountSid, RequestSigner> signers = account -> RequestSigner.NONE;

    /** Whose a called address is and what it runs under. */
    public record Number(AccountSid account, VoiceBinding binding) {}

    SimDirectory() {}

    /** What addresses without an entry of their own run under. */
    public void standard(VoiceBinding binding) {
        standard = new Number(standard.account(), binding);
    }

    /** The binding of addresses without an entry of their own. */
    public VoiceBinding standard() {
        return standard.binding();
    }

    /** A number or address of its own. */
    public void number(String number, AccountSid account, VoiceBinding binding) {
        numbers.put(number, new Number(account, binding));
    }

    /** Takes a number of its own away again. */
    void forgetNumber(String number) {
        numbers.remove(number);
    }

    Number number(String called) {
        return numbers.getOrDefault(called, standard);
    }

    /** Registers a client at this contact; later ones are fresher. */
    public void registered(AccountSid account, String client, String contactUri) {
        clients.computeIfAbsent(account + "/" + client, key -> new ArrayList<>())
                .addFirst(new Contact(contactUri, Optional.empty()));
    }

    /** Has an account's SIP address belong to a domain where phones register: it leads to these contacts. */
    public void registered(AccountSid account, String address, List<String> contacts) {
        addresses.put(account + "/" + address,
                contacts.stream().map(uri -> new Contact(uri, Optional.empty())).toList());
    }

    @Override
    public Optional<List<Contact>> registered(AccountSid account, String address) {
        return Optional.ofNullable(addresses.get(account + "/" + address));
    }

    /** Where calls to this telephone number go. */
    public void route(String number, NumberRoute route) {
        routes.put(number, route);
    }

    /** A caller id that calls may show. */
    public void showable(String callerId) {
        showable.add(callerId);
    }

    /** How requests of an account are signed. */
    public void signers(Function<AccountSid, RequestSigner> how) {
        signers = how;
    }

    @Override
    public RequestSigner signer(AccountSid account) {
        return signers.apply(account);
    }

    @Override
    public List<Contact> contacts(AccountSid account, String client) {
        return List.copyOf(clients.getOrDefault(account + "/" + client, List.of()));
    }

    @Override
    public NumberRoute routeTo(AccountSid account, String number) {
        return routes.getOrDefault(number, new NumberRoute.ByTrunks(
                List.of(new Trunk("trunk", "sip:" + number + "@trunk.example", Optional.empty()))));
    }

    /** The account may make no calls from now on. */
    public void suspend(AccountSid account) {
        suspended.add(account);
    }

    /** Asking whether this account is active is a mistake from now on, or no longer. */
    public void broken(AccountSid account, boolean so) {
        if (so) {
            broken.add(account);
        } else {
            broken.remove(account);
        }
    }

    @Override
    public boolean active(AccountSid account) {
        if (broken.contains(account)) {
            throw new IllegalStateException("the directory is broken for " + account);
        }
        return !suspended.contains(account);
    }

    @Override
    public boolean mayShow(AccountSid account, String callerId) {
        return showable.contains(callerId);
    }
}
