package io.strowger.server.store;

import io.strowger.kernel.AccessListSid;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ByocTrunkSid;
import io.strowger.kernel.ConnectionPolicySid;
import io.strowger.kernel.ConnectionTargetSid;
import io.strowger.kernel.CredentialListSid;
import io.strowger.kernel.CredentialSid;
import io.strowger.kernel.DomainSid;
import io.strowger.kernel.IpAddressSid;
import io.strowger.kernel.IpRecordSid;
import io.strowger.kernel.OriginationUrlSid;
import io.strowger.kernel.Secret;
import io.strowger.kernel.SourceIpMappingSid;
import io.strowger.kernel.TrunkSid;
import io.strowger.kernel.World;
import io.strowger.server.store.DialingPermissions.Allowed;
import java.util.Optional;

/** One row of each SIP table, all of which hang together. */
final class SipRows {
    private SipRows() {}

    /** Adds them; the domain is {@code sip.rows.example}, the trunk's host {@code pbx.rows.example}. */
    static SipDomain oneOfEach(DirectoryChange change, AccountSid account) {
        World world = change.world();
        Dates dates = Dates.at(change.now());
        SipChange sip = new SipChange(change);
        CredentialList credentials = change.insert(SipTables.CREDENTIAL_LISTS, new CredentialList(
                CredentialListSid.mint(world), account, "phones", sip.realm(), dates));
        change.insert(SipTables.CREDENTIALS, SipCredential.made(
                CredentialSid.mint(world), credentials, "bert", new Secret("a-Long-Passw0rd"), dates));
        AccessList access = change.insert(
                SipTables.ACCESS_LISTS, new AccessList(AccessListSid.mint(world), account, "office", dates));
        change.insert(SipTables.ACCESS_ADDRESSES, new AccessAddress(
                IpAddressSid.mint(world), account, access.sid(), "router", "192.0.2.0", 28, dates));
        ConnectionPolicy policy = change.insert(SipTables.POLICIES, new ConnectionPolicy(
                ConnectionPolicySid.mint(world), account, "out", dates));
        change.insert(SipTables.TARGETS, new ConnectionTarget(ConnectionTargetSid.mint(world), account, policy.sid(),
                "first", "sip:gw.carrier.example", 1, 10, true, dates));
        ByocTrunk byoc = change.insert(SipTables.BYOC_TRUNKS, new ByocTrunk(ByocTrunkSid.mint(world), account, "byoc",
                VoiceUrls.of("https://byoc.example/"), false, Optional.of(policy.sid()), Optional.empty(), dates));
        SipDomain domain = change.insert(SipTables.DOMAINS, new SipDomain(DomainSid.mint(world), account, "rows",
                "sip.rows.example", sip.realm(), false, true, Optional.of(byoc.sid()), Optional.empty(),
                VoiceUrls.of("https://domain.example/"), dates));
        ElasticTrunk trunk = change.insert(SipTables.TRUNKS, new ElasticTrunk(TrunkSid.mint(world), account, "pbx",
                Optional.of("pbx.rows.example"), sip.realm(), Optional.empty(), "POST", "disable-all",
                "from-transferee", false, "do-not-record", "do-not-trim", dates));
        change.insert(SipTables.ORIGINATION_URLS, new OriginationUrl(OriginationUrlSid.mint(world), account,
                trunk.sid(), "pbx", "sip:pbx.example", 1, 1, true, dates));
        sip.map(domain, new SipMapping.Credentials(credentials.sid()), SipMapping.Purpose.CALLS);
        sip.map(domain, new SipMapping.Addresses(access.sid()), SipMapping.Purpose.CALLS);
        sip.map(trunk, new SipMapping.Addresses(access.sid()), SipMapping.Purpose.CALLS);
        IpRecord record = change.insert(SipTables.IP_RECORDS, new IpRecord(
                IpRecordSid.mint(world), account, "carrier", "203.0.113.0", 24, dates));
        change.insert(SipTables.SOURCE_IP_MAPPINGS, new SourceIpMapping(
                SourceIpMappingSid.mint(world), account, record.sid(), domain.sid(), dates));
        sip.permissions(DialingPermissions.none(account).with("GB", new Allowed(true, false, false)));
        return domain;
    }
}
