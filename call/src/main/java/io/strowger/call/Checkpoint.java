package io.strowger.call;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What another node needs to take over a call at a verb boundary (rulings part 2, "Crash and deploy"). Written as lines
 * of {@code name=value}, values percent-encoded, the version first: a reader refuses versions it does not know.
 *
 * @param documentUrl address of the running document
 * @param documentMethod with which it was requested
 * @param verb index of the verb about to run
 * @param secondary see {@link LoadedDocument#secondary}
 * @param status wire value of the call's status
 * @param dialog the dialog as signalling exports it
 * @param mediaLeg id of the media leg
 * @param cookies the jar as {@code CookieJar.export} writes it
 */
public record Checkpoint(
        String callSid, String documentUrl, String documentMethod, int verb, int secondary, String status,
        String dialog, String mediaLeg, String cookies) {
    /** The version written. */
    public static final int VERSION = 1;

    static Checkpoint of(Call call, LoadedDocument document, int verb) {
        return new Checkpoint(call.facts().sid().value(), document.url(), document.method(), verb, document.secondary(),
                call.progress().status().wire(), call.ports().signaling().export(call.leg().dialog()),
                call.leg().id().value(), call.cookies().export());
    }

    /** The checkpoint as text. */
    public String text() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("version", Integer.toString(VERSION));
        fields.put("callSid", callSid);
        fields.put("documentUrl", documentUrl);
        fields.put("documentMethod", documentMethod);
        fields.put("verb", Integer.toString(verb));
        fields.put("secondary", Integer.toString(secondary));
        fields.put("status", status);
        fields.put("dialog", dialog);
        fields.put("mediaLeg", mediaLeg);
        fields.put("cookies", cookies);
        StringBuilder out = new StringBuilder();
        fields.forEach((name, value) ->
                out.append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8)).append('\n'));
        return out.toString();
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws IllegalArgumentException naming the version or the missing field
     */
    public static Checkpoint parse(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String line : text.split("\n")) {
            String[] pair = line.split("=", 2);
            fields.put(pair[0], pair.length < 2 ? "" : URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
        }
        if (!Integer.toString(VERSION).equals(fields.get("version"))) {
            throw new IllegalArgumentException("a checkpoint of version " + fields.get("version")
                    + " cannot be read: this program knows version " + VERSION);
        }
        return new Checkpoint(field(fields, "callSid"), field(fields, "documentUrl"), field(fields, "documentMethod"),
                Integer.parseInt(field(fields, "verb")), Integer.parseInt(field(fields, "secondary")),
                field(fields, "status"), field(fields, "dialog"), field(fields, "mediaLeg"), field(fields, "cookies"));
    }

    private static String field(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the checkpoint has no field " + name);
        }
        return value;
    }
}
