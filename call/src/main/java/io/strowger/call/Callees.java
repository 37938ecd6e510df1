package io.strowger.call;

import io.strowger.call.Callee.Attempt;
import io.strowger.call.Callee.Problem;
import io.strowger.call.port.DialTarget.Credentials;
import io.strowger.call.port.DirectoryPort;
import io.strowger.call.port.DirectoryPort.NumberRoute;
import io.strowger.call.port.Direction;
import io.strowger.call.port.SipHeader;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.twiml.ClientNoun;
import io.strowger.twiml.ConferenceNoun;
import io.strowger.twiml.Dial;
import io.strowger.twiml.HttpMethod;
import io.strowger.twiml.Noun;
import io.strowger.twiml.NumberNoun;
import io.strowger.twiml.Parameter;
import io.strowger.twiml.QueueNoun;
import io.strowger.twiml.SipNoun;
import io.strowger.twiml.StatusCallback;
import io.strowger.twiml.UnsupportedNoun;
import io.strowger.twiml.WireValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Turns the nouns of a Dial into parties that can be called (voice-twiml section 3). Owned by the call's strand. */
final class Callees {
    /** What can be dialled as a telephone number, once spaces and punctuation are gone. */
    static final Pattern NUMBER = Pattern.compile("\\+?[0-9]{2,20}");
    /** What can be shown as the caller where no network checks it. */
    static final Pattern FREE_CALLER_ID = Pattern.compile("[A-Za-z0-9+_.:@-]{1,255}");

    private final Call call;
    private final Dial dial;
    private final LoadedDocument document;
    private final DirectoryPort directory;

    Callees(Call call, Dial dial, LoadedDocument document) {
        this.call = call;
        this.dial = dial;
        this.document = document;
        this.directory = call.ports().directory();
    }

    /** @throws AppFailure when a noun or the caller id makes the whole Dial impossible */
    List<Callee> all() {
        List<Callee> all = new ArrayList<>();
        for (Noun noun : dial.nouns()) {
            switch (noun) {
                case NumberNoun number -> all.add(number(number));
                case ClientNoun client -> all.addAll(client(client));
                case SipNoun sip -> all.add(sip(sip));
                case ConferenceNoun conference -> throw notBuilt(noun);
                case QueueNoun queue -> throw notBuilt(noun);
                case UnsupportedNoun unsupported -> throw notBuilt(noun);
            }
        }
        return all;
    }

    private static AppFailure notBuilt(Noun noun) {
        return new AppFailure(
                ErrorCode.VERB_NOT_BUILT, "<" + noun.name() + "> in Dial at " + noun.at() + " is not built", "");
    }

    private Callee number(NumberNoun noun) {
        String number = noun.number().replaceAll("[\\s().-]", "");
        String from = numberCallerId();
        Optional<Problem> problem = Optional.empty();
        List<Attempt> attempts = new ArrayList<>();
        if (!NUMBER.matcher(number).matches()) {
            problem = Optional.of(new Problem(ErrorCode.NUMBER_FORMAT,
                    "'" + noun.number() + "' at " + noun.at() + " is not a telephone number", 484));
        } else {
            problem = route(number, noun.byoc(), attempts);
        }
        return callee(number, from, attempts, problem, noun.url(), noun.method(), noun.status(), noun.sendDigits());
    }

    private Optional<Problem> route(String number, Optional<String> byoc, List<Attempt> attempts) {
        NumberRoute route = byoc.map(trunk -> directory.routeBy(call.facts().account(), number, trunk))
                .orElseGet(() -> directory.routeTo(call.facts().account(), number));
        return switch (route) {
            case NumberRoute.ByTrunks(List<DirectoryPort.Trunk> trunks) -> {
                trunks.forEach(trunk -> attempts.add(new Attempt(
                        trunk.uri(), Optional.empty(), trunk.credentials(), List.of(), trunk.name())));
                yield Optional.empty();
            }
            case NumberRoute.Forbidden() -> Optional.of(new Problem(
                    ErrorCode.NUMBER_FORBIDDEN, "The prefix of " + number + " is not allowed for this account", 403));
            case NumberRoute.Unreachable() -> Optional.of(new Problem(
                    ErrorCode.NUMBER_UNREACHABLE, "No trunk leads to " + number, 404));
        };
    }

    /** Every registered phone of the user rings; the platform allows ten, as many as nouns. */
    private List<Callee> client(ClientNoun noun) {
        String to = "client:" + noun.identity();
        String from = freeCallerId();
        List<DirectoryPort.Contact> contacts = directory.contacts(call.facts().account(), noun.identity());
        if (contacts.isEmpty()) {
            Problem problem = new Problem(ErrorCode.CLIENT_UNKNOWN, to + " is not registered", 480);
            return List.of(callee(to, from, List.of(), Optional.of(problem), noun.url(), noun.method(), noun.status(),
                    Optional.empty()));
        }
        List<SipHeader> custom = customParameters(noun);
        return contacts.stream().limit(Dial.MAX_NOUNS)
                .map(contact -> new Attempt(contact.uri(), contact.route(), Optional.empty(), custom, ""))
                .map(way -> callee(to, from, List.of(way), Optional.empty(), noun.url(), noun.method(), noun.status(),
                        Optional.empty()))
                .toList();
    }

    /** The noun's parameters in the one header that client SDKs read them from, encoded as a form. */
    private List<SipHeader> customParameters(ClientNoun noun) {
        if (noun.parameters().isEmpty()) {
            return List.of();
        }
        String form = CallParameters.form(
                noun.parameters().stream().map(one -> new Header(one.name(), one.value())).toList());
        if (form.length() >= SipTargets.MAX_HEADERS) {
            throw new AppFailure(ErrorCode.SIP_HEADERS,
                    "The parameters of Client at " + noun.at() + " are longer than " + SipTargets.MAX_HEADERS, "");
        }
        return List.of(new SipHeader("X-Twilio-Params", form));
    }

    private Callee sip(SipNoun noun) {
        List<Attempt> written = noun.uris().stream()
                .sorted(Comparator.comparingInt((SipNoun.Target target) -> target.priority().orElse(0))
                        .thenComparingInt(target -> -target.weight().orElse(0)))
                .map(target -> sipAttempt(target, noun.headers())).toList();
        String to = written.getFirst().uri();
        List<Attempt> attempts = written.stream()
                .flatMap(one -> SipTargets.ways(directory, call.facts().account(), one).stream()).toList();
        return callee(to, freeCallerId(), attempts, SipTargets.absent(to, attempts), noun.url(), noun.method(),
                noun.status(), Optional.empty());
    }

    private Attempt sipAttempt(SipNoun.Target target, List<Parameter> more) {
        Optional<Credentials> credentials = target.username()
                .map(user -> new Credentials(user, target.password().orElse("")));
        return SipTargets.attempt(target.uri(), credentials,
                more.stream().map(one -> new SipHeader(one.name(), one.value())).toList(), "Dial at " + dial.at());
    }

    private Callee callee(
            String to, String from, List<Attempt> attempts, Optional<Problem> problem, Optional<String> url,
            HttpMethod method, StatusCallback status, Optional<String> sendDigits) {
        Set<String> events = new LinkedHashSet<>();
        status.events().stream().map(WireValue::wire).forEach(events::add);
        return new Callee(to, from, attempts, problem, target(url, method), target(status.url(), status.method()),
                events, sendDigits, "");
    }

    private Optional<WebTarget> target(Optional<String> url, HttpMethod method) {
        return url.map(written -> new WebTarget(
                ResourceUrl.resolve(document.url(), UriTemplate.expand(written, call.parameters())), method.name()));
    }

    /**
     * The caller id towards telephone networks: an own or verified number, or what the inbound trunk call showed. A
     * phone that calls a SIP domain shows whatever it likes: its word does not count (voice-twiml "Dial").
     */
    private String numberCallerId() {
        String id = dial.callerId().orElse(call.facts().from());
        boolean inboundNumber = call.facts().direction() == Direction.INBOUND
                && !call.facts().from().startsWith("sip:") && !call.facts().from().startsWith("client:")
                && !call.facts().to().startsWith("sip:");
        boolean seen = inboundNumber && (id.equals(call.facts().from()) || id.equals(call.facts().to()));
        if (!seen && !directory.mayShow(call.facts().account(), id)) {
            throw new AppFailure(ErrorCode.DIAL_CALLER_ID,
                    "The account may not show '" + id + "' as the caller id of Dial at " + dial.at(), "");
        }
        return id;
    }

    private String freeCallerId() {
        String id = dial.callerId().orElse(call.facts().from());
        if (!FREE_CALLER_ID.matcher(id).matches()) {
            throw new AppFailure(
                    ErrorCode.DIAL_CALLER_ID, "'" + id + "' cannot be a caller id, in Dial at " + dial.at(), "");
        }
        return id;
    }
}
