package io.strowger.server.store;

import io.strowger.kernel.AccessListSid;
import io.strowger.kernel.ByocTrunkSid;
import io.strowger.kernel.ConnectionPolicySid;
import io.strowger.kernel.ConnectionTargetSid;
import io.strowger.kernel.CredentialListSid;
import io.strowger.kernel.CredentialSid;
import io.strowger.kernel.DomainSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.IpAddressSid;
import io.strowger.kernel.IpRecordSid;
import io.strowger.kernel.OriginationUrlSid;
import io.strowger.kernel.SipMappingSid;
import io.strowger.kernel.SourceIpMappingSid;
import io.strowger.kernel.TrunkSid;
import java.util.Locale;

/** The tables of SIP resources (rest-api section 2, "SIP", "Voice v1, Trunking v1"). */
public final class SipTables {
    /** Domains. */
    public static final ResourceTable<SipDomain> DOMAINS = ResourceTable.<SipDomain>named("sip_domains", "domain")
            .column("name", SipDomain::name)
            .column("host", SipDomain::host)
            .column("realm", SipDomain::realm)
            .column("allow_anonymous", SipDomain::allowAnonymous)
            .column("sip_registration", SipDomain::registration)
            .column("byoc_trunk_sid", domain -> domain.byoc().map(ByocTrunkSid::value))
            .column("users_sid", domain -> domain.fileUsers().map(CredentialListSid::value))
            .json("voice", domain -> Json.voice(domain.voice()))
            .refusing("sip_domains_host_key", ErrorCode.PARAMETER_INVALID, "DomainName is not available: it is taken")
            .refusing("sip_domains_byoc_trunk", ErrorCode.PARAMETER_INVALID, "ByocTrunkSid is no trunk of yours")
            .refusing("source_ip_mappings_domain", ErrorCode.RESOURCE_IN_USE,
                    "The domain is named by a source IP mapping: remove that first")
            .kept(InventoryEditor::put, InventoryEditor::remove)
            .shaped(row -> new SipDomain(new DomainSid(row.sid()), row.account(), row.text("name"), row.text("host"),
                    row.text("realm"), row.flag("allow_anonymous"), row.flag("sip_registration"),
                    row.optional("byoc_trunk_sid").map(ByocTrunkSid::new),
                    row.optional("users_sid").map(CredentialListSid::new), row.voice("voice"), row.dates()));

    /** Credential lists. */
    public static final ResourceTable<CredentialList> CREDENTIAL_LISTS =
            ResourceTable.<CredentialList>named("credential_lists", "credential-list")
            .column("name", CredentialList::name)
            .column("realm", CredentialList::realm)
            .shaped(row -> new CredentialList(new CredentialListSid(row.sid()), row.account(), row.text("name"),
                    row.text("realm"), row.dates()));

    /** Credentials. */
    public static final ResourceTable<SipCredential> CREDENTIALS =
            ResourceTable.<SipCredential>named("sip_credentials", "credential")
            .column("list_sid", one -> one.list().value())
            .column("username", SipCredential::username)
            .column("seal", SipCredential::seal)
            .sealed("ha1_md5", SipCredential::ha1Md5, SipCredential::seal)
            .sealed("ha1_sha256", SipCredential::ha1Sha256, SipCredential::seal)
            .equal("List", "list_sid")
            .refusing("sip_credentials_once", ErrorCode.PARAMETER_INVALID,
                    "Username is in the credential list already")
            .kept(InventoryEditor::put, InventoryEditor::remove)
            .shaped(row -> new SipCredential(new CredentialSid(row.sid()), row.account(),
                    new CredentialListSid(row.text("list_sid")), row.text("username"),
                    row.secret("ha1_md5", row.text("seal")), row.secret("ha1_sha256", row.text("seal")),
                    row.text("seal"), row.dates()));

    /** IP access control lists. */
    public static final ResourceTable<AccessList> ACCESS_LISTS =
            ResourceTable.<AccessList>named("access_lists", "access-list")
            .column("name", AccessList::name)
            .shaped(row -> new AccessList(
                    new AccessListSid(row.sid()), row.account(), row.text("name"), row.dates()));

    /** Their addresses. */
    public static final ResourceTable<AccessAddress> ACCESS_ADDRESSES =
            ResourceTable.<AccessAddress>named("access_addresses", "access-address")
            .column("list_sid", one -> one.list().value())
            .column("name", AccessAddress::name)
            .column("address", AccessAddress::address)
            .column("prefix", AccessAddress::prefix)
            .equal("List", "list_sid")
            .kept(InventoryEditor::put, InventoryEditor::remove)
            .shaped(row -> new AccessAddress(new IpAddressSid(row.sid()), row.account(),
                    new AccessListSid(row.text("list_sid")), row.text("name"), row.text("address"),
                    row.number("prefix"), row.dates()));

    /** What lists are mapped where. */
    public static final ResourceTable<SipMapping> MAPPINGS =
            ResourceTable.<SipMapping>named("sip_mappings", "sip-mapping")
            .column("owner_sid", mapping -> mapping.owner().value())
            .column("list_sid", mapping -> mapping.list().value())
            .column("purpose", mapping -> mapping.purpose().name().toLowerCase(Locale.ROOT))
            .column("domain_sid", SipMapping::domain)
            .column("trunk_sid", SipMapping::trunk)
            .column("credential_list_sid", SipMapping::credentials)
            .column("access_list_sid", SipMapping::addresses)
            .equal("Owner", "owner_sid")
            .equal("List", "list_sid")
            .equal("Purpose", "purpose")
            .filter("Kind", "substr(list_sid, 1, 2) = ?")
            .refusing("sip_mappings_once", ErrorCode.PARAMETER_INVALID, "The list is mapped here already")
            .kept(InventoryEditor::put, InventoryEditor::remove)
            .shaped(row -> new SipMapping(new SipMappingSid(row.sid()), row.account(),
                    SipMapping.owner(row.text("owner_sid")), SipMapping.list(row.text("list_sid")),
                    SipMapping.Purpose.valueOf(row.text("purpose").toUpperCase(Locale.ROOT)), row.dates()));

    /** BYOC trunks. */
    public static final ResourceTable<ByocTrunk> BYOC_TRUNKS =
            ResourceTable.<ByocTrunk>named("byoc_trunks", "byoc-trunk")
            .column("name", ByocTrunk::name)
            .json("voice", trunk -> Json.voice(trunk.voice()))
            .column("cnam_lookup", ByocTrunk::cnamLookup)
            .column("policy_sid", trunk -> trunk.policy().map(ConnectionPolicySid::value))
            .column("from_domain_sid", trunk -> trunk.fromDomain().map(DomainSid::value))
            .equal("FromDomain", "from_domain_sid")
            .refusing("byoc_trunks_policy", ErrorCode.PARAMETER_INVALID, "ConnectionPolicySid is no policy of yours")
            .refusing("sip_domains_byoc_trunk", ErrorCode.RESOURCE_IN_USE,
                    "The BYOC trunk is named by a SIP domain: clear its ByocTrunkSid first")
            .kept(InventoryEditor::put, InventoryEditor::remove)
            .shaped(row -> new ByocTrunk(new ByocTrunkSid(row.sid()), row.account(), row.text("name"),
                    row.voice("voice"), row.flag("cnam_lookup"),
                    row.optional("policy_sid").map(ConnectionPolicySid::new),
                    row.optional("from_domain_sid").map(DomainSid::new), row.dates()));

    /** Connection policies. */
    public static final ResourceTable<ConnectionPolicy> POLICIES =
            ResourceTable.<ConnectionPolicy>named("connection_policies", "connection-policy")
            .column("name", ConnectionPolicy::name)
            .refusing("byoc_trunks_policy", ErrorCode.RESOURCE_IN_USE,
                    "The connection policy is named by a BYOC trunk: clear its ConnectionPolicySid first")
            .shaped(row -> new ConnectionPolicy(
                    new ConnectionPolicySid(row.sid()), row.account(), row.text("name"), row.dates()));

    /** Their targets. */
    public static final ResourceTable<ConnectionTarget> TARGETS =
            ResourceTable.<ConnectionTarget>named("connection_targets", "connection-target")
            .column("policy_sid", one -> one.policy().value())
            .column("name", ConnectionTarget::name)
            .column("target", ConnectionTarget::target)
            .column("priority", ConnectionTarget::priority)
            .column("weight", ConnectionTarget::weight)
            .column("enabled", ConnectionTarget::enabled)
            .equal("List", "policy_sid")
            .kept(InventoryEditor::put, InventoryEditor::remove)
            .shaped(row -> new ConnectionTarget(new ConnectionTargetSid(row.sid()), row.account(),
                    new ConnectionPolicySid(row.text("policy_sid")), row.text("name"), row.text("target"),
                    row.number("priority"), row.number("weight"), row.flag("enabled"), row.dates()));

    /** Addresses of carriers. */
    public static final ResourceTable<IpRecord> IP_RECORDS = ResourceTable.<IpRecord>named("ip_records", "ip-record")
            .column("name", IpRecord::name)
            .column("address", IpRecord::address)
            .column("prefix", IpRecord::prefix)
            .refusing("source_ip_mappings_record", ErrorCode.RESOURCE_IN_USE,
                    "The IP record is named by a source IP mapping: remove that first")
            .kept(InventoryEditor::put, InventoryEditor::remove)
            .shaped(row -> new IpRecord(new IpRecordSid(row.sid()), row.account(), row.text("name"),
                    row.text("address"), row.number("prefix"), row.dates()));

    /** To which domains they lead. */
    public static final ResourceTable<SourceIpMapping> SOURCE_IP_MAPPINGS =
            ResourceTable.<SourceIpMapping>named("source_ip_mappings", "source-ip-mapping")
            .column("record_sid", mapping -> mapping.ipRecord().value())
            .column("domain_sid", mapping -> mapping.domain().value())
            .refusing("source_ip_mappings_once", ErrorCode.PARAMETER_INVALID, "IpRecordSid has a mapping already")
            .kept(InventoryEditor::put, InventoryEditor::remove)
            .shaped(row -> new SourceIpMapping(new SourceIpMappingSid(row.sid()), row.account(),
                    new IpRecordSid(row.text("record_sid")), new DomainSid(row.text("domain_sid")), row.dates()));

    /** Elastic trunks. */
    public static final ResourceTable<ElasticTrunk> TRUNKS =
            ResourceTable.<ElasticTrunk>named("elastic_trunks", "elastic-trunk")
            .column("name", ElasticTrunk::name)
            .column("host", ElasticTrunk::host)
            .column("realm", ElasticTrunk::realm)
            .column("recovery_url", ElasticTrunk::recovery)
            .column("recovery_method", ElasticTrunk::recoveryMethod)
            .column("transfer_mode", ElasticTrunk::transferMode)
            .column("transfer_caller_id", ElasticTrunk::transferCallerId)
            .column("cnam_lookup", ElasticTrunk::cnamLookup)
            .column("recording_mode", ElasticTrunk::recordingMode)
            .column("recording_trim", ElasticTrunk::recordingTrim)
            .refusing("elastic_trunks_host", ErrorCode.PARAMETER_INVALID, "DomainName is not available: it is taken")
            .kept(InventoryEditor::put, InventoryEditor::remove)
            .shaped(row -> new ElasticTrunk(new TrunkSid(row.sid()), row.account(), row.text("name"),
                    row.optional("host"), row.text("realm"), row.optional("recovery_url"),
                    row.text("recovery_method"), row.text("transfer_mode"), row.text("transfer_caller_id"),
                    row.flag("cnam_lookup"), row.text("recording_mode"), row.text("recording_trim"), row.dates()));

    /** Where their numbers ring. */
    public static final ResourceTable<OriginationUrl> ORIGINATION_URLS =
            ResourceTable.<OriginationUrl>named("origination_urls", "origination-url")
            .column("trunk_sid", one -> one.trunk().value())
            .column("name", OriginationUrl::name)
            .column("uri", OriginationUrl::uri)
            .column("priority", OriginationUrl::priority)
            .column("weight", OriginationUrl::weight)
            .column("enabled", OriginationUrl::enabled)
            .equal("List", "trunk_sid")
            .kept(InventoryEditor::put, InventoryEditor::remove)
            .shaped(row -> new OriginationUrl(new OriginationUrlSid(row.sid()), row.account(),
                    new TrunkSid(row.text("trunk_sid")), row.text("name"), row.text("uri"), row.number("priority"),
                    row.number("weight"), row.flag("enabled"), row.dates()));

    private SipTables() {}
}
