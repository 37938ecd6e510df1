-- The first schema. Times are timestamptz in UTC with microseconds; sids are text; sealed columns (bytea) hold
-- envelopes of Secrets, which carry the id of the key that opens them. docs/store.md describes the tables.

-- Facts of the installation: directory_generation (bumped by every change of the directory, so that a running server
-- notices what a command changed) and alive_at (the last sign of life of a running server).
create table settings (
    name        text primary key,
    value       text not null
);

create table key_check (
    id          int primary key check (id = 1),
    sealed      bytea not null
);

create table accounts (
    sid         text primary key,
    name        text not null,
    status      text not null check (status in ('active', 'suspended', 'closed')),
    master      boolean not null default false,
    auth_token  bytea not null,
    voice       jsonb not null default '{}',
    allowed_prefixes jsonb not null default '[]',
    created_at  timestamptz not null,
    updated_at  timestamptz not null
);
create unique index accounts_one_master on accounts (master) where master;

create table applications (
    sid         text primary key,
    account_sid text not null references accounts (sid),
    name        text not null,
    voice       jsonb not null default '{}',
    created_at  timestamptz not null,
    updated_at  timestamptz not null,
    unique (account_sid, name)
);

create table phone_numbers (
    sid         text primary key,
    account_sid text not null references accounts (sid),
    number      text not null,
    digits      text not null unique,
    name        text not null,
    voice       jsonb not null default '{}',
    created_at  timestamptz not null,
    updated_at  timestamptz not null
);
create index phone_numbers_by_account on phone_numbers (account_sid);

create table sip_domains (
    sid         text primary key,
    account_sid text not null references accounts (sid),
    name        text not null,
    host        text not null unique,
    allow_anonymous boolean not null default false,
    voice       jsonb not null default '{}',
    created_at  timestamptz not null,
    updated_at  timestamptz not null
);
create index sip_domains_by_account on sip_domains (account_sid);

create table sip_credentials (
    account_sid text not null references accounts (sid),
    domain_sid  text not null references sip_domains (sid),
    username    text not null,
    ha1_md5     bytea not null,
    ha1_sha256  bytea not null,
    created_at  timestamptz not null,
    updated_at  timestamptz not null,
    primary key (account_sid, username)
);
create index sip_credentials_by_domain on sip_credentials (domain_sid);

create table trunks (
    sid         text primary key,
    account_sid text not null references accounts (sid),
    name        text not null,
    sources     jsonb not null default '[]',
    uri         text not null,
    username    text not null,
    password    bytea not null,
    prefixes    jsonb not null default '[]',
    priority    int not null,
    voice       jsonb not null default '{}',
    created_at  timestamptz not null,
    updated_at  timestamptz not null,
    unique (account_sid, name)
);

create table caller_ids (
    account_sid text not null references accounts (sid),
    number      text not null,
    digits      text not null,
    created_at  timestamptz not null,
    primary key (account_sid, digits)
);

create table calls (
    sid         text primary key,
    account_sid text not null,
    parent_sid  text,
    from_address text not null,
    to_address  text not null,
    direction   text not null,
    status      text not null,
    final       boolean not null,
    created_at  timestamptz not null,
    answered_at timestamptz,
    ended_at    timestamptz,
    duration_us bigint not null,
    application_sid text,
    callback_url text,
    callback_method text,
    callback_parameters text not null,
    expires_at  timestamptz not null
);
create index calls_by_account on calls (account_sid, sid desc);
create index calls_open on calls (sid) where not final;
create index calls_expire on calls (expires_at);

create table call_details (
    call_sid    text primary key,
    account_sid text not null,
    parent_sid  text,
    direction   text not null,
    from_address text not null,
    to_address  text not null,
    began_at    timestamptz not null,
    answered_at timestamptz,
    ended_at    timestamptz not null,
    billable_seconds bigint not null,
    trunk       text not null,
    prefix      text not null,
    sip_status  int not null,
    termination text not null,
    status      text not null,
    erased      boolean not null default false
);
create index call_details_by_account on call_details (account_sid, began_at desc);

create table timelines (
    call_sid    text primary key,
    account_sid text not null,
    entries     jsonb not null,
    dropped     int not null,
    expires_at  timestamptz not null
);
create index timelines_expire on timelines (expires_at);

create table notifications (
    sid         text primary key,
    account_sid text not null,
    call_sid    text,
    code        int not null,
    severity    text not null,
    message     text not null,
    url         text not null,
    method      text not null,
    request_variables text not null,
    response_headers text not null,
    response_body text not null,
    at          timestamptz not null,
    expires_at  timestamptz not null
);
create index notifications_by_account on notifications (account_sid, sid desc);
create index notifications_by_call on notifications (call_sid);
create index notifications_expire on notifications (expires_at);

create table recordings (
    sid         text primary key,
    account_sid text not null,
    call_sid    text not null,
    status      text not null,
    source      text not null,
    channels    int not null,
    track       text not null,
    started_at  timestamptz not null,
    duration_us bigint not null,
    bytes       bigint not null,
    expires_at  timestamptz not null
);
create index recordings_by_account on recordings (account_sid, sid desc);
create index recordings_by_call on recordings (call_sid);
create index recordings_expire on recordings (expires_at);
create index recordings_open on recordings (sid) where status = 'in-progress';

create table checkpoints (
    call_sid    text primary key,
    checkpoint  text not null,
    updated_at  timestamptz not null
);

create table outbox (
    id          text primary key,
    account_sid text not null,
    call_sid    text not null,
    sequence    int not null,
    url         text not null,
    method      text not null,
    parameters  jsonb not null,
    queued_at   timestamptz not null
);
create index outbox_by_call on outbox (call_sid, sequence);

create table registrations (
    account_sid text not null references accounts (sid),
    username    text not null,
    contact     text not null,
    route       text not null,
    instance    text not null,
    call_id     text not null,
    cseq        bigint not null,
    expires_at  timestamptz not null,
    updated_at  timestamptz not null,
    primary key (account_sid, username, contact)
);

create table audit (
    id          bigint generated always as identity primary key,
    at          timestamptz not null,
    actor       text not null,
    account_sid text,
    action      text not null,
    subject     text not null,
    detail      jsonb not null
);
create index audit_by_account on audit (account_sid, id desc);
