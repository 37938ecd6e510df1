package io.strowger.sdktest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.twilio.rest.api.v2010.account.Call;
import com.twilio.rest.api.v2010.account.call.Event;
import com.twilio.rest.api.v2010.account.call.Recording;
import com.twilio.type.PhoneNumber;
import com.twilio.type.Twiml;
import io.strowger.kernel.Deadline;
import io.strowger.media.audio.Clip;
import io.strowger.media.audio.Tones;
import io.strowger.phone.AnswerPlan;
import io.strowger.phone.PhoneCall;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * Issue 3, must show 1: place a call that a real SIP phone answers, redirect it live to other TwiML, record it,
 * download the recording, hang it up; B8: changing a call changes the running call.
 */
class JavaLiveCallsTest extends JavaSuite {
    private static final String WAIT = "<Response><Pause length=\"100\"/></Response>";

    private static PhoneNumber phone() {
        return new PhoneNumber("sip:sdk@127.0.0.1:" + platform.phone().address().getPort());
    }

    private static PhoneCall answered() {
        return platform.phone().incoming().await(Deadline.after(platform.world().timeline(), Platform.PATIENCE))
                .orElseThrow();
    }

    private static void awaitStatus(String sid, Call.Status status) {
        platform.await(sid + " is " + status, () -> Call.fetcher(sid).fetch(client).getStatus() == status);
    }

    @Test
    void aCallIsPlacedRedirectedRecordedAndHungUp() throws Exception {
        platform.phone().answering(AnswerPlan.Answer.atOnce().after(Duration.ofMillis(300)));
        platform.page("/placed", "<Response><Play digits=\"12\"/><Pause length=\"100\"/></Response>");
        Call placed = Call.creator(phone(), new PhoneNumber(Platform.NUMBER), platform.app("/placed"))
                .setStatusCallback(platform.app("/told"))
                .setStatusCallbackEvent(List.of("initiated", "ringing", "answered", "completed")).create(client);
        assertEquals("outbound-api", placed.getDirection());
        PhoneCall heard = answered();
        awaitStatus(placed.getSid(), Call.Status.IN_PROGRESS);
        assertTrue(heard.awaitKeys(2, Platform.PATIENCE), "the first document runs");

        Call.updater(placed.getSid())
                .setTwiml(new Twiml("<Response><Play digits=\"47\"/><Pause length=\"100\"/></Response>"))
                .update(client);
        assertTrue(heard.awaitKeys(4, Platform.PATIENCE), "the second document runs");
        assertEquals("1247", heard.keys());

        Recording recording = Recording.creator(placed.getSid()).create(client);
        assertEquals(Recording.Status.IN_PROGRESS, recording.getStatus());
        assertTrue(heard.awaitPlayed(heard.play(Clip.of(Tones.tone(1500, 500, 700))), Platform.PATIENCE));
        Recording.updater(placed.getSid(), recording.getSid(), Recording.Status.PAUSED).update(client);
        Recording.updater(placed.getSid(), "Twilio.CURRENT", Recording.Status.IN_PROGRESS).update(client);
        Recording.updater(placed.getSid(), recording.getSid(), Recording.Status.STOPPED).update(client);
        platform.await("the recording is kept", () -> Recording.fetcher(placed.getSid(), recording.getSid())
                .fetch(client).getStatus() == Recording.Status.COMPLETED);
        assertEquals(1, StreamSupport.stream(
                Recording.reader(placed.getSid()).pageSize(1).read(client).spliterator(), false).count());
        assertEquals(recording.getSid(), com.twilio.rest.api.v2010.account.Recording.reader()
                .setCallSid(placed.getSid()).pageSize(1).read(client).iterator().next().getSid());
        HttpResponse<byte[]> sound = download(recording.getSid());
        assertEquals(200, sound.statusCode());
        assertTrue(sound.body().length > 8000, sound.body().length + " bytes");
        assertEquals("RIFF", new String(sound.body(), 0, 4, StandardCharsets.US_ASCII));

        assertEquals(placed.getSid(),
                Call.updater(placed.getSid()).setStatus(Call.UpdateStatus.COMPLETED).update(client).getSid());
        assertTrue(heard.awaitEnd(Platform.PATIENCE), "the phone is hung up on");
        awaitStatus(placed.getSid(), Call.Status.COMPLETED);
        Call over = Call.fetcher(placed.getSid()).fetch(client);
        assertNotNull(over.getEndTime());
        assertTrue(Integer.parseInt(over.getDuration()) >= 0);
        platform.await("initiated, ringing, answered, completed", () -> platform.webhooks("/told").size() == 4);
        assertTrue(StreamSupport.stream(Event.reader(placed.getSid()).read(client).spliterator(), false)
                .count() >= 1, "the webhook log");
        assertTrue(Recording.deleter(placed.getSid(), recording.getSid()).delete(client));
        assertEquals(400, Lifecycle.refused(() ->
                Call.updater(placed.getSid()).setTwiml(new Twiml(WAIT)).update(client) != null), "21220");
        assertTrue(Call.deleter(placed.getSid()).delete(client));
        assertEquals(404, Lifecycle.refused(() -> Call.fetcher(placed.getSid()).fetch(client) != null));
    }

    /** The same with a phone that somebody else wrote: sipp answers, sends back what it hears, is hung up on. */
    @Test
    void sippAnswersACallThatIsRedirectedRecordedAndHungUp() throws Exception {
        int port = freePort();
        Process sipp = new ProcessBuilder("sipp", "-sn", "uas", "-i", "127.0.0.1", "-p", Integer.toString(port), "-m",
                "1", "-mp", Integer.toString(freePort()), "-rtp_echo", "-nostdin", "-timeout", "120s")
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        try {
            platform.page("/sipp", WAIT);
            platform.page("/sipp-over", WAIT);
            Call placed = Call.creator(new PhoneNumber("sip:sipp@127.0.0.1:" + port),
                    new PhoneNumber(Platform.NUMBER), platform.app("/sipp")).create(client);
            awaitStatus(placed.getSid(), Call.Status.IN_PROGRESS);
            Recording recording = Recording.creator(placed.getSid()).setRecordingChannels("dual")
                    .setTrim("do-not-trim").create(client);
            Call.updater(placed.getSid()).setTwiml(new Twiml("<Response><Pause length=\"2\"/>"
                    + "<Redirect>" + platform.app("/sipp-over") + "</Redirect></Response>")).update(client);
            platform.await("the other document has run", () -> !platform.webhooks("/sipp-over").isEmpty());
            Recording.updater(placed.getSid(), recording.getSid(), Recording.Status.STOPPED).update(client);
            Call.updater(placed.getSid()).setStatus(Call.UpdateStatus.COMPLETED).update(client);
            awaitStatus(placed.getSid(), Call.Status.COMPLETED);
            platform.await("the recording is kept", () -> Recording.fetcher(placed.getSid(), recording.getSid())
                    .fetch(client).getStatus() == Recording.Status.COMPLETED);
            HttpResponse<byte[]> sound = download(recording.getSid());
            assertEquals("RIFF", new String(sound.body(), 0, 4, StandardCharsets.US_ASCII));
            assertTrue(sound.body().length > 8000, sound.body().length + " bytes");
            assertTrue(sipp.waitFor(Platform.PATIENCE.toSeconds(), TimeUnit.SECONDS), "sipp was not hung up on");
            assertEquals(0, sipp.exitValue(), "sipp saw one whole call");
        } finally {
            sipp.destroyForcibly();
        }
    }

    /** A port that nobody has at the moment. */
    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static HttpResponse<byte[]> download(String recording) throws Exception {
        String credentials = Base64.getEncoder().encodeToString(
                (Platform.SID + ":" + Platform.TOKEN).getBytes(StandardCharsets.UTF_8));
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(URI.create(tap.url() + "/2010-04-01/Accounts/" + Platform.SID
                    + "/Recordings/" + recording + ".wav")).header("Authorization", "Basic " + credentials).build(),
                    HttpResponse.BodyHandlers.ofByteArray());
        }
    }

    @Test
    void aCallIsCanceledWhileItRings() {
        platform.phone().answering(new AnswerPlan.Ring());
        Call placed = Call.creator(phone(), new PhoneNumber(Platform.NUMBER), new Twiml(WAIT)).create(client);
        PhoneCall ringing = answered();
        awaitStatus(placed.getSid(), Call.Status.RINGING);
        Call.updater(placed.getSid()).setStatus(Call.UpdateStatus.CANCELED).update(client);
        assertTrue(ringing.awaitEnd(Platform.PATIENCE));
        awaitStatus(placed.getSid(), Call.Status.CANCELED);
    }

    @Test
    void callsAreListedByTheirFilters() {
        platform.phone().answering(AnswerPlan.Answer.atOnce());
        String to = phone().getEndpoint();
        for (int i = 0; i < 3; i++) {
            Call placed = Call.creator(phone(), new PhoneNumber("+1555040000" + i),
                    new Twiml("<Response><Hangup/></Response>")).create(client);
            assertTrue(answered().awaitEnd(Platform.PATIENCE));
            awaitStatus(placed.getSid(), Call.Status.COMPLETED);
        }
        List<Call> found = StreamSupport.stream(Call.reader().setTo(to).setFrom("+15550400001")
                .setStatus(Call.Status.COMPLETED).pageSize(1).read(client).spliterator(), false).toList();
        assertEquals(1, found.size());
        assertEquals("+15550400001", found.getFirst().getFrom());
        assertEquals(0, StreamSupport.stream(Call.reader()
                .setStartTimeAfter(found.getFirst().getStartTime().plusDays(1)).setTo(to)
                .read(client).spliterator(), false)
                .count());
        assertTrue(StreamSupport.stream(Call.reader().setStartTimeAfter(
                found.getFirst().getStartTime().minusDays(1)).setTo(to).read(client).spliterator(), false)
                .count() >= 3);
    }

    @Test
    void aCallWithoutADocumentIsRefusedByName() {
        assertEquals(400, Lifecycle.refused(() ->
                Call.creator(phone(), new PhoneNumber(Platform.NUMBER), (URI) null).create(client) != null));
    }
}
