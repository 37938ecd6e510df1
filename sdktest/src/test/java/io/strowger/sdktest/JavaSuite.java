package io.strowger.sdktest;

import com.twilio.base.Resource;
import com.twilio.http.TwilioRestClient;
import io.strowger.sdk.StrowgerHttpClient;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** What suites of the Java SDK share: the platform, the tap that writes down, and a client as users make one. */
abstract class JavaSuite {
    static Platform platform;
    static Tap tap;
    static TwilioRestClient client;

    @BeforeAll
    static void openSuite(org.junit.jupiter.api.TestInfo suite) {
        platform = Platform.shared();
        tap = Tap.open(suite.getTestClass().orElseThrow().getSimpleName(), platform.http());
        client = new TwilioRestClient.Builder(Platform.SID, Platform.TOKEN)
                .httpClient(new StrowgerHttpClient(tap.url())).build();
    }

    /** What is shown of a resource; to be told how it is fetched, listed, updated and deleted. */
    static <T extends Resource> Lifecycle<T> lifecycle(Function<T, String> sid, IntFunction<T> create) {
        return new Lifecycle<>(client, tap, sid, create);
    }

    @AfterAll
    static void closeSuite() {
        tap.close();
    }
}
