/** A write replaces the row, so that the row gets a new revision that was never used before. */
export const DOCUMENT_TABLE = `
create table document (
  rev integer primary key autoincrement,
  kind text not null,
  name text not null,
  due integer,
  body text not null,
  unique (kind, name)
);
create index document_due on document (kind, due) where due is not null;
`;
