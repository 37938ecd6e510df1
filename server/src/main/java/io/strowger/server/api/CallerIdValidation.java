package io.strowger.server.api;

import io.strowger.call.port.OutboundRequest;
import io.strowger.call.port.VoiceBinding;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.CookieJar;
import io.strowger.kernel.Fetch;
import io.strowger.kernel.FetchAnswer;
import io.strowger.kernel.FetchPort;
import io.strowger.kernel.FetchRequest;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.Fetcher;
import io.strowger.kernel.Limit;
import io.strowger.kernel.PhoneNumberSid;
import io.strowger.kernel.RequestSigner;
import io.strowger.kernel.World;
import io.strowger.server.store.Actor;
import io.strowger.server.store.CallerId;
import io.strowger.server.store.Dates;
import io.strowger.server.store.ResourceStore;
import io.strowger.server.store.RowRefused;
import io.strowger.server.store.Tables;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The application behind validation calls: it asks the called person for the code that the API's answer showed, three
 * times at most, and makes the number a caller id of the account (rest-api section 2, "OutgoingCallerIds").
 *
 * <p>It is an application without a server (requirement 1.3): its addresses lie under a host name that never resolves
 * and are answered here, before the network, to the validation call alone: each holds a random token, but the call's
 * events show it to the account, which must not be able to enter the code by a call of its own. What is not its own
 * goes on to the real door. A restart forgets calls under way. Any thread may call it.
 */
public final class CallerIdValidation implements FetchPort {
    private static final String HOST = "caller-id-validation.strowger.invalid";
    private static final int TRIES = 3;
    private static final int DIGITS = 6;
    private static final int MAX_ANSWER = 64 * 1024;
    private static final Duration LONGEST = Duration.ofMinutes(5);
    /** A call that waited or was told about for longer is forgotten. */
    private static final Duration FORGOTTEN = Duration.ofHours(2);
    private static final int MOST = 1000;

    private final World world;
    private final FetchPort door;
    private final Fetcher fetcher;
    private final ResourceStore resources;
    private final Function<AccountSid, RequestSigner> signers;
    private final Map<String, Pending> pending = new ConcurrentHashMap<>();
    private final Limit limit = new Limit("caller-id-validations", 5);

    /**
     * Stands before a door.
     *
     * @param signers sign what is told to applications
     */
    public CallerIdValidation(
            World world, FetchPort door, ResourceStore resources, Function<AccountSid, RequestSigner> signers) {
        this.world = world;
        this.door = door;
        this.fetcher = new Fetcher(world, door);
        this.resources = resources;
        this.signers = signers;
    }

    /**
     * What is wanted.
     *
     * @param name of the caller id to be made
     * @param callback told of the outcome at the end of the call
     * @param extension keys sent after the answer
     */
    public record Wanted(
            AccountSid account, Actor actor, String number, String name, Optional<WebTarget> callback,
            Optional<String> extension) {}

    /**
     * A validation that may begin: the caller places the call, shows the code, and cancels when there is no call.
     *
     * @param token names it to {@link #cancel}
     * @param call the sid it shall have
     */
    public record Begun(String token, CallSid call, String code, OutboundRequest request) {}

    /** One under way; only ever touched inside the map's compute. */
    private record Pending(
            Wanted wanted, CallSid call, String code, Instant since, int asked, Optional<PhoneNumberSid> made) {}

    /** Calls of one account under way. */
    public Limit limit() {
        return limit;
    }

    /**
     * Makes a code and what is needed to call; empty when too many calls are under way.
     *
     * @param from a number the account may show
     */
    public Optional<Begun> begin(Wanted wanted, String from) {
        Instant now = world.timeline().now();
        pending.values().removeIf(old -> old.since.plus(FORGOTTEN).isBefore(now));
        long mine = pending.values().stream().filter(old -> old.wanted.account().equals(wanted.account())).count();
        if (!limit.allows(mine + 1) || pending.size() >= MOST) {
            return Optional.empty();
        }
        String token = world.entropy().hex(16);
        String code = "%06d".formatted(world.entropy().below(1_000_000));
        CallSid call = CallSid.mint(world);
        pending.put(token, new Pending(wanted, call, code, now, 0, Optional.empty()));
        VoiceBinding binding = new VoiceBinding(new WebTarget(url(token, "ask"), "POST"), List.of(),
                Optional.of(new WebTarget(url(token, "end"), "POST")), Set.of("completed"), Optional.empty());
        OutboundRequest plain = OutboundRequest.of(wanted.account(), wanted.number(), from, binding);
        OutboundRequest request = new OutboundRequest(plain.account(), plain.to(), plain.from(), plain.callerName(),
                binding, Optional.empty(), plain.ringing(), wanted.extension(), Optional.empty(),
                Optional.of(LONGEST), Optional.empty(), Optional.empty());
        return Optional.of(new Begun(token, call, code, request));
    }

    /** Forgets one whose call was not made. */
    public void cancel(String token) {
        pending.remove(token);
    }

    private static String url(String token, String part) {
        return "https://" + HOST + "/" + token + "/" + part;
    }

    @Override
    public FetchAnswer exchange(FetchRequest request) {
        String[] path = Optional.ofNullable(request.url().getPath()).orElse("").split("/");
        if (!HOST.equals(request.url().getHost()) || path.length != 3) {
            return door.exchange(request);
        }
        List<Header> form = form(request.body());
        boolean ours = Optional.ofNullable(pending.get(path[1]))
                .filter(one -> one.call.value().equals(value(form, "CallSid"))).isPresent();
        if (!ours) {
            return door.exchange(request);
        }
        return switch (path[2]) {
            case "ask" -> document(ask(path[1]));
            case "answer" -> document(heard(path[1], value(form, "Digits")));
            case "end" -> ended(path[1], form);
            default -> door.exchange(request);
        };
    }

    private String ask(String token) {
        Pending now = pending.computeIfPresent(token, (key, old) ->
                new Pending(old.wanted, old.call, old.code, old.since, old.asked + 1, old.made));
        if (now == null || now.asked > TRIES) {
            return "<Say>Goodbye.</Say><Hangup/>";
        }
        return "<Gather input=\"dtmf\" numDigits=\"" + DIGITS + "\" finishOnKey=\"\" timeout=\"10\" sensitive=\"true\""
                + " action=\"" + url(token, "answer") + "\"><Say>" + (now.asked == 1 ? "" : "That was not the code. ")
                + "Please enter the six digits of your validation code.</Say></Gather><Redirect>"
                + url(token, "ask") + "</Redirect>";
    }

    private String heard(String token, String digits) {
        Pending now = pending.get(token);
        if (now == null || !now.code.equals(digits)) {
            return "<Redirect>" + url(token, "ask") + "</Redirect>";
        }
        Optional<PhoneNumberSid> made = made(now.wanted);
        pending.computeIfPresent(token, (key, old) ->
                new Pending(old.wanted, old.call, old.code, old.since, old.asked, made));
        return "<Say>" + (made.isPresent() ? "Thank you. The number is validated." : "The number cannot be taken.")
                + "</Say><Hangup/>";
    }

    private Optional<PhoneNumberSid> made(Wanted wanted) {
        try {
            return Optional.of(resources.change(wanted.actor(), change -> change.insert(Tables.CALLER_IDS,
                    new CallerId(PhoneNumberSid.mint(change.world()), wanted.account(), wanted.number(),
                            wanted.name(), Dates.at(change.now())))).sid());
        } catch (RowRefused taken) {
            return Optional.empty(); // validated by another call meanwhile, or one too many
        }
    }

    /**
     * The call is over: the application's own callback hears of it. Its answer is ours, so that a failed delivery is
     * tried again like any other.
     */
    private FetchAnswer ended(String token, List<Header> form) {
        Pending over = pending.get(token);
        if (over == null || over.wanted.callback().isEmpty()) {
            cancel(token);
            return new FetchAnswer.Answered(204, List.of(), new byte[0]);
        }
        List<Header> told = new ArrayList<>(form);
        told.add(new Header("VerificationStatus", over.made.isPresent() ? "success" : "failed"));
        over.made.ifPresent(sid -> told.add(new Header("OutgoingCallerIdSid", sid.value())));
        WebTarget target = over.wanted.callback().get();
        FetchAnswer answer = fetcher.fetch(new Fetch(target.method(), target.url(), told,
                signers.apply(over.wanted.account()), new CookieJar(world.timeline()), token, MAX_ANSWER)).answer();
        if (answer instanceof FetchAnswer.Answered(int status, List<Header> headers, byte[] body) && status < 500) {
            cancel(token);
        }
        return answer;
    }

    private static FetchAnswer document(String verbs) {
        String xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response>" + verbs + "</Response>";
        return new FetchAnswer.Answered(200, List.of(new Header("Content-Type", "text/xml")),
                xml.getBytes(StandardCharsets.UTF_8));
    }

    private static List<Header> form(byte[] body) {
        List<Header> fields = new ArrayList<>();
        for (String pair : new String(body, StandardCharsets.UTF_8).split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                fields.add(new Header(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1))));
            }
        }
        return fields;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String value(List<Header> form, String name) {
        return form.stream().filter(field -> field.name().equals(name)).map(Header::value).findFirst().orElse("");
    }
}
