/** Digests that nothing is compared with: version 0.1.0 stored one with every run. */
export const ERASED_DIGESTS = `
update @origin set digest = '' where idempotency is null;
`;

/** The engine compares digests, since only it has the keys that they are made with. */
export const POST_FUNCTION = `
-- Sends something to a run. Returns the result, the run, and whether an engine owns it; for a repetition, the digest of what was
-- sent first. If the body is too long, it only returns the result that a shorter one would have had.
create or replace function @post(by_id text, by_flow text, by_key text, sent_at bigint, text_body text, receipt_key text,
  given_digest text, about json, task_rev bigint, is_answered boolean, is_too_long boolean) returns json
language plpgsql as $$
declare
  target record;
  known record;
begin
  if by_id is null then
    select origin.key, id into target from @origin where idempotency = by_key and flow_name = by_flow;
  else
    select origin.key, id into target from @origin where id = by_id;
  end if;
  if not found then return json_build_object('result', 'unknown'); end if;
  select run.key, target.id, status, owner is not null as owned into target from @run where run.key = target.key for update;
  if not found then return json_build_object('result', 'unknown'); end if;

  select digest into known from @receipt where run = target.key and idempotency = receipt_key;
  if found then
    return json_build_object('run', target, 'result', 'repeated', 'digest', known.digest);
  elsif target.status in ('completed', 'failed', 'cancelled') then
    return json_build_object('run', target, 'result', 'ended');
  elsif about is not null and not exists (select 1 from @task as open where open.run = target.key
    and open.token = (about->>'token')::bigint and path = about->>'path' and rev = task_rev and not answered) then
    return json_build_object('run', target, 'result', 'stale');
  elsif is_too_long then
    return json_build_object('run', target, 'result', 'too long');
  end if;

  if receipt_key is not null then
    insert into @receipt (run, idempotency, digest) values (target.key, receipt_key, given_digest);
  end if;
  if about is not null then perform @put_task(target.key, about, is_answered); end if;
  perform @deliver(target.key, sent_at, null, (about->>'token')::bigint, text_body);
  return json_build_object('run', target, 'result', 'posted');
end $$;
`;
