-- The text of a snapshot in parts, as a workspace with a million tasks has some hundreds of megabytes of it (docs/work-distribution.md).
create table work_snapshot_parts (
    workspace_sid text not null,
    sequence    bigint not null,
    part        int not null,
    packed      boolean not null,
    body        bytea not null,
    primary key (workspace_sid, sequence, part),
    foreign key (workspace_sid, sequence) references work_snapshots on delete cascade
);
alter table work_snapshot_parts alter column body set storage external;

insert into work_snapshot_parts select workspace_sid, sequence, 0, false, convert_to(body, 'UTF8') from work_snapshots;
alter table work_snapshots drop column body;
