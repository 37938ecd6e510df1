package io.strowger.sdktest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.twilio.http.TwilioRestClient;
import com.twilio.rest.api.v2010.Account;
import com.twilio.rest.api.v2010.account.sip.Domain;
import com.twilio.rest.voice.v1.ByocTrunk;
import com.twilio.rest.voice.v1.ConnectionPolicy;
import com.twilio.rest.voice.v1.IpRecord;
import com.twilio.rest.voice.v1.SourceIpMapping;
import com.twilio.rest.voice.v1.connectionpolicy.ConnectionPolicyTarget;
import com.twilio.rest.voice.v1.dialingpermissions.BulkCountryUpdate;
import com.twilio.rest.voice.v1.dialingpermissions.Country;
import com.twilio.rest.voice.v1.dialingpermissions.Settings;
import com.twilio.rest.voice.v1.dialingpermissions.country.HighriskSpecialPrefix;
import io.strowger.sdk.StrowgerHttpClient;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Issue 3, must show 1: carriers of one's own, connection policies and dialing permissions by twilio-java. */
class JavaVoiceTest extends JavaSuite {
    @Test
    void connectionPoliciesAndTheirTargetsHaveTheirWholeLife() {
        lifecycle(ConnectionPolicy::getSid, i -> ConnectionPolicy.creator().setFriendlyName("policy " + i)
                .create(client))
                .fetch(sid -> ConnectionPolicy.fetcher(sid).fetch(client))
                .list(ConnectionPolicy::reader)
                .update(sid -> ConnectionPolicy.updater(sid).setFriendlyName("renamed").update(client),
                        one -> one.getFriendlyName().equals("renamed"))
                .delete(sid -> ConnectionPolicy.deleter(sid).delete(client))
                .check();
        String policy = ConnectionPolicy.creator().create(client).getSid();
        lifecycle(ConnectionPolicyTarget::getSid, i -> ConnectionPolicyTarget
                .creator(policy, URI.create("sip:carrier" + i + ".example:5060")).setPriority(i).setWeight(10)
                .create(client))
                .fetch(sid -> ConnectionPolicyTarget.fetcher(policy, sid).fetch(client))
                .list(() -> ConnectionPolicyTarget.reader(policy))
                .update(sid -> ConnectionPolicyTarget.updater(policy, sid).setEnabled(false).setWeight(3)
                        .update(client), one -> !one.getEnabled() && one.getWeight() == 3)
                .delete(sid -> ConnectionPolicyTarget.deleter(policy, sid).delete(client))
                .check();
    }

    @Test
    void trunksOfOnesOwnCarrierHaveTheirWholeLife() {
        String policy = ConnectionPolicy.creator().setFriendlyName("way out").create(client).getSid();
        lifecycle(ByocTrunk::getSid, i -> ByocTrunk.creator().setFriendlyName("trunk " + i)
                .setVoiceUrl(URI.create("https://app.example/voice")).create(client))
                .fetch(sid -> ByocTrunk.fetcher(sid).fetch(client))
                .list(ByocTrunk::reader)
                .update(sid -> ByocTrunk.updater(sid).setConnectionPolicySid(policy).update(client),
                        one -> one.getConnectionPolicySid().equals(policy))
                .delete(sid -> ByocTrunk.deleter(sid).delete(client))
                .check();
    }

    @Test
    void addressRecordsAndTheirMappingsHaveTheirWholeLife() {
        lifecycle(IpRecord::getSid, i -> IpRecord.creator("203.0.113." + (10 + i)).setFriendlyName("pop " + i)
                .create(client))
                .fetch(sid -> IpRecord.fetcher(sid).fetch(client))
                .list(IpRecord::reader)
                .update(sid -> IpRecord.updater(sid).setFriendlyName("east").update(client),
                        one -> one.getFriendlyName().equals("east"))
                .delete(sid -> IpRecord.deleter(sid).delete(client))
                .check();
        String domain = Domain.creator("source.sip.example").create(client).getSid();
        String other = Domain.creator("source2.sip.example").create(client).getSid();
        lifecycle(SourceIpMapping::getSid, i -> SourceIpMapping.creator(
                IpRecord.creator("203.0.113." + (20 + i)).create(client).getSid(), domain).create(client))
                .fetch(sid -> SourceIpMapping.fetcher(sid).fetch(client))
                .list(SourceIpMapping::reader)
                .update(sid -> SourceIpMapping.updater(sid, other).update(client),
                        one -> one.getSipDomainSid().equals(other))
                .delete(sid -> SourceIpMapping.deleter(sid).delete(client))
                .check();
    }

    @Test
    void dialingPermissionsAreReadAndChangedByCountry() {
        Country before = Country.fetcher("DE").fetch(client);
        assertFalse(before.getLowRiskNumbersEnabled(), "refused until allowed");
        BulkCountryUpdate done = BulkCountryUpdate.creator("[{\"iso_code\":\"DE\","
                + "\"low_risk_numbers_enabled\":\"true\","
                + "\"high_risk_special_numbers_enabled\":\"false\",\"high_risk_tollfraud_numbers_enabled\":\"false\"}]")
                .create(client);
        assertEquals(1, done.getUpdateCount());
        assertEquals(true, Country.fetcher("DE").fetch(client).getLowRiskNumbersEnabled());
        int rows = 0;
        for (Country one : Country.reader().pageSize(1).limit(3).read(client)) {
            assertEquals(2, one.getIsoCode().length());
            rows++;
        }
        assertEquals(3, rows);
        HighriskSpecialPrefix.reader("US").pageSize(1).read(client)
                .forEach(one -> assertTrue(one.getPrefix().matches("\\+?[0-9]+"), one.getPrefix()));
        Account branch = Account.creator().setFriendlyName("dialing").create(client);
        TwilioRestClient theirs = new TwilioRestClient.Builder(branch.getSid(), branch.getAuthToken())
                .httpClient(new StrowgerHttpClient(tap.url())).build();
        for (boolean inherits : List.of(false, true)) {
            assertEquals(inherits, Settings.updater().setDialingPermissionsInheritance(inherits).update(theirs)
                    .getDialingPermissionsInheritance());
            assertEquals(inherits, Settings.fetcher().fetch(theirs).getDialingPermissionsInheritance());
            assertEquals(inherits, Country.fetcher("DE").fetch(theirs).getLowRiskNumbersEnabled(), "the parent's");
        }
    }
}
