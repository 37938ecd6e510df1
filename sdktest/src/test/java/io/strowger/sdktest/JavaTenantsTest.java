package io.strowger.sdktest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.twilio.base.Resource;
import com.twilio.base.ResourceSet;
import com.twilio.constant.EnumConstants;
import com.twilio.http.HttpMethod;
import com.twilio.http.Request;
import com.twilio.http.TwilioRestClient;
import com.twilio.rest.api.v2010.Account;
import com.twilio.rest.api.v2010.account.Application;
import com.twilio.rest.api.v2010.account.AvailablePhoneNumberCountry;
import com.twilio.rest.api.v2010.account.IncomingPhoneNumber;
import com.twilio.rest.api.v2010.account.Key;
import com.twilio.rest.api.v2010.account.NewKey;
import com.twilio.rest.api.v2010.account.NewSigningKey;
import com.twilio.rest.api.v2010.account.SigningKey;
import com.twilio.rest.api.v2010.account.incomingphonenumber.Local;
import com.twilio.rest.api.v2010.account.incomingphonenumber.Mobile;
import com.twilio.rest.api.v2010.account.incomingphonenumber.TollFree;
import com.twilio.type.PhoneNumber;
import io.strowger.sdk.StrowgerHttpClient;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Issue 3, must show 1: accounts, keys, applications and numbers through twilio-java. */
class JavaTenantsTest extends JavaSuite {
    @Test
    void subaccountsAreMadeReadRenamedSuspendedAndClosed() {
        lifecycle(Account::getSid, i -> Account.creator().setFriendlyName("Branch " + i).create(client))
                .fetch(sid -> Account.fetcher(sid).fetch(client))
                .list(Account::reader)
                .update(sid -> Account.updater(sid).setFriendlyName("Renamed").setStatus(Account.Status.SUSPENDED)
                        .update(client), account -> account.getFriendlyName().equals("Renamed")
                        && account.getStatus() == Account.Status.SUSPENDED)
                .check();
        Account own = Account.fetcher(Platform.SID).fetch(client);
        assertEquals(Account.Status.ACTIVE, own.getStatus());
        assertNotNull(own.getDateCreated());
        assertFalse(own.getSubresourceUris().isEmpty());
        Account closed = Account.creator().setFriendlyName("To close").create(client);
        assertEquals(Platform.SID, closed.getOwnerAccountSid());
        TwilioRestClient branch = new TwilioRestClient.Builder(closed.getSid(), closed.getAuthToken())
                .httpClient(new StrowgerHttpClient(tap.url())).build();
        assertEquals(closed.getSid(), Account.fetcher(closed.getSid()).fetch(branch).getSid());
        assertEquals(404, Lifecycle.refused(() -> Account.fetcher(Platform.SID).fetch(branch) != null));
        Account.updater(closed.getSid()).setStatus(Account.Status.CLOSED).update(client);
        assertEquals(401, Lifecycle.refused(() -> Account.fetcher(closed.getSid()).fetch(branch) != null));
    }

    @Test
    void keysAreMadeShownOnceUsedAndDeleted() {
        lifecycle(Key::getSid, i -> {
            NewKey made = NewKey.creator().setFriendlyName("key " + i).create(client);
            assertTrue(made.getSecret().length() >= 32, "the secret, once");
            TwilioRestClient byKey = new TwilioRestClient.Builder(made.getSid(), made.getSecret())
                    .accountSid(Platform.SID).httpClient(new StrowgerHttpClient(tap.url())).build();
            assertTrue(Application.reader().limit(1).read(byKey).getPageSize() >= 1);
            return Key.fetcher(made.getSid()).fetch(client);
        }).fetch(sid -> Key.fetcher(sid).fetch(client))
                .list(Key::reader)
                .update(sid -> Key.updater(sid).setFriendlyName("other").update(client),
                        key -> key.getFriendlyName().equals("other"))
                .delete(sid -> Key.deleter(sid).delete(client))
                .check();
    }

    @Test
    void signingKeysAreKeysUnderAnotherName() {
        lifecycle(SigningKey::getSid, i -> SigningKey.fetcher(
                NewSigningKey.creator().setFriendlyName("signing " + i).create(client).getSid()).fetch(client))
                .fetch(sid -> SigningKey.fetcher(sid).fetch(client))
                .list(SigningKey::reader)
                .update(sid -> SigningKey.updater(sid).setFriendlyName("other").update(client),
                        key -> key.getFriendlyName().equals("other"))
                .delete(sid -> SigningKey.deleter(sid).delete(client))
                .check();
    }

    @Test
    void applicationsHaveTheirWholeLife() {
        lifecycle(Application::getSid, i -> Application.creator().setFriendlyName("app " + i)
                .setVoiceUrl("https://app.example/voice").setVoiceMethod(HttpMethod.GET).create(client))
                .fetch(sid -> Application.fetcher(sid).fetch(client))
                .list(Application::reader)
                .update(sid -> Application.updater(sid).setVoiceUrl("https://app.example/other")
                        .setStatusCallback("https://app.example/status").update(client),
                        app -> app.getVoiceUrl().toString().equals("https://app.example/other")
                                && app.getVoiceMethod() == HttpMethod.GET)
                .delete(sid -> Application.deleter(sid).delete(client))
                .check();
    }

    @Test
    void numbersHaveTheirWholeLife() {
        Application app = Application.creator().setFriendlyName("of numbers").create(client);
        lifecycle(IncomingPhoneNumber::getSid, i -> IncomingPhoneNumber.creator(new PhoneNumber("+1555020000" + i))
                .setVoiceUrl("https://app.example/voice").create(client))
                .fetch(sid -> IncomingPhoneNumber.fetcher(sid).fetch(client))
                .list(IncomingPhoneNumber::reader)
                .update(sid -> IncomingPhoneNumber.updater(sid).setFriendlyName("desk")
                        .setVoiceApplicationSid(app.getSid()).update(client),
                        number -> number.getFriendlyName().equals("desk")
                                && number.getVoiceApplicationSid().equals(app.getSid())
                                && number.getCapabilities().getVoice())
                .delete(sid -> IncomingPhoneNumber.deleter(sid).delete(client))
                .check();
    }

    @Test
    void numbersAreTakenFromThePoolByKind() {
        for (int i = 0; i < 3; i++) {
            pool("+1212555010" + i, "local");
            pool("+1800555010" + i, "toll-free");
        }
        assertTrue(AvailablePhoneNumberCountry.fetcher("US").fetch(client).getCountry().startsWith("United States"));
        assertEquals(1, count(AvailablePhoneNumberCountry.reader().read(client)));
        assertTrue(count(com.twilio.rest.api.v2010.account.availablephonenumbercountry.Local.reader("US").pageSize(1)
                .read(client)) >= 3);
        assertTrue(count(com.twilio.rest.api.v2010.account.availablephonenumbercountry.TollFree.reader("US")
                .pageSize(1).read(client)) >= 3);
        assertEquals(0, count(com.twilio.rest.api.v2010.account.availablephonenumbercountry.Mobile.reader("US")
                .read(client)));
        lifecycle(Local::getSid, i -> Local.creator(new PhoneNumber("+1212555010" + i)).create(client))
                .list(Local::reader)
                .check();
        lifecycle(TollFree::getSid, i -> TollFree.creator(new PhoneNumber("+1800555010" + i)).create(client))
                .list(TollFree::reader)
                .check();
        Mobile mobile = Mobile.creator(new PhoneNumber("+4915155500100")).create(client);
        assertEquals(mobile.getSid(), Mobile.reader().limit(1).read(client).iterator().next().getSid());
    }

    private static <T extends Resource> long count(ResourceSet<T> rows) {
        return StreamSupport.stream(rows.spliterator(), false).count();
    }

    /** Through our own API; no SDK has it. */
    private static void pool(String number, String kind) {
        Request request = new Request(HttpMethod.POST, "https://api.twilio.com/strowger/v1/NumberPool");
        request.setAuth(Platform.SID, Platform.TOKEN);
        request.setContentType(EnumConstants.ContentType.FORM_URLENCODED);
        request.addPostParam("PhoneNumber", number);
        request.addPostParam("Kind", kind);
        request.addPostParam("Country", "US");
        assertEquals(201, client.getHttpClient().makeRequest(request).getStatusCode());
    }
}
