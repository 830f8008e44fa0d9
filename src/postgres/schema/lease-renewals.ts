/**
 * `renewals` and `ttl` are null in a lease that version 0.1.0 wrote, whose `until` grows with each renewal. `lost_with` is
 * the lease that ended while it owned the run.
 */
export const LEASE_RENEWALS = `
alter table @lease add column renewals bigint, add column ttl bigint;
alter table @run add column lost_with bigint;

create table @returned_lease (
  id bigint primary key
);
`;

/** These replace functions of the first schema, or are new under another name where their parameters differ. */
export const LEASE_FUNCTIONS = `
create or replace function @give_back(lease_id bigint, except_runs bigint[], out count bigint, out due boolean) language sql as $$
  with freed as (
    update @run set owner = null, lost_with = null, due = case when busy then 0 else least(wake, mail) end
    where owner = lease_id and key <> all (except_runs) returning run.due
  )
  select count(*), coalesce(bool_or(freed.due is not null), false) from freed
$$;

-- Releases the runs of an ended lease. Returns whether any is due.
create function @lose_runs(lease_id bigint) returns boolean language sql as $$
  with freed as (
    update @run set owner = null, lost_with = lease_id, due = case when busy then 0 else least(wake, mail) end
    where owner = lease_id returning run.due
  )
  select coalesce(bool_or(freed.due is not null), false) from freed
$$;

create or replace function @end_lease(lease_id bigint, not_renewed_since bigint) returns boolean language plpgsql as $$
begin
  delete from @lease where id = lease_id and (not_renewed_since is null or until <= not_renewed_since);
  if not found then return null; end if;
  return @lose_runs(lease_id);
end $$;

-- Ends a lease that was not renewed since it was listed. Returns whether runs are due, and null if the lease was not ended.
create function @end_silent_lease(lease_id bigint, renewal bigint) returns boolean language plpgsql as $$
begin
  delete from @lease where id = lease_id and coalesce(renewals, until) = renewal;
  if not found then return null; end if;
  return @lose_runs(lease_id);
end $$;

-- Opens a lease, and records the ended one that it replaces; of these, the latest are kept.
create function @open_lease(of_engine text, now bigint, ttl_ms bigint, replaces bigint, kept bigint) returns bigint
language plpgsql as $$
declare
  opened bigint;
begin
  if replaces is not null then
    insert into @returned_lease (id) values (replaces) on conflict do nothing;
    delete from @returned_lease where id <= (select id from @returned_lease order by id desc limit 1 offset kept);
  end if;
  insert into @lease (engine, until, ttl, renewals) values (of_engine, now + ttl_ms, ttl_ms, 0) returning id into opened;
  return opened;
end $$;
`;
