/**
 * The concurrency queues, with the rules of `ConcurrencyQueues`: first in, first out for each key, and the keys take
 * turns. A key has a turn while a run waits in it and it has a free permit. Every transaction locks all its queues
 * first, in order and before any run, which prevents deadlocks.
 */
export const SLOT_FUNCTIONS = `
create function @lock_lines(names text[]) returns void language plpgsql as $$
begin
  perform pg_advisory_xact_lock(lock) from (
    select distinct hashtextextended(name, '@slot_line'::regclass::oid::bigint) as lock from unnest(names) as name order by 1
  ) as locks;
end $$;

-- Looks whether a key, or each of a line, has a turn now. One that has a turn already keeps it.
create function @look(at_line text, at_key text) returns void language plpgsql as $$
begin
  update @slot_key set turn = case
    when waiting > 0 and held < (select most from @slot_line where name = at_line)
    then coalesce(turn, nextval('@slot_turn'))
  end
  where line = at_line and (at_key is null or key = at_key);
end $$;

create function @hold(slot_no bigint, at_line text, at_key text) returns void language plpgsql as $$
begin
  update @slot set held = true where no = slot_no;
  update @slot_line set held = held + 1 where name = at_line;
  update @slot_key set held = held + 1, waiting = waiting - 1 where line = at_line and key = at_key;
end $$;

-- Lets in whoever may go on now. Gives their runs, which have got a message.
create function @grant_slots(at_line text) returns setof bigint language plpgsql as $$
declare
  free bigint;
  next record;
begin
  select coalesce(total - held, 9223372036854775807) into free from @slot_line where name = at_line;
  while free > 0 loop
    select slot.no, slot.key, slot.run, slot.token, slot.since into next
    from (select key from @slot_key where line = at_line and turn is not null order by turn limit 1) as first
    join lateral (select * from @slot where line = at_line and slot.key = first.key and not held order by no limit 1) as slot
      on true;
    exit when not found;
    update @slot_key set turn = null where line = at_line and key = next.key;
    perform @hold(next.no, at_line, next.key), @look(at_line, next.key);
    perform @deliver(next.run, next.since, next.token, null, null);
    return next next.run;
    free := free - 1;
  end loop;
end $$;

-- Asks for a slot, or takes one over the limit if need be. Gives the runs that have got a slot by it, with a message.
create function @request_slot(of_run bigint, of_token bigint, at_line text, at_key text, line_most bigint, line_total bigint,
  since bigint, at_once boolean) returns setof bigint language plpgsql as $$
declare
  before bigint;
  mine record;
begin
  select most into before from @slot_line where name = at_line;
  insert into @slot_line (name, most, total, held) values (at_line, line_most, line_total, 0)
    on conflict (name) do update set most = excluded.most, total = excluded.total;
  if before <> line_most then perform @look(at_line, null); end if;

  insert into @slot (line, key, run, token, since, held) values (at_line, at_key, of_run, of_token, since, false)
    on conflict (run, token, line) do nothing;
  if found then
    insert into @slot_key (line, key, held, waiting) values (at_line, at_key, 0, 1)
      on conflict (line, key) do update set waiting = slot_key.waiting + 1;
    if not at_once then perform @look(at_line, at_key); end if;
  end if;
  if at_once then
    select * into mine from @slot where run = of_run and token = of_token and line = at_line and not held;
    if found then perform @hold(mine.no, at_line, mine.key), @look(at_line, mine.key); end if;
  end if;
  return query select @grant_slots(at_line);
end $$;

-- Gives up a slot or a place in line, and with it a message that tells of the slot. Gives the runs that have got a slot by it.
create function @release_slot(of_run bigint, of_token bigint, at_line text) returns setof bigint language plpgsql as $$
declare
  mine record;
begin
  delete from @message where run = of_run and token = of_token;
  delete from @slot where run = of_run and token = of_token and line = at_line returning key, held into mine;
  if not found then return; end if;
  if mine.held then
    update @slot_line set held = held - 1 where name = at_line;
    update @slot_key set held = held - 1 where line = at_line and key = mine.key;
  else
    update @slot_key set waiting = waiting - 1 where line = at_line and key = mine.key;
  end if;
  delete from @slot_key where line = at_line and key = mine.key and held = 0 and waiting = 0;
  perform @look(at_line, mine.key);
  delete from @slot_line where name = at_line and not exists (select 1 from @slot_key where line = at_line);
  return query select @grant_slots(at_line);
end $$;
`;

/** Selects the permits that a run holds or waits for. */
export const PERMITS_OF_RUN = 'select line as queue, token from @slot where run = $1 order by no';
