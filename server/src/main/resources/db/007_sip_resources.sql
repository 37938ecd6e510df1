-- SIP resources: credential lists and address lists of their own, mapped to domains and trunks; carriers of one's own
-- with connection policies; elastic trunks; dialing permissions. docs/sip-resources.md tells what each is for.

-- realm: what the HA1s of a list are for: one for all of the installation (docs/decisions/0007; settings: sip_realm,
-- made when first needed), so that a list serves every domain it is mapped to and a domain can be renamed, while no
-- password is kept
create table credential_lists (
    sid         text primary key,
    account_sid text not null references accounts (sid),
    name        text not null,
    realm       text not null,
    created_at  timestamptz not null,
    updated_at  timestamptz not null
);
create index credential_lists_by_account on credential_lists (account_sid, sid desc);

create table access_lists (
    sid         text primary key,
    account_sid text not null references accounts (sid),
    name        text not null,
    created_at  timestamptz not null,
    updated_at  timestamptz not null
);
create index access_lists_by_account on access_lists (account_sid, sid desc);

create table access_addresses (
    sid         text primary key,
    account_sid text not null references accounts (sid),
    list_sid    text not null references access_lists (sid),
    name        text not null,
    address     text not null,
    prefix      int not null,
    created_at  timestamptz not null,
    updated_at  timestamptz not null
);
create index access_addresses_by_account on access_addresses (account_sid, list_sid, sid desc);

create table connection_policies (
    sid         text primary key,
    account_sid text not null references accounts (sid),
    name        text not null,
    created_at  timestamptz not null,
    updated_at  timestamptz not null
);
create index connection_policies_by_account on connection_policies (account_sid, sid desc);

create table connection_targets (
    sid         text primary key,
    account_sid text not null references accounts (sid),
    policy_sid  text not null references connection_policies (sid),
    name        text not null,
    target      text not null,
    priority    int not null,
    weight      int not null,
    enabled     boolean not null,
    created_at  timestamptz not null,
    updated_at  timestamptz not null
);
create index connection_targets_by_account on connection_targets (account_sid, policy_sid, sid desc);

create table byoc_trunks (
    sid         text primary key,
    account_sid text not null references accounts (sid),
    name        text not null,
    voice       jsonb not null default '{}',
    cnam_lookup boolean not null default false,
    policy_sid  text,
    from_domain_sid text,
    created_at  timestamptz not null,
    updated_at  timestamptz not null,
    constraint byoc_trunks_policy foreign key (policy_sid) references connection_policies (sid)
);
create index byoc_trunks_by_account on byoc_trunks (account_sid, sid desc);

-- realm: what phones are challenged with; the host for domains of the first version, whose HA1s were made for it.
-- users_sid: the list that the provisioning file's users of the domain are in
alter table sip_domains
    add column realm text,
    add column sip_registration boolean not null default true,
    add column byoc_trunk_sid text,
    add column users_sid text,
    add constraint sip_domains_byoc_trunk foreign key (byoc_trunk_sid) references byoc_trunks (sid);
update sip_domains set realm = host;
alter table sip_domains alter column realm set not null;
drop index sip_domains_by_account;
create index sip_domains_by_account on sip_domains (account_sid, sid desc);

-- each domain's users become a list of their own
update sip_domains set users_sid = 'CL' || lpad(to_hex((extract(epoch from created_at) * 1000)::bigint), 12, '0')
    || substr(replace(gen_random_uuid()::text, '-', ''), 13)
    where exists (select 1 from sip_credentials where domain_sid = sip_domains.sid);
insert into credential_lists (sid, account_sid, name, realm, created_at, updated_at)
    select users_sid, account_sid, 'Users of ' || host, realm, created_at, updated_at
    from sip_domains where users_sid is not null;
alter table sip_domains add constraint sip_domains_users foreign key (users_sid) references credential_lists (sid);

-- seal: the row's name in the seals of its HA1s
alter table sip_credentials
    add column sid text,
    add column list_sid text references credential_lists (sid),
    add column seal text;
update sip_credentials set seal = account_sid || '/' || username,
    list_sid = (select users_sid from sip_domains where sid = domain_sid),
    sid = 'CR' || lpad(to_hex((extract(epoch from created_at) * 1000)::bigint), 12, '0')
    || substr(replace(gen_random_uuid()::text, '-', ''), 13);
drop index sip_credentials_by_domain;
alter table sip_credentials
    alter column sid set not null,
    alter column list_sid set not null,
    alter column seal set not null,
    drop constraint sip_credentials_pkey,
    drop column domain_sid,
    add primary key (sid),
    add constraint sip_credentials_once unique (list_sid, username);
create index sip_credentials_by_account on sip_credentials (account_sid, list_sid, sid desc);

create table elastic_trunks (
    sid         text primary key,
    account_sid text not null references accounts (sid),
    name        text not null,
    host        text,
    realm       text not null,
    recovery_url text,
    recovery_method text not null,
    transfer_mode text not null,
    transfer_caller_id text not null,
    cnam_lookup boolean not null,
    recording_mode text not null,
    recording_trim text not null,
    created_at  timestamptz not null,
    updated_at  timestamptz not null,
    constraint elastic_trunks_host unique (host)
);
create index elastic_trunks_by_account on elastic_trunks (account_sid, sid desc);

create table origination_urls (
    sid         text primary key,
    account_sid text not null references accounts (sid),
    trunk_sid   text not null references elastic_trunks (sid),
    name        text not null,
    uri         text not null,
    priority    int not null,
    weight      int not null,
    enabled     boolean not null,
    created_at  timestamptz not null,
    updated_at  timestamptz not null
);
create index origination_urls_by_account on origination_urls (account_sid, trunk_sid, sid desc);

-- which list lets whom in where: exactly one owner and one list. The old mappings of the API and those under Auth are
-- the same rows; purpose says of which kind the requests are.
create table sip_mappings (
    sid         text primary key,
    account_sid text not null references accounts (sid),
    owner_sid   text not null,
    list_sid    text not null,
    purpose     text not null check (purpose in ('calls', 'registrations')),
    domain_sid  text references sip_domains (sid),
    trunk_sid   text references elastic_trunks (sid),
    credential_list_sid text,
    access_list_sid text,
    created_at  timestamptz not null,
    updated_at  timestamptz not null,
    constraint sip_mappings_owner check (owner_sid = coalesce(domain_sid, trunk_sid)),
    constraint sip_mappings_list check (list_sid = coalesce(credential_list_sid, access_list_sid)),
    constraint sip_mappings_once unique (owner_sid, list_sid, purpose),
    constraint sip_mappings_credential_list foreign key (credential_list_sid) references credential_lists (sid),
    constraint sip_mappings_access_list foreign key (access_list_sid) references access_lists (sid)
);
create index sip_mappings_by_account on sip_mappings (account_sid, owner_sid, sid desc);
create index sip_mappings_by_list on sip_mappings (list_sid);

insert into sip_mappings (sid, account_sid, owner_sid, list_sid, purpose, domain_sid, credential_list_sid,
        created_at, updated_at)
    select 'MP' || lpad(to_hex((extract(epoch from created_at) * 1000)::bigint), 12, '0')
            || substr(replace(gen_random_uuid()::text, '-', ''), 13),
        account_sid, sid, users_sid, purpose, sid, users_sid, created_at, updated_at
    from sip_domains cross join (values ('calls'), ('registrations')) as purposes (purpose)
    where users_sid is not null;

create table ip_records (
    sid         text primary key,
    account_sid text not null references accounts (sid),
    name        text not null,
    address     text not null,
    prefix      int not null,
    created_at  timestamptz not null,
    updated_at  timestamptz not null
);
create index ip_records_by_account on ip_records (account_sid, sid desc);

create table source_ip_mappings (
    sid         text primary key,
    account_sid text not null references accounts (sid),
    record_sid  text not null,
    domain_sid  text not null,
    created_at  timestamptz not null,
    updated_at  timestamptz not null,
    constraint source_ip_mappings_once unique (record_sid),
    constraint source_ip_mappings_record foreign key (record_sid) references ip_records (sid),
    constraint source_ip_mappings_domain foreign key (domain_sid) references sip_domains (sid)
);
create index source_ip_mappings_by_account on source_ip_mappings (account_sid, sid desc);

-- countries: which kinds of numbers may be called there; what is not named may not be called
create table dialing_permissions (
    account_sid text primary key references accounts (sid),
    inherits    boolean not null,
    countries   jsonb not null,
    updated_at  timestamptz not null
);
