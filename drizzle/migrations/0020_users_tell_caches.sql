-- Every change of what answers show of users ends those that caches keep, whoever makes it: 39791 is the slot of the tag "users" (lib/cache/tags.ts).
create function users_tell_caches() returns void language sql as $$
  select pg_notify('tanda_cache', '{"slots":[39791]}');
$$;
--> statement-breakpoint
create or replace function count_users_inserted() returns trigger language plpgsql as $$
begin
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
  insert into user_counts (zone, bucket, role, active, n)
  select '', id >> 12, role, active, -count(*) from old_users group by 2, 3, 4
  union all
  select zone, id >> 16, role, active, -count(*) from old_users where zone <> '' group by 1, 2, 3, 4;
  if found then perform users_tell_caches(); end if;
  return null;
end $$;
--> statement-breakpoint
-- Signing in, and what a run keeps of its own, is shown nowhere.
create or replace function count_users_updated() returns trigger language plpgsql as $$
begin
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
--> statement-breakpoint
create or replace function count_users_truncated() returns trigger language plpgsql as $$
begin
  delete from user_counts;
  perform users_tell_caches();
  return null;
end $$;
