package io.strowger.sip;

import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The state of a dialog (RFC 3261 12): a value, so that it can be written down and taken up again elsewhere.
 *
 * @param localAddress our From or To without its tag
 * @param remoteAddress the far side's From or To without its tag
 * @param remoteTarget URI of the far side's Contact
 * @param localContact our Contact value
 * @param routeSet Route values in the order in which they are sent
 * @param localSequence number of our last request; 0 before the first
 * @param remoteSequence number of the far side's last request; -1 before the first
 * @param flow where the dialog's first message came from or went to
 * @param sticky true when requests go back along the flow, whatever the target says (a far side behind NAT)
 * @param caller true when we sent the first INVITE
 */
public record Dialog(
        String callId, String localTag, String remoteTag, String localAddress, String remoteAddress,
        String remoteTarget, String localContact, List<String> routeSet, long localSequence, long remoteSequence,
        Flow flow, boolean sticky, boolean caller) {
    private static final String VERSION = "strowger-dialog/1";

    /** As one line of text, with its version. */
    public String export() {
        StringBuilder out = new StringBuilder(VERSION);
        field(out, "call-id", callId);
        field(out, "local-tag", localTag);
        field(out, "remote-tag", remoteTag);
        field(out, "local", localAddress);
        field(out, "remote", remoteAddress);
        field(out, "target", remoteTarget);
        field(out, "contact", localContact);
        routeSet.forEach(route -> field(out, "route", route));
        field(out, "local-seq", Long.toString(localSequence));
        field(out, "remote-seq", Long.toString(remoteSequence));
        field(out, "transport", flow.transport().name());
        field(out, "host", flow.host());
        field(out, "port", Integer.toString(flow.remote().getPort()));
        field(out, "sticky", Boolean.toString(sticky));
        field(out, "caller", Boolean.toString(caller));
        return out.toString();
    }

    /**
     * Reads what {@link #export} wrote. The TCP connection of its flow is not part of it.
     *
     * @throws IllegalArgumentException when the text has another version or lacks a field
     */
    public static Dialog parse(String text) {
        String[] parts = text.split("&");
        if (!parts[0].equals(VERSION)) {
            throw new IllegalArgumentException("a dialog of version '" + parts[0] + "' cannot be read");
        }
        Map<String, String> found = new LinkedHashMap<>();
        List<String> routes = new ArrayList<>();
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("'" + parts[i] + "' is no field of a dialog");
            }
            String value = URLDecoder.decode(parts[i].substring(equals + 1), StandardCharsets.UTF_8);
            if (parts[i].startsWith("route=")) {
                routes.add(value);
            } else {
                found.put(parts[i].substring(0, equals), value);
            }
        }
        Flow flow = Flow.to(Transport.valueOf(need(found, "transport")),
                new InetSocketAddress(need(found, "host"), Integer.parseInt(need(found, "port"))));
        return new Dialog(need(found, "call-id"), need(found, "local-tag"), need(found, "remote-tag"),
                need(found, "local"), need(found, "remote"), need(found, "target"), need(found, "contact"),
                List.copyOf(routes), Long.parseLong(need(found, "local-seq")),
                Long.parseLong(need(found, "remote-seq")), flow, Boolean.parseBoolean(need(found, "sticky")),
                Boolean.parseBoolean(need(found, "caller")));
    }

    Dialog withLocalSequence(long next) {
        return new Dialog(callId, localTag, remoteTag, localAddress, remoteAddress, remoteTarget, localContact,
                routeSet, next, remoteSequence, flow, sticky, caller);
    }

    Dialog withRemoteSequence(long next) {
        return new Dialog(callId, localTag, remoteTag, localAddress, remoteAddress, remoteTarget, localContact,
                routeSet, localSequence, next, flow, sticky, caller);
    }

    Dialog withRemoteTarget(String next) {
        return new Dialog(callId, localTag, remoteTag, localAddress, remoteAddress, next, localContact, routeSet,
                localSequence, remoteSequence, flow, sticky, caller);
    }

    private static void field(StringBuilder out, String name, String value) {
        out.append('&').append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    }

    private static String need(Map<String, String> found, String name) {
        String value = found.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the dialog's text lacks '" + name + "'");
        }
        return value;
    }
}
