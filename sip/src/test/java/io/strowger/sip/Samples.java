package io.strowger.sip;

/** Messages as other people's phones send them. */
final class Samples {
    private Samples() {}

    static String invite(String branch, String callId, String cseq, String sdp) {
        return message("INVITE", branch, callId, "", cseq, "", sdp);
    }

    static String inviteWith(String branch, String callId, String headers) {
        return message("INVITE", branch, callId, "", "1 INVITE", headers, "a=1\n");
    }

    static String inDialog(String method, String branch, String callId, String tag, String cseq, String sdp) {
        return message(method, branch, callId, ";tag=" + tag, cseq, "", sdp);
    }

    static byte[] bytes(String text) {
        return text.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private static String message(
            String method, String branch, String callId, String toTag, String cseq, String headers, String sdp) {
        return method + " sip:b@127.0.0.1:5062 SIP/2.0\nVia: SIP/2.0/UDP 127.0.0.1:5099;branch=" + branch
                + ";rport\nMax-Forwards: 70\nFrom: <sip:x@127.0.0.1>;tag=f\nTo: <sip:b@127.0.0.1>" + toTag
                + "\nCall-ID: " + callId + "\nCSeq: " + cseq + "\nContact: <sip:x@127.0.0.1:5099>\n" + headers
                + (sdp.isEmpty() ? "" : "Content-Type: application/sdp\n") + "Content-Length: "
                + bytes(sdp).length + "\n\n" + sdp;
    }
}
