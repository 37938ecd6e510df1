-- Tenants: accounts that own accounts, API keys, and the fields that the REST resources need. Columns named further
-- hold fields that the API keeps and nothing in calls reads.

alter table accounts
    add column owner_sid text references accounts (sid),
    add column type text not null default 'Full' check (type in ('Full', 'Trial')),
    add column secondary_token bytea;
-- a database without a master account has no other account either: the first start makes it
update accounts set owner_sid = coalesce((select sid from accounts where master), sid);
alter table accounts alter column owner_sid set not null;
create index accounts_by_owner on accounts (owner_sid, sid desc);

create table api_keys (
    sid         text primary key,
    account_sid text not null references accounts (sid),
    name        text not null,
    kind        text not null check (kind in ('main', 'standard', 'restricted')),
    policy      jsonb not null default '{}',
    secret      bytea not null,
    created_at  timestamptz not null,
    updated_at  timestamptz not null
);
create index api_keys_by_account on api_keys (account_sid, sid desc);

-- the API lets several applications have one name; a provisioning file then cannot name them
alter table applications
    drop constraint applications_account_sid_name_key,
    add column caller_id_lookup boolean not null default false,
    add column further jsonb not null default '{}';
create index applications_by_account on applications (account_sid, sid desc);

alter table phone_numbers
    add column kind text not null default 'local' check (kind in ('local', 'mobile', 'toll_free')),
    add column trunk_sid text,
    add column pooled boolean not null default false,
    add column caller_id_lookup boolean not null default false,
    add column further jsonb not null default '{}';
update phone_numbers set kind = 'toll_free' where digits ~ '^1(800|833|844|855|866|877|888)[0-9]{7}$';
drop index phone_numbers_by_account;
create index phone_numbers_by_account on phone_numbers (account_sid, sid desc);

-- numbers of the installation that no account has yet
create table number_pool (
    digits      text primary key,
    number      text not null,
    kind        text not null check (kind in ('local', 'mobile', 'toll_free')),
    country     text not null check (country ~ '^[A-Z]{2}$'),
    region      text not null default '',
    locality    text not null default '',
    created_at  timestamptz not null
);
create index number_pool_by_place on number_pool (country, kind, digits);

alter table caller_ids
    add column sid text,
    add column name text not null default '',
    add column updated_at timestamptz;
update caller_ids set updated_at = created_at, name = number, sid = 'PN'
    || lpad(to_hex((extract(epoch from created_at) * 1000)::bigint), 12, '0')
    || substr(replace(gen_random_uuid()::text, '-', ''), 13);
alter table caller_ids
    alter column sid set not null,
    alter column updated_at set not null,
    drop constraint caller_ids_pkey,
    add primary key (sid),
    add constraint caller_ids_once unique (account_sid, digits);
create index caller_ids_by_account on caller_ids (account_sid, sid desc);

-- who changed what, as the API tells it: sid AE..., the acting account, key or user, and where the request came from
alter table audit
    add column sid text,
    add column actor_sid text,
    add column source text not null default 'command',
    add column source_address text;
update audit set sid = 'AE' || lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0')
    || substr(replace(gen_random_uuid()::text, '-', ''), 13);
alter table audit alter column sid set not null, add constraint audit_sid unique (sid);
create index audit_by_account_sid on audit (account_sid, sid desc);

-- usage: what ended in a window, by account and direction
create index call_details_by_end on call_details (account_sid, ended_at);
create index recordings_by_start on recordings (account_sid, started_at);
create index notifications_by_time on notifications (account_sid, at desc);
