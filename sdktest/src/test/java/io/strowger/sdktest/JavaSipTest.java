package io.strowger.sdktest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.twilio.rest.api.v2010.account.sip.CredentialList;
import com.twilio.rest.api.v2010.account.sip.Domain;
import com.twilio.rest.api.v2010.account.sip.IpAccessControlList;
import com.twilio.rest.api.v2010.account.sip.credentiallist.Credential;
import com.twilio.rest.api.v2010.account.sip.domain.CredentialListMapping;
import com.twilio.rest.api.v2010.account.sip.domain.IpAccessControlListMapping;
import com.twilio.rest.api.v2010.account.sip.domain.authtypes.authtypecalls.AuthCallsCredentialListMapping;
import com.twilio.rest.api.v2010.account.sip.domain.authtypes.authtypecalls.AuthCallsIpAccessControlListMapping;
import com.twilio.rest.api.v2010.account.sip.domain.authtypes.authtyperegistrations
        .AuthRegistrationsCredentialListMapping;
import com.twilio.rest.api.v2010.account.sip.ipaccesscontrollist.IpAddress;
import org.junit.jupiter.api.Test;

/** Issue 3, must show 1: SIP domains, credential lists, address lists and their mappings through twilio-java. */
class JavaSipTest extends JavaSuite {
    private static Domain domain(String name) {
        return Domain.creator(name + ".sip.example").setFriendlyName(name).create(client);
    }

    @Test
    void domainsHaveTheirWholeLife() {
        lifecycle(Domain::getSid, i -> domain("office" + i))
                .fetch(sid -> Domain.fetcher(sid).fetch(client))
                .list(Domain::reader)
                .update(sid -> Domain.updater(sid).setVoiceUrl(java.net.URI.create("https://app.example/voice"))
                        .setSipRegistration(true).update(client),
                        one -> one.getVoiceUrl().toString().equals("https://app.example/voice")
                                && one.getSipRegistration())
                .delete(sid -> Domain.deleter(sid).delete(client))
                .check();
    }

    @Test
    void credentialListsAndTheirCredentialsHaveTheirWholeLife() {
        lifecycle(CredentialList::getSid, i -> CredentialList.creator("phones " + i).create(client))
                .fetch(sid -> CredentialList.fetcher(sid).fetch(client))
                .list(CredentialList::reader)
                .update(sid -> CredentialList.updater(sid, "desk phones").update(client),
                        one -> one.getFriendlyName().equals("desk phones"))
                .delete(sid -> CredentialList.deleter(sid).delete(client))
                .check();
        String list = CredentialList.creator("people").create(client).getSid();
        lifecycle(Credential::getSid, i -> Credential.creator(list, "user" + i, "Long-Password-" + i).create(client))
                .fetch(sid -> Credential.fetcher(list, sid).fetch(client))
                .list(() -> Credential.reader(list))
                .update(sid -> Credential.updater(list, sid).setPassword("Another-Password-1").update(client),
                        one -> one.getUsername().equals("user0") && one.getCredentialListSid().equals(list))
                .delete(sid -> Credential.deleter(list, sid).delete(client))
                .check();
        assertTrue(CredentialList.deleter(list).delete(client));
    }

    @Test
    void addressListsAndTheirAddressesHaveTheirWholeLife() {
        lifecycle(IpAccessControlList::getSid, i -> IpAccessControlList.creator("carrier " + i).create(client))
                .fetch(sid -> IpAccessControlList.fetcher(sid).fetch(client))
                .list(IpAccessControlList::reader)
                .update(sid -> IpAccessControlList.updater(sid, "carriers").update(client),
                        one -> one.getFriendlyName().equals("carriers"))
                .delete(sid -> IpAccessControlList.deleter(sid).delete(client))
                .check();
        String list = IpAccessControlList.creator("addresses").create(client).getSid();
        lifecycle(IpAddress::getSid, i -> IpAddress.creator(list, "host " + i, "192.0.2." + (10 + i)).create(client))
                .fetch(sid -> IpAddress.fetcher(list, sid).fetch(client))
                .list(() -> IpAddress.reader(list))
                .update(sid -> IpAddress.updater(list, sid).setIpAddress("198.51.100.0").setCidrPrefixLength(24)
                        .update(client),
                        one -> one.getIpAddress().equals("198.51.100.0") && one.getCidrPrefixLength() == 24)
                .delete(sid -> IpAddress.deleter(list, sid).delete(client))
                .check();
        assertTrue(IpAccessControlList.deleter(list).delete(client));
    }

    @Test
    void credentialListsAreMappedToADomainInBothWays() {
        String domain = domain("mapped-users").getSid();
        lifecycle(CredentialListMapping::getSid, i -> CredentialListMapping.creator(domain,
                CredentialList.creator("old map " + i).create(client).getSid()).create(client))
                .fetch(sid -> CredentialListMapping.fetcher(domain, sid).fetch(client))
                .list(() -> CredentialListMapping.reader(domain))
                .delete(sid -> CredentialListMapping.deleter(domain, sid).delete(client))
                .check();
        lifecycle(AuthCallsCredentialListMapping::getSid, i -> AuthCallsCredentialListMapping.creator(domain,
                CredentialList.creator("call map " + i).create(client).getSid()).create(client))
                .fetch(sid -> AuthCallsCredentialListMapping.fetcher(domain, sid).fetch(client))
                .list(() -> AuthCallsCredentialListMapping.reader(domain))
                .delete(sid -> AuthCallsCredentialListMapping.deleter(domain, sid).delete(client))
                .check();
        lifecycle(AuthRegistrationsCredentialListMapping::getSid, i ->
                AuthRegistrationsCredentialListMapping.creator(domain,
                        CredentialList.creator("phone map " + i).create(client).getSid()).create(client))
                .fetch(sid -> AuthRegistrationsCredentialListMapping.fetcher(domain, sid).fetch(client))
                .list(() -> AuthRegistrationsCredentialListMapping.reader(domain))
                .delete(sid -> AuthRegistrationsCredentialListMapping.deleter(domain, sid).delete(client))
                .check();
    }

    @Test
    void addressListsAreMappedToADomainInBothWays() {
        String domain = domain("mapped-hosts").getSid();
        lifecycle(IpAccessControlListMapping::getSid, i -> IpAccessControlListMapping.creator(domain,
                IpAccessControlList.creator("old hosts " + i).create(client).getSid()).create(client))
                .fetch(sid -> IpAccessControlListMapping.fetcher(domain, sid).fetch(client))
                .list(() -> IpAccessControlListMapping.reader(domain))
                .delete(sid -> IpAccessControlListMapping.deleter(domain, sid).delete(client))
                .check();
        lifecycle(AuthCallsIpAccessControlListMapping::getSid, i -> AuthCallsIpAccessControlListMapping.creator(domain,
                IpAccessControlList.creator("call hosts " + i).create(client).getSid()).create(client))
                .fetch(sid -> AuthCallsIpAccessControlListMapping.fetcher(domain, sid).fetch(client))
                .list(() -> AuthCallsIpAccessControlListMapping.reader(domain))
                .delete(sid -> AuthCallsIpAccessControlListMapping.deleter(domain, sid).delete(client))
                .check();
        assertEquals(domain, Domain.fetcher(domain).fetch(client).getSid());
    }
}
