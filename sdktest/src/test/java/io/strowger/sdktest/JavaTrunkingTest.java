package io.strowger.sdktest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.twilio.rest.api.v2010.account.IncomingPhoneNumber;
import com.twilio.rest.trunking.v1.Trunk;
import com.twilio.rest.trunking.v1.trunk.CredentialList;
import com.twilio.rest.trunking.v1.trunk.IpAccessControlList;
import com.twilio.rest.trunking.v1.trunk.OriginationUrl;
import com.twilio.rest.trunking.v1.trunk.PhoneNumber;
import com.twilio.rest.trunking.v1.trunk.Recording;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** Issue 3, must show 1: elastic trunks, as far as they map to real behaviour, through twilio-java. */
class JavaTrunkingTest extends JavaSuite {
    private static String trunk(String name) {
        return Trunk.creator().setFriendlyName(name).create(client).getSid();
    }

    @Test
    void trunksHaveTheirWholeLife() {
        lifecycle(Trunk::getSid, i -> Trunk.creator().setFriendlyName("trunk " + i).create(client))
                .fetch(sid -> Trunk.fetcher(sid).fetch(client))
                .list(Trunk::reader)
                .update(sid -> Trunk.updater(sid).setFriendlyName("renamed").update(client),
                        one -> one.getFriendlyName().equals("renamed"))
                .delete(sid -> Trunk.deleter(sid).delete(client))
                .check();
    }

    @Test
    void aTrunksRecordingIsReadAndChanged() {
        String trunk = trunk("recorded");
        assertEquals(Recording.RecordingMode.DO_NOT_RECORD, Recording.fetcher(trunk).fetch(client).getMode());
        Recording.updater(trunk).setMode(Recording.RecordingMode.RECORD_FROM_ANSWER)
                .setTrim(Recording.RecordingTrim.TRIM_SILENCE).update(client);
        assertEquals(Recording.RecordingMode.RECORD_FROM_ANSWER, Recording.fetcher(trunk).fetch(client).getMode());
    }

    @Test
    void originationUrlsHaveTheirWholeLife() {
        String trunk = trunk("to us");
        lifecycle(OriginationUrl::getSid, i -> OriginationUrl.creator(trunk, 10, i + 1, true, "pbx " + i,
                URI.create("sip:pbx" + i + ".example")).create(client))
                .fetch(sid -> OriginationUrl.fetcher(trunk, sid).fetch(client))
                .list(() -> OriginationUrl.reader(trunk))
                .update(sid -> OriginationUrl.updater(trunk, sid).setEnabled(false).update(client),
                        one -> !one.getEnabled())
                .delete(sid -> OriginationUrl.deleter(trunk, sid).delete(client))
                .check();
    }

    @Test
    void listsAndNumbersAreTiedToATrunk() {
        String trunk = trunk("tied");
        lifecycle(CredentialList::getSid, i -> CredentialList.creator(trunk,
                com.twilio.rest.api.v2010.account.sip.CredentialList.creator("of trunk " + i).create(client).getSid())
                .create(client))
                .fetch(sid -> CredentialList.fetcher(trunk, sid).fetch(client))
                .list(() -> CredentialList.reader(trunk))
                .delete(sid -> CredentialList.deleter(trunk, sid).delete(client))
                .check();
        lifecycle(IpAccessControlList::getSid, i -> IpAccessControlList.creator(trunk,
                com.twilio.rest.api.v2010.account.sip.IpAccessControlList.creator("of trunk " + i).create(client)
                        .getSid()).create(client))
                .fetch(sid -> IpAccessControlList.fetcher(trunk, sid).fetch(client))
                .list(() -> IpAccessControlList.reader(trunk))
                .delete(sid -> IpAccessControlList.deleter(trunk, sid).delete(client))
                .check();
        lifecycle(PhoneNumber::getSid, i -> PhoneNumber.creator(trunk, IncomingPhoneNumber.creator(
                new com.twilio.type.PhoneNumber("+1555030000" + i)).create(client).getSid()).create(client))
                .fetch(sid -> PhoneNumber.fetcher(trunk, sid).fetch(client))
                .list(() -> PhoneNumber.reader(trunk))
                .delete(sid -> PhoneNumber.deleter(trunk, sid).delete(client))
                .check();
    }
}
