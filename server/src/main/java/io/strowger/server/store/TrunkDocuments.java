package io.strowger.server.store;

import io.strowger.call.port.VoiceBinding;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Entropy;
import io.strowger.kernel.FetchAnswer;
import io.strowger.kernel.FetchPort;
import io.strowger.kernel.FetchRequest;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.Sid;
import io.strowger.kernel.TrunkSid;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The documents that calls of elastic trunks run, written by this program and answered without a network: they stand
 * under a host name that can never exist (RFC 6761 section 6.4). Everything else goes on to the real client. An account
 * reaches its own trunks only, so it does no harm when an account names such an address itself. Any thread.
 */
public final class TrunkDocuments implements FetchPort {
    private static final String HOST = "trunks.strowger.invalid";
    private static final Set<String> ANSWERED = Set.of("completed", "answered");

    private final FetchPort web;
    private final Supplier<Inventory> inventory;
    private final Entropy entropy;

    /**
     * @param web where every other request goes
     * @param inventory the present one
     * @param entropy draws among URLs of equal priority
     */
    public TrunkDocuments(FetchPort web, Supplier<Inventory> inventory, Entropy entropy) {
        this.web = web;
        this.inventory = inventory;
        this.entropy = entropy;
    }

    /** What a call to a number of the trunk runs. */
    public static VoiceBinding origination(ElasticTrunk trunk) {
        return binding("origination", trunk);
    }

    /** What a call runs that comes from the trunk's exchange. */
    public static VoiceBinding termination(ElasticTrunk trunk) {
        return binding("termination", trunk);
    }

    private static VoiceBinding binding(String kind, ElasticTrunk trunk) {
        return new VoiceBinding(new WebTarget(url(kind, trunk), "POST"), List.of(), Optional.empty(), Set.of(),
                Optional.empty());
    }

    private static String url(String kind, ElasticTrunk trunk) {
        return "http://" + HOST + "/" + kind + "/" + trunk.sid();
    }

    @Override
    public FetchAnswer exchange(FetchRequest request) {
        if (!HOST.equals(request.url().getHost())) {
            return web.exchange(request);
        }
        Map<String, String> form = form(request);
        String[] path = request.url().getPath().split("/");
        Optional<ElasticTrunk> trunk = path.length == 3 ? trunk(path[2], form) : Optional.empty();
        return trunk.flatMap(found -> document(path[1], found, form))
                .map(xml -> answer(200, "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response>" + xml + "</Response>"))
                .orElseGet(() -> answer(404, "<Response/>"));
    }

    private Optional<ElasticTrunk> trunk(String sid, Map<String, String> form) {
        String account = form.getOrDefault("AccountSid", "");
        boolean shaped = sid.startsWith("TK") && Sid.SHAPE.matcher(sid).matches() && account.startsWith("AC")
                && Sid.SHAPE.matcher(account).matches();
        return shaped ? inventory.get().sip().trunk(new AccountSid(account), new TrunkSid(sid)) : Optional.empty();
    }

    private Optional<String> document(String kind, ElasticTrunk trunk, Map<String, String> form) {
        return switch (kind) {
            case "origination" -> Optional.of(toExchange(trunk, form));
            case "termination" -> Optional.of(dial(trunk, "dialled", " callerId=\"" + escaped(
                    form.getOrDefault("From", "")) + "\"", "<Number>" + escaped(form.getOrDefault("To", ""))
                    + "</Number>"));
            case "originated" -> Optional.of(over(form, trunk.recoveryTarget()));
            case "dialled" -> Optional.of(over(form, Optional.empty()));
            default -> Optional.empty();
        };
    }

    private String toExchange(ElasticTrunk trunk, Map<String, String> form) {
        List<OriginationUrl> ways = WeightedChoice.order(inventory.get().sip().urls(trunk.sid()), entropy);
        if (ways.isEmpty()) {
            return over(form, trunk.recoveryTarget());
        }
        StringBuilder uris = new StringBuilder();
        for (int i = 0; i < ways.size(); i++) {
            uris.append("<SipUri priority=\"").append(i).append("\">")
                    .append(escaped(ways.get(i).uriFor(form.getOrDefault("To", "")))).append("</SipUri>");
        }
        return dial(trunk, "originated", "", "<Sip>" + uris + "</Sip>");
    }

    private static String dial(ElasticTrunk trunk, String next, String more, String noun) {
        return "<Dial answerOnBridge=\"true\" record=\"" + trunk.recordingMode() + "\" trim=\""
                + trunk.recordingTrim() + "\" action=\"" + url(next, trunk) + "\"" + more + ">" + noun + "</Dial>";
    }

    /** The call is over, or nobody took it: then the recovery document has the word, or the caller hears why. */
    private static String over(Map<String, String> form, Optional<WebTarget> recovery) {
        String status = form.getOrDefault("DialCallStatus", "failed");
        if (ANSWERED.contains(status)) {
            return "<Hangup/>";
        }
        return recovery.map(target -> "<Redirect method=\"" + target.method() + "\">" + escaped(target.url())
                + "</Redirect>").orElse(status.equals("busy") ? "<Reject reason=\"busy\"/>" : "<Reject/>");
    }

    private static Map<String, String> form(FetchRequest request) {
        Map<String, String> form = new HashMap<>();
        for (String pair : new String(request.body(), StandardCharsets.UTF_8).split("&")) {
            String[] parts = pair.split("=", 2);
            form.putIfAbsent(decoded(parts[0]), parts.length > 1 ? decoded(parts[1]) : "");
        }
        return form;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static FetchAnswer answer(int status, String body) {
        return new FetchAnswer.Answered(status, List.of(new Header("Content-Type", "text/xml; charset=utf-8")),
                body.getBytes(StandardCharsets.UTF_8));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
