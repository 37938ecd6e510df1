-- Work distribution. A workspace's truth is its journal; everything else here follows from it and is written in the same
-- transaction. Bodies are text, not jsonb: what a client stored is kept letter by letter. docs/work-distribution.md.

-- One row for each workspace: whose it is, and which node owns it now. An append carries the token and fails when it has
-- risen.
create table work_leases (
    workspace_sid text primary key,
    account_sid text not null,
    node        text,
    token       bigint not null,
    expires_at  timestamptz not null,
    created_at  timestamptz not null,
    deleted     boolean not null default false
);
create index work_leases_by_account on work_leases (account_sid, workspace_sid);
create index work_leases_by_node on work_leases (node);

create table work_journal (
    workspace_sid text not null,
    first       bigint not null,
    last        bigint not null,
    at          timestamptz not null,
    version     int not null,
    body        text not null,
    primary key (workspace_sid, first)
);

create table work_snapshots (
    workspace_sid text not null,
    sequence    bigint not null,
    version     int not null,
    digest      text not null,
    body        text not null,
    created_at  timestamptz not null,
    primary key (workspace_sid, sequence)
);

create table work_outbox (
    workspace_sid text not null,
    sequence    bigint not null,
    index       int not null,
    account_sid text not null,
    ordering    text not null,
    at          timestamptz not null,
    effect      text not null,
    primary key (workspace_sid, sequence, index)
);

create table work_events (
    sid         text not null,
    workspace_sid text not null,
    account_sid text not null,
    sequence    bigint not null,
    index       int not null,
    at          timestamptz not null,
    workspace_name text not null,
    type        text not null,
    description text not null,
    resource_type text not null,
    resource_sid text not null,
    task_sid    text,
    worker_sid  text,
    task_queue_sid text,
    workflow_sid text,
    reservation_sid text,
    task_channel_sid text,
    data        text not null,
    primary key (workspace_sid, sid)
);
create index work_events_by_task on work_events (workspace_sid, task_sid, sid) where task_sid is not null;
create index work_events_by_worker on work_events (workspace_sid, worker_sid, sid) where worker_sid is not null;
create index work_events_by_age on work_events (at);

-- Counts by minute. value: whole seconds for the waits, else 0.
create table work_counts (
    workspace_sid text not null,
    scope_sid   text not null,
    minute      timestamptz not null,
    channel_sid text not null,
    measure     text not null,
    value       int not null,
    n           bigint not null,
    primary key (workspace_sid, scope_sid, minute, channel_sid, measure, value)
);
create index work_counts_by_age on work_counts (minute);

-- Stretches of time that workers spent in activities and that are over.
create table work_spans (
    workspace_sid text not null,
    worker_sid  text not null,
    activity_sid text not null,
    began_at    timestamptz not null,
    ended_at    timestamptz not null,
    primary key (workspace_sid, worker_sid, ended_at, began_at)
);
create index work_spans_by_workspace on work_spans (workspace_sid, ended_at);
create index work_spans_by_age on work_spans (ended_at);
