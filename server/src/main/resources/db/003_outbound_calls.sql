-- Calls that the API starts, and what the call resource shows beside its state (docs/store.md).

alter table calls
    add column started_at timestamptz,
    add column queue_us bigint not null default 0,
    add column phone_number_sid text,
    add column forwarded_from text not null default '',
    add column caller_name text not null default '',
    add column trunk text not null default '';
update calls set started_at = created_at;

-- Filters of the list of calls. Times need none: a sid begins with its time, so they bound the sids that can match.
create index calls_by_to on calls (account_sid, to_address, sid desc);
create index calls_by_from on calls (account_sid, from_address, sid desc);
create index calls_by_parent on calls (parent_sid, sid desc) where parent_sid is not null;
create index calls_by_status on calls (account_sid, status, sid desc) where status <> 'completed';

-- Calls that wait for their turn: a row goes in the commit in which its call leaves the state "queued". The request is
-- sealed, as it holds passwords and documents.
create table outbound_calls (
    call_sid    text primary key,
    account_sid text not null,
    request     bytea not null,
    created_at  timestamptz not null
);

-- Keys under which calls were asked for: the same key within a day is the same call.
create table idempotency_keys (
    account_sid text not null,
    key         text not null,
    digest      text not null,
    sid         text not null,
    created_at  timestamptz not null,
    primary key (account_sid, key)
);
create index idempotency_keys_by_age on idempotency_keys (created_at);

-- A deleted recording keeps its row for a while; a paused one is open.
alter table recordings
    add column updated_at timestamptz,
    add column deleted_at timestamptz;
drop index recordings_open;
create index recordings_open on recordings (sid) where status in ('in-progress', 'paused');
