package io.strowger.server.api;

import io.strowger.kernel.DomainSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.IpRecordSid;
import io.strowger.kernel.SourceIpMappingSid;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.Param;
import io.strowger.server.rest.Representation;
import io.strowger.server.store.Dates;
import io.strowger.server.store.DirectoryChange;
import io.strowger.server.store.IpRecord;
import io.strowger.server.store.SipChange;
import io.strowger.server.store.SipTables;
import io.strowger.server.store.SourceIpMapping;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Addresses of carriers that do not know a domain's name: {@code /v1/IpRecords}, and {@code /v1/SourceIpMappings} that
 * say which domain they call (rest-api section 2, "Voice v1").
 */
public final class SourceIpResources {
    private static final Param<IpRecordSid> RECORD = Param.sid("IpRecordSid", "IL", IpRecordSid::new);
    private static final Param<DomainSid> DOMAIN = Param.sid("SipDomainSid", "SD", DomainSid::new);

    /** {@code ip_record} (rest-api section 5.2). */
    static final Representation<IpRecord> IP_RECORD = Representation.<IpRecord>v1("IpRecord")
            .sid("sid", IpRecord::sid)
            .sid("account_sid", IpRecord::account)
            .text("friendly_name", IpRecord::name)
            .text("ip_address", IpRecord::address)
            .integer("cidr_prefix_length", row -> (long) row.prefix())
            .date("date_created", row -> row.dates().created())
            .date("date_updated", row -> row.dates().updated())
            .url(row -> "/v1/IpRecords/" + row.sid());

    /** {@code source_ip_mapping}. */
    static final Representation<SourceIpMapping> MAPPING = Representation.<SourceIpMapping>v1("SourceIpMapping")
            .sid("sid", SourceIpMapping::sid)
            .sid("ip_record_sid", SourceIpMapping::ipRecord)
            .sid("sip_domain_sid", SourceIpMapping::domain)
            .date("date_created", row -> row.dates().created())
            .date("date_updated", row -> row.dates().updated())
            .url(row -> "/v1/SourceIpMappings/" + row.sid());

    private final StoredResources stored;

    /** Kept there. */
    public SourceIpResources(StoredResources stored) {
        this.stored = stored;
    }

    /** What there is to ask. */
    public List<Operation> operations() {
        return List.of(
                Operation.create("CreateIpRecord", "/v1/IpRecords", IP_RECORD, this::createRecord)
                        .with(SipParams.ADDRESS.required(), SipParams.NAME, SipParams.PREFIX),
                Operation.list("ListIpRecord", "/v1/IpRecords", "ip_records", IP_RECORD,
                        call -> stored.list(call, SipTables.IP_RECORDS, Map.of())),
                Operation.fetch("FetchIpRecord", "/v1/IpRecords/{Sid}", IP_RECORD,
                        call -> stored.fetch(call, SipTables.IP_RECORDS, "Sid")),
                Operation.update("UpdateIpRecord", "/v1/IpRecords/{Sid}", IP_RECORD, this::updateRecord)
                        .with(SipParams.NAME),
                Operation.delete("DeleteIpRecord", "/v1/IpRecords/{Sid}",
                        call -> stored.delete(call, SipTables.IP_RECORDS, "Sid")),
                Operation.create("CreateSourceIpMapping", "/v1/SourceIpMappings", MAPPING, this::createMapping)
                        .with(RECORD.required(), DOMAIN.required()),
                Operation.list("ListSourceIpMapping", "/v1/SourceIpMappings", "source_ip_mappings", MAPPING,
                        call -> stored.list(call, SipTables.SOURCE_IP_MAPPINGS, Map.of())),
                Operation.fetch("FetchSourceIpMapping", "/v1/SourceIpMappings/{Sid}", MAPPING,
                        call -> stored.fetch(call, SipTables.SOURCE_IP_MAPPINGS, "Sid")),
                Operation.update("UpdateSourceIpMapping", "/v1/SourceIpMappings/{Sid}", MAPPING, this::updateMapping)
                        .with(DOMAIN.required()),
                Operation.delete("DeleteSourceIpMapping", "/v1/SourceIpMappings/{Sid}",
                        call -> stored.delete(call, SipTables.SOURCE_IP_MAPPINGS, "Sid")));
    }

    private IpRecord createRecord(ApiCall call) {
        String address = call.need(SipParams.ADDRESS);
        int prefix = SipParams.prefix(address, call.get(SipParams.PREFIX));
        return stored.change(call, change -> new SipChange(change).insert(SipTables.IP_RECORDS, new IpRecord(
                IpRecordSid.mint(change.world()), call.account(), call.get(SipParams.NAME).orElse(""), address,
                prefix, Dates.at(change.now())), SipChange.Limit.LISTS, Map.of()));
    }

    private Optional<IpRecord> updateRecord(ApiCall call) {
        String sid = call.sid("Sid", IpRecordSid::new).value();
        return stored.change(call, change -> change.update(SipTables.IP_RECORDS, call.account(), sid, old ->
                new IpRecord(old.sid(), old.account(), call.change(SipParams.NAME, old.name()), old.address(),
                        old.prefix(), old.dates().touched(change.now()))));
    }

    private SourceIpMapping createMapping(ApiCall call) {
        return stored.change(call, change -> {
            if (change.fetch(SipTables.IP_RECORDS, call.account(), call.need(RECORD).value()).isEmpty()) {
                throw new ApiFailure(400, ErrorCode.PARAMETER_INVALID,
                        "The parameter IpRecordSid is no IP record of the account.");
            }
            return new SipChange(change).insert(SipTables.SOURCE_IP_MAPPINGS, new SourceIpMapping(
                    SourceIpMappingSid.mint(change.world()), call.account(), call.need(RECORD), domain(call, change),
                    Dates.at(change.now())), SipChange.Limit.LISTS, Map.of());
        });
    }

    private Optional<SourceIpMapping> updateMapping(ApiCall call) {
        String sid = call.sid("Sid", SourceIpMappingSid::new).value();
        return stored.change(call, change -> change.update(SipTables.SOURCE_IP_MAPPINGS, call.account(), sid, old ->
                new SourceIpMapping(old.sid(), old.account(), old.ipRecord(), domain(call, change),
                        old.dates().touched(change.now()))));
    }

    private static DomainSid domain(ApiCall call, DirectoryChange change) {
        DomainSid domain = call.need(DOMAIN);
        if (change.fetch(SipTables.DOMAINS, call.account(), domain.value()).isEmpty()) {
            throw new ApiFailure(400, ErrorCode.PARAMETER_INVALID,
                    "The parameter SipDomainSid is no SIP domain of the account.");
        }
        return domain;
    }
}
