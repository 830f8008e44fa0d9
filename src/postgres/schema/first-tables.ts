/**
 * Data that steps change is separate from data fixed at the start, because PostgreSQL writes a new version of the
 * whole row: a row of `run` is short, and a step changes one and adds one to `journal`. Indexed columns change rarely,
 * and pages of `run` are half empty, so that a new row version fits on the same page and no index is updated.
 */
export const FIRST_TABLES = `
create table @flow (
  id integer generated always as identity primary key,
  name text not null,
  version text not null,
  hash text not null,
  unique (name, version, hash)
);

create table @origin (
  key bigint generated always as identity primary key,
  id text not null unique,
  flow_name text not null,
  correlation text,
  idempotency text,
  digest text not null,
  created bigint not null,
  tags text[] not null,
  input text not null
);
create unique index origin_idempotency on @origin (idempotency, flow_name) where idempotency is not null;
create index origin_correlation on @origin (correlation) where correlation is not null;

-- mail: since when it has messages. due: only while nobody owns it.
create table @run (
  key bigint primary key,
  rev bigint not null,
  flow integer not null,
  owner bigint,
  due bigint,
  mail bigint,
  status text not null,
  ended bigint,
  busy boolean not null,
  seq bigint not null,
  wake bigint,
  checkpoint bigint not null default 0,
  checkpoint_seq bigint not null default 0,
  started bigint not null,
  at text not null,
  ending text
) with (fillfactor = 50);
create index run_due on @run (flow, due, key) where due is not null;
create index run_owner on @run (owner) where owner is not null;
create index run_open on @run (flow) where ended is null;
create index run_ended on @run (ended) where ended is not null;
create index run_gone_wrong on @run (key) where status in ('failed', 'cancelled');

create table @tag (
  name text not null,
  run bigint not null,
  primary key (name, run)
);

-- Entries without an event have the seq of the one before, so this is their order by no, too.
create table @journal (
  run bigint not null,
  seq bigint not null,
  no bigint not null,
  at bigint not null,
  body text not null,
  primary key (run, seq, no)
);

create table @record (
  run bigint not null,
  name text not null,
  body text not null,
  primary key (run, name)
);

create table @lease (
  id bigint generated always as identity primary key,
  engine text not null,
  until bigint not null
);

-- token: of whoever has got a slot. task: the token whose task it is about.
create table @message (
  no bigint generated always as identity primary key,
  run bigint not null,
  at bigint not null,
  token bigint,
  task bigint,
  body text
);
create index message_run on @message (run, no);

create table @receipt (
  run bigint not null,
  idempotency text not null,
  digest text,
  primary key (run, idempotency)
);

create table @task (
  no bigint generated always as identity primary key,
  rev bigint not null,
  answered boolean not null,
  run bigint not null,
  token bigint not null,
  path text not null,
  node text not null,
  assignee text,
  claimed_by text,
  candidate_groups text[] not null,
  priority double precision not null,
  due bigint,
  created bigint not null,
  body text not null,
  unique (run, token)
);
create index task_assignee on @task (assignee) where assignee is not null;
create index task_claimed_by on @task (claimed_by) where claimed_by is not null;
create index task_due on @task (due) where due is not null;
create index task_groups on @task using gin (candidate_groups) where candidate_groups <> '{}';

create table @slot_line (
  name text primary key,
  most bigint not null,
  total bigint,
  held bigint not null
);

create table @slot_key (
  line text not null,
  key text not null,
  held bigint not null,
  waiting bigint not null,
  turn bigint,
  primary key (line, key)
);
create index slot_key_turn on @slot_key (line, turn) where turn is not null;
create sequence @slot_turn;

create table @slot (
  no bigint generated always as identity primary key,
  line text not null,
  key text not null,
  run bigint not null,
  token bigint not null,
  since bigint not null,
  held boolean not null,
  unique (run, token, line)
);
create index slot_waiting on @slot (line, key, no) where not held;

-- A run with everything that is needed to go on with it.
create view @stored_run as
select run.key, run.rev, run.checkpoint, run.status, run.ended, run.busy, run.seq, run.wake, run.started, run.at, run.ending,
  origin.id, flow.name as flow, flow.version, flow.hash, origin.correlation, origin.idempotency, origin.created, origin.tags,
  origin.input,
  (select json_agg(json_build_array(record.name, record.body) order by record.name) from @record where record.run = run.key)
    as records,
  (select json_agg(json_build_array(entry.no, entry.seq, entry.at, entry.body) order by entry.no) from @journal as entry
    where entry.run = run.key and entry.seq >= run.checkpoint_seq and entry.no > run.checkpoint) as entries,
  (select json_agg(json_build_array(message.no, message.token, message.task, message.body) order by message.no) from @message
    where message.run = run.key) as inbox
from @run join @origin on origin.key = run.key join @flow on flow.id = run.flow;
`;
