/**
 * Functions, because their statements depend on each other: they take one round trip, and each statement sees what was
 * committed before the row was locked. Every writer to an inbox locks the run first, so message numbers increase in
 * the order in which messages become visible.
 */
export const INBOX_FUNCTIONS = `
-- Puts a message into an inbox. A run that nobody owns becomes due by it.
create function @deliver(to_run bigint, sent_at bigint, of_token bigint, about_task bigint, text_body text) returns void
language plpgsql as $$
begin
  update @run set mail = least(mail, sent_at), due = case when owner is null then least(due, sent_at) end where key = to_run;
  insert into @message (run, at, token, task, body) values (to_run, sent_at, of_token, about_task, text_body);
end $$;

-- Opens a task, or changes one that is open. It keeps its place then.
create function @put_task(of_run bigint, given_task json, is_answered boolean) returns void language plpgsql as $$
begin
  insert into @task (rev, answered, run, token, path, node, assignee, claimed_by, candidate_groups, priority, due, created, body)
  select 1, is_answered, of_run, token, path, node, assignee, "claimedBy", "candidateGroups", priority, "dueAt", "createdAt", body
  from json_to_record(given_task) as given(token bigint, path text, node text, assignee text, "claimedBy" text,
    "candidateGroups" text[], priority double precision, "dueAt" bigint, "createdAt" bigint, body text)
  on conflict (run, token) do update set rev = task.rev + 1, answered = excluded.answered, path = excluded.path,
    node = excluded.node, assignee = excluded.assignee, claimed_by = excluded.claimed_by,
    candidate_groups = excluded.candidate_groups, priority = excluded.priority, due = excluded.due,
    created = excluded.created, body = excluded.body;
end $$;

-- Sends something to a run. Gives what became of it, the run, and whether an engine owns it. Where what is sent is too long,
-- it only says what would have become of it.
create function @post(by_id text, by_flow text, by_key text, sent_at bigint, text_body text, receipt_key text,
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
    return json_build_object('run', target,
      'result', case when known.digest is not distinct from given_digest then 'repeated' else 'conflict' end);
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
