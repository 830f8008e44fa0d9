/** The functions that change runs in several dependent statements. */
export const RUN_FUNCTIONS = `
-- Says which of these runs were told by a message that an engine owns, and whether there are others.
create function @told(runs bigint[]) returns json language sql as $$
  select json_build_object('posted', json_agg(distinct key) filter (where owner is not null),
    'due', coalesce(bool_or(owner is null), false))
  from @run where key = any(runs)
$$;

-- Lets runs stand in line that were just created. Gives those that the lease owns now, because they have their slot.
create function @queue_starts(lease_id bigint, lines text[], starts json) returns json language plpgsql as $$
declare
  one record;
  told bigint[] := '{}';
  owned bigint[] := '{}';
begin
  perform @lock_lines(lines);
  for one in
    select * from json_to_recordset(starts) as given(run bigint, line text, key text, most bigint, total bigint, since bigint)
  loop
    told := told || array(select @request_slot(one.run, 0, one.line, one.key, one.most, one.total, one.since, false));
    update @run set owner = lease_id, due = null
    where key = one.run and mail is not null and exists (select 1 from @lease where id = lease_id for key share);
    if found then owned := owned || one.run; end if;
  end loop;
  return json_build_object('owned', owned, 'told', @told(told));
end $$;

-- Gives up the runs of a lease, except for some. Gives how many, and whether any is due by it.
create function @give_back(lease_id bigint, except_runs bigint[], out count bigint, out due boolean) language sql as $$
  with freed as (
    update @run set owner = null, due = case when busy then 0 else least(wake, mail) end
    where owner = lease_id and key <> all (except_runs) returning run.due
  )
  select count(*), coalesce(bool_or(freed.due is not null), false) from freed
$$;

-- Ends a lease. Gives whether runs have become due by it; nothing if it had been ended before, or was renewed meanwhile.
create function @end_lease(lease_id bigint, not_renewed_since bigint) returns boolean language plpgsql as $$
begin
  delete from @lease where id = lease_id and (not_renewed_since is null or until <= not_renewed_since);
  if not found then return null; end if;
  return (select due from @give_back(lease_id, '{}'));
end $$;

-- Takes runs that belong to nobody and have something to do, those that have waited longest first.
create function @claim(lease_id bigint, flows json, until bigint, most bigint) returns setof @stored_run language plpgsql as $$
declare
  ids integer[];
  taken bigint[];
begin
  perform 1 from @lease where id = lease_id for key share;
  if not found then return; end if;
  ids := array(select id from json_to_recordset(flows) as given(flow text, version text) join @flow
    on flow.name = given.flow and flow.version = given.version);
  -- First how many of each flow are among those that have waited longest; then so many are taken that nobody else is taking.
  with first as (
    select flow, count(*) as n from (
      select of.id as flow from unnest(ids) as of(id), lateral (
        select key, due from @run where run.flow = of.id and due <= until order by due, key limit most
      ) as one order by one.due, one.key limit most
    ) as all_flows group by flow
  ), free as (
    select one.key, one.due from first, lateral (
      select key, due from @run where run.flow = first.flow and due <= until and owner is null
      order by due, key limit first.n for update skip locked
    ) as one
  ), owned as (
    update @run set owner = lease_id, due = null from free where run.key = free.key returning run.key, free.due
  )
  select array_agg(key order by due, key) into taken from owned;
  return query select stored.* from unnest(taken) with ordinality as one(key, place)
    join @stored_run as stored on stored.key = one.key order by one.place;
end $$;

create function @take(lease_id bigint, wanted bigint) returns setof @stored_run language plpgsql as $$
begin
  update @run set owner = lease_id, due = null
  where key = wanted and owner is null and exists (select 1 from @lease where id = lease_id for key share);
  if found then return query select * from @stored_run where key = wanted; end if;
end $$;

-- Removes runs that have ended before a moment, with all that is known of them. Gives how many, and who was told of slots.
create function @purge(ended_before bigint, most bigint, of_flow text, only_run bigint) returns json language plpgsql as $$
declare
  gone bigint[];
  told bigint[];
begin
  gone := array(select key from @run where ended < ended_before and owner is null and due is null and mail is null
    and (only_run is null or key = only_run)
    and (of_flow is null or flow in (select id from @flow where name = of_flow)) order by ended limit most
    for update skip locked);
  perform @lock_lines(array(select line from @slot where run = any (gone)));
  told := array(select @release_slot(slot.run, slot.token, slot.line) from @slot where run = any (gone));
  delete from @journal where run = any (gone);
  delete from @record where run = any (gone);
  delete from @task where run = any (gone);
  delete from @message where run = any (gone);
  delete from @receipt where run = any (gone);
  delete from @tag using @origin where origin.key = any (gone) and tag.run = origin.key and tag.name = any (origin.tags);
  delete from @run where key = any (gone);
  delete from @origin where key = any (gone);
  return json_build_object('count', cardinality(gone), 'told', @told(told));
end $$;
`;
