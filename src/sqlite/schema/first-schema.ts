/**
 * Data that steps change is separate from data fixed at the start, because SQLite writes whole rows: a row of `run` is
 * short, and a step changes one and adds one to `journal`. Indexed columns change rarely, and partial indexes leave
 * out runs that are executing.
 */
export const FIRST_SCHEMA = `
create table flow (
  id integer primary key,
  name text not null,
  version text not null,
  hash text not null,
  unique (name, version, hash)
);

create table run (
  key integer primary key autoincrement,
  rev integer not null,
  flow integer not null,
  owner integer,
  due integer,
  status text not null,
  ended integer,
  busy integer not null,
  seq integer not null,
  wake integer,
  checkpoint integer not null,
  last integer,
  started integer not null,
  at text not null,
  ending text
);
create index run_to_do on run (owner, flow, due) where owner is not null or due is not null;
create index run_open on run (flow) where ended is null;
create index run_ended on run (ended) where ended is not null;
create index run_gone_wrong on run (status) where status in ('failed', 'cancelled');

create table origin (
  key integer primary key,
  id text not null unique,
  flow_name text not null,
  correlation text,
  idempotency text,
  digest text not null,
  created integer not null,
  tags text not null,
  input text not null
);
create unique index origin_idempotency on origin (idempotency, flow_name) where idempotency is not null;
create index origin_correlation on origin (correlation) where correlation is not null;

create table tag (
  name text not null,
  run integer not null,
  primary key (name, run)
) without rowid;

create table journal (
  id integer primary key,
  run integer not null,
  no integer not null,
  seq integer not null,
  at integer not null,
  before integer,
  body text not null
);

create table journal_mark (
  run integer not null,
  no integer not null,
  seq integer not null,
  entry integer not null,
  primary key (run, no)
) without rowid;

create table record (
  run integer not null,
  name text not null,
  body text not null,
  primary key (run, name)
);

create table lease (
  id integer primary key autoincrement,
  engine text not null,
  until integer not null
);

create table message (
  no integer primary key autoincrement,
  run integer not null,
  at integer not null,
  token integer,
  task integer,
  body text
);
create index message_run on message (run, no);

create table receipt (
  run integer not null,
  idempotency text not null,
  digest text,
  primary key (run, idempotency)
) without rowid;

create table task (
  no integer primary key autoincrement,
  rev integer not null,
  answered integer not null,
  run integer not null,
  token integer not null,
  path text not null,
  node text not null,
  assignee text,
  claimed_by text,
  candidate_groups text not null,
  priority integer not null,
  due integer,
  created integer not null,
  body text not null,
  unique (run, token)
);
create index task_assignee on task (assignee) where assignee is not null;
create index task_claimed_by on task (claimed_by) where claimed_by is not null;
create index task_due on task (due) where due is not null;

create table task_group (
  name text not null,
  task integer not null,
  primary key (name, task)
) without rowid;
create index task_group_task on task_group (task);

create table slot_line (
  name text primary key,
  most integer not null,
  total integer,
  held integer not null
) without rowid;

create table slot_key (
  line text not null,
  key text not null,
  held integer not null,
  waiting integer not null,
  turn integer,
  primary key (line, key)
) without rowid;
create index slot_key_turn on slot_key (line, turn) where turn is not null;

create table slot (
  no integer primary key autoincrement,
  line text not null,
  key text not null,
  run integer not null,
  token integer not null,
  since integer not null,
  held integer not null,
  unique (run, token, line)
);
create index slot_waiting on slot (line, key, no) where held = 0;
`;
