-- A name as people look it up in a list: without capitals, accents and signs. By code point Álvaro would stand after Zulay. Whatever the database's own
-- collation, its order is by bytes: the product puts some in that order itself.
create function user_name_key(name text) returns text language sql immutable parallel safe strict
return translate(lower(name), 'áéíóúñü.@-_+', 'aeiounu     ');
--> statement-breakpoint
DROP INDEX "users_staff_name_idx";--> statement-breakpoint
drop index users_name_idx;
--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "name_key" text COLLATE "C" GENERATED ALWAYS AS (user_name_key(name)) STORED NOT NULL;--> statement-breakpoint
CREATE INDEX "users_staff_name_idx" ON "users" USING btree ("role","name_key","id","active") WHERE "users"."role" <> 'subscriber';
--> statement-breakpoint
create index users_name_idx on users (name_key, id) include (zone, role, active);
--> statement-breakpoint
-- The runs were of names in their old order: one run again, which the worker finds too large.
update user_name_runs set names = '{}', largest = 0;
--> statement-breakpoint
alter table user_name_runs alter column names type text[] collate "C";
--> statement-breakpoint
delete from user_name_changes;
--> statement-breakpoint
alter table user_name_changes alter column names type text[] collate "C";
--> statement-breakpoint
delete from user_name_counts;
--> statement-breakpoint
-- All zones together are the zone '', all roles the role ''.
insert into user_name_counts (zone, run, role, active, n)
select zones.zone, 0, roles.role, active, sum(n)
from (select coalesce(zone, '') as zone, role, active, count(*) as n from users group by 1, 2, 3) counted,
  lateral (select '' union select counted.zone) zones (zone), lateral (values (''), (counted.role)) roles (role)
group by 1, 3, 4;
--> statement-breakpoint
drop index user_name_counts_idx;
--> statement-breakpoint
create index user_name_counts_idx on user_name_counts using btree (zone, role, run, active, n);
--> statement-breakpoint
create or replace function count_users_inserted() returns trigger language plpgsql as $$
begin
  insert into user_name_changes (n, role, active, names, zones)
  select 1, role, active, array_agg(name_key), array_agg(coalesce(zone, '')) from new_users group by id >> 12, role, active;
  insert into user_counts (zone, bucket, role, active, n)
  select '', id >> 12, role, active, count(*) from new_users group by 2, 3, 4
  union all
  select zone, id >> 16, role, active, count(*) from new_users where zone <> '' group by 1, 2, 3, 4;
  if found then perform users_tell_caches(); end if;
  return null;
end $$;
--> statement-breakpoint
create or replace function count_users_deleted() returns trigger language plpgsql as $$
begin
  insert into user_name_changes (n, role, active, names, zones)
  select -1, role, active, array_agg(name_key), array_agg(coalesce(zone, '')) from old_users group by id >> 12, role, active;
  insert into user_counts (zone, bucket, role, active, n)
  select '', id >> 12, role, active, -count(*) from old_users group by 2, 3, 4
  union all
  select zone, id >> 16, role, active, -count(*) from old_users where zone <> '' group by 1, 2, 3, 4;
  if found then perform users_tell_caches(); end if;
  return null;
end $$;
--> statement-breakpoint
create or replace function count_users_updated() returns trigger language plpgsql as $$
begin
  insert into user_name_changes (n, role, active, names, zones)
  with changed as (
    select name_key, zone, id, role, active, 1 as n from new_users union all select name_key, zone, id, role, active, -1 from old_users
  ), left_over as (
    select name_key, zone, id, role, active, sum(n) as n from changed group by 1, 2, 3, 4, 5 having sum(n) <> 0
  )
  select n, role, active, array_agg(name_key), array_agg(coalesce(zone, '')) from left_over group by n, id >> 12, role, active;
  insert into user_counts (zone, bucket, role, active, n)
  with changed as (
    select zone, id, role, active, 1 as n from new_users union all select zone, id, role, active, -1 from old_users
  )
  select '', id >> 12, role, active, sum(n) from changed group by 2, 3, 4 having sum(n) <> 0
  union all
  select zone, id >> 16, role, active, sum(n) from changed where zone <> '' group by 1, 2, 3, 4 having sum(n) <> 0;
  if found or exists (
    select from new_users n join old_users o using (id)
    where (n.name, n.login_email, n.email, n.cliente_id, n.phone, n.phone_mobile, n.address, n.city, n.updated_at)
        is distinct from (o.name, o.login_email, o.email, o.cliente_id, o.phone, o.phone_mobile, o.address, o.city, o.updated_at)
      or (n.code, n.zone, n.role, n.active, n.identity, n.id_wispro, n.wispro_number, n.pinned)
        is distinct from (o.code, o.zone, o.role, o.active, o.identity, o.id_wispro, o.wispro_number, o.pinned)
  ) then
    perform users_tell_caches();
  end if;
  return null;
end $$;
