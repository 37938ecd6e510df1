package io.strowger.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.ConnectionOverrides.Parsed;
import io.strowger.kernel.ConnectionOverrides.Retry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of voice-twiml section 6. */
class ConnectionOverridesTest {
    private static ConnectionOverrides valid(String fragment) {
        return assertInstanceOf(Parsed.Valid.class, ConnectionOverrides.parse(fragment), fragment).overrides();
    }

    @Test
    void noFragmentMeansTheDefaultsOfTheTable() {
        ConnectionOverrides defaults = valid("");
        assertEquals(new ConnectionOverrides(Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(15), 1,
                Set.of(Retry.CONNECT), true, List.of("ashburn")), defaults);
    }

    @Test
    void everyKeyIsRead() {
        assertEquals(
                new ConnectionOverrides(Duration.ofMillis(100), Duration.ofMillis(15000), Duration.ofMillis(3000), 5,
                        Set.of(Retry.CLIENT_ERROR, Retry.SERVER_ERROR, Retry.CONNECT, Retry.READ), false,
                        List.of("dublin", "tokyo")),
                valid("ct=100&rt=15000&tt=3000&rc=5&rp=4xx,5xx,ct,rt&sni=n&e=dublin,tokyo"));
    }

    @Test
    void aCommaMayBePercentEncoded() {
        assertEquals(Set.of(Retry.SERVER_ERROR, Retry.READ), valid("rp=5xx%2Crt").policy());
    }

    @ParameterizedTest
    @ValueSource(strings = {"top", "x=1", "CT=7", "&&", "=", "anchor&z=%zz"})
    void whatIsNoOverrideIsIgnored(String fragment) {
        assertEquals(ConnectionOverrides.DEFAULTS, valid(fragment));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "ct=99|11240", "ct=10001|11240", "ct=abc|11240", "ct=|11240", "ct=-500|11240", "ct=1e3|11240",
        "rt=99|11240", "rt=15001|11240", "tt=99|11240", "tt=15001|11240", "tt=999999999999|11240",
        "sni=yes|11240", "sni=|11240", "e=|11240", "e=Dublin!|11240", "e=dublin,,tokyo|11240",
        "e=atlantis|11241", "e=dublin,atlantis|11241", "e=ashburn-ix|11242",
        "rc=6|11243", "rc=-1|11243", "rc=x|11243", "rc=|11243",
        "rp=|11243", "rp=3xx|11243", "rp=ct,|11243", "rp=ct;rt|11243", "rp=%zz|11243", "x=1&rc=2&rp=never|11243"})
    void aBadValueIsRefusedWithItsCode(String fragment, int code) {
        Parsed.Invalid invalid = assertInstanceOf(Parsed.Invalid.class, ConnectionOverrides.parse(fragment), fragment);
        assertEquals(code, invalid.trouble().code().number());
        assertTrue(invalid.detail().startsWith("The override "), invalid.detail());
    }

    @Test
    void anEndlessFragmentIsRefused() {
        assertInstanceOf(Parsed.Invalid.class, ConnectionOverrides.parse("a=1&".repeat(300)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        // policy | retried outcomes | left alone
        "ct|CONNECT_FAILED,CONNECT_TIMEOUT,TLS_FAILED|READ_TIMEOUT,PROTOCOL,BAD_HOST_NAME,CERTIFICATE_INVALID,400,500",
        "rt|READ_TIMEOUT|CONNECT_FAILED,TOTAL_TIMEOUT,PROTOCOL,404,503",
        "4xx|400,404,499|200,302,500,CONNECT_FAILED",
        "5xx|500,503,599|200,404,READ_TIMEOUT",
        "all|CONNECT_FAILED,TLS_FAILED,READ_TIMEOUT,PROTOCOL,BAD_HOST_NAME,404,500|200,FORBIDDEN_ADDRESS,TOO_LARGE"})
    void thePolicyChoosesWhatIsRetried(String policy, String retried, String left) {
        ConnectionOverrides overrides = valid("rp=" + policy);
        for (String outcome : retried.split(",")) {
            assertEquals(true, overrides.retries(answer(outcome)), outcome);
        }
        for (String outcome : left.split(",")) {
            assertEquals(false, overrides.retries(answer(outcome)), outcome);
        }
    }

    private static FetchAnswer answer(String outcome) {
        return outcome.matches("[0-9]+")
                ? new FetchAnswer.Answered(Integer.parseInt(outcome), List.of(), new byte[0])
                : new FetchAnswer.Failed(FetchTrouble.valueOf(outcome), "");
    }
}
