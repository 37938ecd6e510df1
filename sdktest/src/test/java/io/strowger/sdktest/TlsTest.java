package io.strowger.sdktest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.twilio.base.Page;
import com.twilio.exception.ApiException;
import com.twilio.http.TwilioRestClient;
import com.twilio.rest.api.v2010.account.Call;
import io.strowger.sdk.StrowgerHttpClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Issue 3, must show 1: one suite by host name over TLS with a private CA, no tap between. */
class TlsTest {
    @TempDir
    static Path folder;

    private static PrivateAuthority authority;
    private static Platform platform;
    private static HttpClient trusting;

    @BeforeAll
    static void open() throws Exception {
        authority = new PrivateAuthority(folder, NamedHosts.NAME);
        platform = Platform.open("localhost:0", "127.0.0.1:29400-29499", 29500,
                "--http-certificate", authority.certificate().toString(), "--http-key", authority.key().toString());
        trusting = HttpClient.newBuilder().sslContext(authority.trusting()).build();
        for (int i = 0; i < 3; i++) {
            platform.called("<Response><Hangup/></Response>");
        }
    }

    @AfterAll
    static void close() {
        platform.close();
        trusting.close();
    }

    private static URI url(String host) {
        return URI.create("https://" + host + ":" + platform.http().port());
    }

    private static TwilioRestClient client(StrowgerHttpClient http) {
        return new TwilioRestClient.Builder(Platform.SID, Platform.TOKEN).httpClient(http).build();
    }

    @Test
    void theJavaSdkReadsAndPagesByHostName() {
        TwilioRestClient client = client(new StrowgerHttpClient(url(NamedHosts.NAME), trusting));
        List<String> calls = StreamSupport.stream(Call.reader().pageSize(1).read(client).spliterator(), false)
                .map(Call::getSid).toList();
        assertEquals(3, calls.size());
        assertEquals(calls.getFirst(), Call.fetcher(calls.getFirst()).fetch(client).getSid());
        Page<Call> first = Call.reader().pageSize(1).firstPage(client);
        Page<Call> second = Call.reader().nextPage(first, client);
        assertEquals(calls.get(1), second.getRecords().getFirst().getSid());
        assertEquals(calls.get(0), Call.reader().previousPage(second, client).getRecords().getFirst().getSid());
    }

    @Test
    void whoDoesNotTrustTheAuthorityGetsNoAnswer() {
        TwilioRestClient client = client(new StrowgerHttpClient(url(NamedHosts.NAME)));
        String message = assertThrows(ApiException.class, () -> Call.reader().firstPage(client)).getMessage();
        assertTrue(message.startsWith("No answer from https://pbx.example:"), message);
    }

    @Test
    void nodeAndPythonTrustAPrivateAuthorityByTheirOwnMeans() {
        Map<String, String> environment = Map.of("STROWGER_URL", url("localhost").toString(),
                "STROWGER_SID", Platform.SID, "STROWGER_TOKEN", Platform.TOKEN, "STROWGER_NUMBER", Platform.NUMBER,
                "NODE_EXTRA_CA_CERTS", authority.authority().toString(),
                "STROWGER_CA", authority.authority().toString());
        Script.Ended node = Script.node("calls.test.js", List.of(), environment).run();
        assertEquals(0, node.code(), node.output());
        Script.Ended python = Script.python("test_calls.py", List.of(), environment).run();
        assertEquals(0, python.code(), python.output());
    }
}
