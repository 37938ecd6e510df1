-- Call queues: what Enqueue or the API made. Who waits in them lives in memory. Names are unique within an account;
-- the server that owns the calls sees to it, so that a commit may hold two renames at once.
create table call_queues (
    sid         text primary key,
    account_sid text not null,
    friendly_name text not null,
    max_size    int not null check (max_size between 1 and 5000),
    created_at  timestamptz not null,
    updated_at  timestamptz not null
);
create index call_queues_by_account on call_queues (account_sid, sid);
