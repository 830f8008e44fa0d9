/** Kinds and names are ordered by code points, whatever the collation of the database. */
export const DOCUMENT_TABLE = `
create table @document (
  kind text collate "C" not null,
  name text collate "C" not null,
  rev bigint generated always as identity,
  due bigint,
  body text not null,
  primary key (kind, name)
);
create index document_due on @document (kind, due) where due is not null;
`;

export const DOCUMENT_FUNCTIONS = `
-- Writes changes of documents, all of them or none. Returns their new revisions, or the places of those with another revision.
create function @write_documents(changes json) returns json language plpgsql as $$
declare
  one record;
  new_rev bigint;
  revs bigint[] := '{}';
  conflicts integer[] := '{}';
begin
  -- In one order for all writers, so that none waits for another that waits for it.
  for one in
    select * from json_to_recordset(changes) as given(place integer, remove boolean, kind text, name text, rev bigint, due bigint, body text)
    order by kind collate "C", name collate "C"
  loop
    if one.remove then
      delete from @document as doc where doc.kind = one.kind and doc.name = one.name and doc.rev = one.rev returning 0 into new_rev;
    elsif one.rev = 0 then
      insert into @document (kind, name, due, body) values (one.kind, one.name, one.due, one.body)
      on conflict do nothing returning rev into new_rev;
    else
      update @document as doc set rev = default, due = one.due, body = one.body
      where doc.kind = one.kind and doc.name = one.name and doc.rev = one.rev returning doc.rev into new_rev;
    end if;
    if new_rev is null then conflicts := conflicts || one.place; else revs[one.place] := new_rev; end if;
  end loop;
  -- What was written so far is taken back; variables keep what they hold.
  if conflicts <> '{}' then raise sqlstate 'ML001'; end if;
  return json_build_object('revs', revs);
exception when sqlstate 'ML001' then
  return json_build_object('conflicts', (select json_agg(place order by place) from unnest(conflicts) as place));
end $$;
`;
