-- What the guard of outbound calls remembers beyond a run (docs/store.md).
create table outbound_stops (
    account_sid text primary key,
    reason      text not null,
    stopped_at  timestamptz not null
);

create table dialled_countries (
    account_sid text not null,
    country     text not null,
    first_at    timestamptz not null,
    primary key (account_sid, country)
);

-- The minutes of today are summed at each start.
create index call_details_by_day on call_details (ended_at) where trunk <> '';
