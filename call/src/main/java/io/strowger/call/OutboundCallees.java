package io.strowger.call;

import io.strowger.call.Callee.Attempt;
import io.strowger.call.Callee.Problem;
import io.strowger.call.port.DirectoryPort;
import io.strowger.call.port.DirectoryPort.NumberRoute;
import io.strowger.call.port.OutboundRequest;
import io.strowger.kernel.ErrorCode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Turns what the API wants called into a party that can be called, by the rules of Dial: asked when the request comes,
 * to refuse it, and again when its turn has come, as numbers and phones may have changed. Any thread may call it.
 */
final class OutboundCallees {
    private static final String HERE = "To";

    private final DirectoryPort directory;

    OutboundCallees(DirectoryPort directory) {
        this.directory = directory;
    }

    /** @throws AppFailure when the request cannot become a call: 21201, 21210, 21211, 21212, 21214 or 21215 */
    Callee of(OutboundRequest request) {
        String to = request.to().strip();
        String scheme = to.split(":", 2)[0].toLowerCase(Locale.ROOT);
        if (to.isEmpty()) {
            throw new AppFailure(ErrorCode.CALL_NO_TO, "To is empty", "");
        }
        return switch (to.contains(":") ? scheme : "") {
            case "" -> number(request, to.replaceAll("[\\s().-]", ""));
            case "client" -> client(request, to);
            case "sip", "sips" -> sip(request, to);
            default -> throw new AppFailure(ErrorCode.CALL_TO_INVALID, "To: '" + to
                    + "' is no telephone number, no sip: address and no client: name", "");
        };
    }

    private Callee number(OutboundRequest request, String number) {
        if (!Callees.NUMBER.matcher(number).matches()) {
            throw new AppFailure(
                    ErrorCode.CALL_TO_INVALID, "To: '" + request.to() + "' is not a telephone number", "");
        }
        freeCallerId(request);
        if (!directory.mayShow(request.account(), request.from())) {
            throw new AppFailure(ErrorCode.CALL_FROM_NOT_VERIFIED, "From: '" + request.from()
                    + "' is neither a number of this account nor a caller id that it has verified", "");
        }
        NumberRoute route = request.byocTrunk()
                .map(trunk -> directory.routeBy(request.account(), number, trunk))
                .orElseGet(() -> directory.routeTo(request.account(), number));
        return switch (route) {
            case NumberRoute.ByTrunks(List<DirectoryPort.Trunk> trunks) -> callee(request, number, trunks.stream()
                    .map(trunk -> new Attempt(
                            trunk.uri(), Optional.empty(), trunk.credentials(), List.of(), trunk.name()))
                    .toList(), Optional.empty());
            case NumberRoute.Forbidden() -> throw new AppFailure(ErrorCode.CALL_NOT_PERMITTED,
                    "To: the prefix of " + number + " is not allowed for this account", "");
            case NumberRoute.Unreachable() -> throw new AppFailure(
                    ErrorCode.CALL_TO_UNREACHABLE, "To: no trunk leads to " + number, "");
        };
    }

    /** The freshest of the client's phones; the next one when the network fails on the way to it. */
    private Callee client(OutboundRequest request, String to) {
        freeCallerId(request);
        List<Attempt> ways = directory.contacts(request.account(), to.substring("client:".length())).stream()
                .map(contact -> new Attempt(contact.uri(), contact.route(), Optional.empty(), List.of(), ""))
                .toList();
        Optional<Problem> absent = ways.isEmpty()
                ? Optional.of(new Problem(ErrorCode.CLIENT_UNKNOWN, to + " is not registered", 480)) : Optional.empty();
        return callee(request, to, ways, absent);
    }

    private Callee sip(OutboundRequest request, String to) {
        freeCallerId(request);
        try {
            Attempt way = SipTargets.attempt(to, request.credentials(), List.of(), HERE);
            List<Attempt> ways = SipTargets.ways(directory, request.account(), way);
            return callee(request, way.uri(), ways, SipTargets.absent(way.uri(), ways));
        } catch (AppFailure invalid) {
            throw new AppFailure(ErrorCode.CALL_TO_INVALID, "To: " + invalid.getMessage(), "");
        }
    }

    private static void freeCallerId(OutboundRequest request) {
        if (!Callees.FREE_CALLER_ID.matcher(request.from()).matches()) {
            // what a plus becomes when it is not escaped in a form: the commonest first mistake with curl
            String hint = request.from().startsWith(" ") ? "; a plus sign is sent as %2B" : "";
            throw new AppFailure(
                    ErrorCode.CALL_FROM_INVALID, "From: '" + request.from() + "' is no caller id" + hint, "");
        }
    }

    private static Callee callee(
            OutboundRequest request, String to, List<Attempt> attempts, Optional<Problem> problem) {
        return new Callee(to, request.from(), attempts, problem, Optional.empty(), request.binding().statusCallback(),
                request.binding().statusEvents(), request.sendDigits(), request.callerName());
    }
}
