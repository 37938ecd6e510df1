-- Events of work distribution, many to a row: what a turn of a workspace tells is one row, as its journal is. One row for
-- each was nearly all that a task wrote into the database's log. docs/work-distribution.md.

-- first, last: sequences in the journal of the first and the last of the row. at: when the last happened.
-- version: of the text in body; 0 is an array of the rows that were there before, as JSON.
-- subjects: keys of all types and sids that the events are about, so that most rows are passed over unread. The key of a
-- sid is its first sixteen digits, which begin with its time; of any other word the first eight bytes of its SHA-256.
create table work_event_batches (
    workspace_sid text not null,
    first       bigint not null,
    last        bigint not null,
    at          timestamptz not null,
    events      int not null,
    version     int not null,
    subjects    bigint[] not null,
    body        bytea not null,
    primary key (workspace_sid, first)
);
alter table work_event_batches alter column body set storage external;
create index work_event_batches_by_time on work_event_batches (workspace_sid, at, first);

-- Where a task or a worker is told of.
create table work_event_subjects (
    subject     bigint not null,
    first       bigint not null
);
create index work_event_subjects_by_subject on work_event_subjects (subject, first);

create function pg_temp.subject(word text) returns bigint language sql immutable strict as $$
    select ('x' || case when word ~ '^[A-Z]{2}[0-9a-f]{32}$' then substr(word, 3, 16)
        else encode(substr(sha256(convert_to(word, 'UTF8')), 1, 8), 'hex') end)::bit(64)::bigint
$$;

insert into work_event_batches
select e.workspace_sid, min(e.sequence), max(e.sequence), max(e.at), count(*), 0,
    (select array_agg(distinct pg_temp.subject(word)) from unnest(array_agg(e.type) || array_agg(e.task_sid)
        || array_agg(e.worker_sid) || array_agg(e.task_queue_sid) || array_agg(e.workflow_sid)
        || array_agg(e.reservation_sid) || array_agg(e.task_channel_sid)) as word where word is not null),
    convert_to(json_agg(e order by e.sid)::text, 'UTF8')
from work_events e group by e.workspace_sid, e.sequence / 64;

insert into work_event_subjects
select distinct pg_temp.subject(word), b.first from work_events e
    join work_event_batches b on b.workspace_sid = e.workspace_sid and e.sequence between b.first and b.last
    cross join unnest(array[e.task_sid, e.worker_sid]) as word where word is not null;

drop function pg_temp.subject;
drop table work_events;
