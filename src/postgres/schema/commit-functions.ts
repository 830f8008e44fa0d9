/** The columns of a commit in a JSON list, including those that every commit changes in its run. */
const STEP_COLUMNS = `run bigint, rev bigint, status text, ended bigint, busy boolean, seq bigint, wake bigint, started bigint,
  at text, ending text, gone boolean, no bigint, entry_seq bigint, entry_at bigint, body text, more json`;
const STEP_CHANGES = `rev = run.rev + 1, status = step.status, ended = step.ended, busy = step.busy, seq = step.seq,
  wake = step.wake, started = step.started, at = step.at, ending = step.ending,
  owner = case when step.gone then null else owner end`;
/** The expression on `owner` disables its index: a run must be found by its key, however many runs the owner has. */
const IS_OURS = 'run.key = step.run and run.rev = step.rev and coalesce(run.owner, 0) = lease_id';

/**
 * A loop instead of one statement over all commits: its statements are planned for a single key, whatever the
 * statistics. Nearly all commits write only two rows.
 */
export const COMMIT_FUNCTIONS = `
-- Writes what a step brings besides its two rows. The run is locked. Gives the runs that have got a slot by it.
create function @write_more(of_run bigint, since bigint, more json) returns setof bigint language plpgsql as $$
declare
  given record;
  slot record;
begin
  select * into given from json_to_record(more) as one(through bigint, puts json, deletes text[], under text[],
    consumed bigint[], closed bigint[], opened json, slots json);
  if given.through is not null then
    delete from @record where run = of_run
      and (name = any (given.deletes) or exists (select 1 from unnest(given.under) as prefix where starts_with(name, prefix)));
    insert into @record (run, name, body)
    select of_run, name, body from json_to_recordset(given.puts) as put(name text, body text)
    on conflict (run, name) do update set body = excluded.body;
    update @run set checkpoint = given.through, checkpoint_seq = coalesce((
      select entry.seq from @journal as entry
      where entry.run = of_run and entry.seq >= checkpoint_seq and entry.no <= given.through
      order by entry.seq desc, entry.no desc limit 1), 0)
    where key = of_run;
  end if;
  if given.consumed is not null then delete from @message where run = of_run and no = any (given.consumed); end if;
  if given.closed is not null then delete from @task where run = of_run and token = any (given.closed); end if;
  perform @put_task(of_run, one, false) from json_array_elements(given.opened) as one;
  for slot in
    select * from json_to_recordset(given.slots) as one(change text, token bigint, line text, key text, most bigint, total bigint)
  loop
    if slot.change = 'release' then
      return query select @release_slot(of_run, slot.token, slot.line);
    else
      return query select @request_slot(of_run, slot.token, slot.line, slot.key, slot.most, slot.total, since, slot.change = 'take');
    end if;
  end loop;
end $$;

-- Whether a step touches a task about which something was sent that it does not consume. What was acknowledged comes first.
create function @overtakes(of_run bigint, more json) returns boolean language sql as $$
  select exists (
    select 1 from json_to_record(more) as given(closed bigint[], opened json, consumed bigint[]), @message
    where message.run = of_run and message.no <> all (coalesce(given.consumed, '{}')) and (message.task = any (given.closed)
      or message.task in (select (one->>'token')::bigint from json_array_elements(given.opened) as one))
  )
$$;

-- Writes steps of runs, one after another. Gives what became of each, whether a run is due by it, and who was told of slots.
create function @commit(lease_id bigint, lines text[], steps json) returns json language plpgsql as $$
declare
  step record;
  results text[] := '{}';
  refused bigint[] := '{}';
  told bigint[] := '{}';
  is_due boolean := false;
  due_at bigint;
begin
  if cardinality(lines) > 0 then perform @lock_lines(lines); end if;
  for step in select * from json_to_recordset(steps) as given(${STEP_COLUMNS}) loop
    -- The revision of a later one could fit by accident.
    if step.run = any (refused) then
      results := results || 'lost'::text;
      continue;
    end if;
    if step.more is not null then
      perform 1 from @run where ${IS_OURS} for update;
      if not found or @overtakes(step.run, step.more) then
        results := results || 'lost'::text;
        refused := refused || step.run;
        continue;
      end if;
      -- First, since it is read by what a checkpoint writes.
      if step.no is not null then
        insert into @journal (run, seq, no, at, body) values (step.run, step.entry_seq, step.no, step.entry_at, step.body);
      end if;
      told := told || array(select @write_more(step.run, coalesce(step.entry_at, 0), step.more));
      update @run set mail = (select min(message.at) from @message where message.run = step.run),
        flow = coalesce((step.more->>'flow')::integer, flow)
      where key = step.run;
    end if;

    update @run set ${STEP_CHANGES}, due = case when step.gone then case when step.busy then 0 else least(step.wake, mail) end end
    where ${IS_OURS} returning due into due_at;
    if not found then
      results := results || 'lost'::text;
      refused := refused || step.run;
      continue;
    end if;
    if step.more is null and step.no is not null then
      insert into @journal (run, seq, no, at, body) values (step.run, step.entry_seq, step.no, step.entry_at, step.body);
    end if;
    is_due := is_due or due_at is not null;
    results := results || 'committed'::text;
  end loop;
  return json_build_object('results', results, 'due', is_due,
    'told', case when cardinality(told) > 0 then @told(told) else '{"posted":null,"due":false}' end);
end $$;
`;
