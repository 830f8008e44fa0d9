/**
 * `renewals` and `ttl` are null in a lease that version 0.1.0 wrote, whose `until` grows with each renewal. `lost_with` is
 * the lease that ended while it owned the run.
 */
export const LEASE_RENEWALS = `
alter table lease add column renewals integer;
alter table lease add column ttl integer;
alter table run add column lost_with integer;

create table returned_lease (
  id integer primary key
);
`;
