CREATE TABLE "user_counts" (
	"zone" text NOT NULL,
	"bucket" bigint NOT NULL,
	"role" text NOT NULL,
	"active" boolean NOT NULL,
	"n" bigint NOT NULL
);
--> statement-breakpoint
CREATE INDEX "user_counts_idx" ON "user_counts" USING btree ("zone","bucket","role","active","n");--> statement-breakpoint
CREATE INDEX "users_name_idx" ON "users" USING btree ("name","id");--> statement-breakpoint
CREATE INDEX "users_inactive_idx" ON "users" USING btree ("id","role") WHERE not "users"."active";--> statement-breakpoint
CREATE INDEX "users_staff_idx" ON "users" USING btree ("role","id","active") WHERE "users"."role" <> 'subscriber';--> statement-breakpoint
CREATE INDEX "users_staff_name_idx" ON "users" USING btree ("role","name","id","active") WHERE "users"."role" <> 'subscriber';--> statement-breakpoint
create index users_zone_idx on users (zone, id) include (role, active);
--> statement-breakpoint
-- What somebody may begin to type to find a user: words of the names and addresses without accents, the code, Wispro's number, telephones and their
-- last seven digits. lib/users/search-words.ts reads what is typed the same way. Few letters are translated, since each costs for every character.
create function user_words(name text, code text, login_email text, email text, wispro_number text, phone text, phone_mobile text) returns tsvector
language sql immutable parallel safe
return array_to_tsvector(array_remove(array_remove(
  string_to_array(translate(lower(concat_ws(' ', name, login_email, email)), 'áéíóúñü.@-_+', 'aeiounu     '), ' ')
  || array[lower(code), lower(wispro_number), substr(phone, 2), right(phone, 7), substr(phone_mobile, 2), right(phone_mobile, 7)], null), ''));
--> statement-breakpoint
-- Writers append to the index's list of what waits; the worker puts it in order each minute, so that none of them ever has to.
create index users_words_idx on users using gin (user_words(name, code, login_email, email, wispro_number, phone, phone_mobile)) with (gin_pending_list_limit = 65536);
--> statement-breakpoint
-- More words with a frequency of their own: by it a search is estimated.
alter index users_words_idx alter column 1 set statistics 400;
--> statement-breakpoint
alter table user_counts set (autovacuum_vacuum_scale_factor = 0.1, autovacuum_vacuum_threshold = 500, autovacuum_analyze_scale_factor = 0.2);
--> statement-breakpoint
create function count_users_inserted() returns trigger language plpgsql as $$
begin
  insert into user_counts (zone, bucket, role, active, n)
  select '', id >> 12, role, active, count(*) from new_users group by 2, 3, 4
  union all
  select zone, id >> 16, role, active, count(*) from new_users where zone <> '' group by 1, 2, 3, 4;
  return null;
end $$;
--> statement-breakpoint
create function count_users_deleted() returns trigger language plpgsql as $$
begin
  insert into user_counts (zone, bucket, role, active, n)
  select '', id >> 12, role, active, -count(*) from old_users group by 2, 3, 4
  union all
  select zone, id >> 16, role, active, -count(*) from old_users where zone <> '' group by 1, 2, 3, 4;
  return null;
end $$;
--> statement-breakpoint
create function count_users_updated() returns trigger language plpgsql as $$
begin
  insert into user_counts (zone, bucket, role, active, n)
  with changed as (
    select zone, id, role, active, 1 as n from new_users union all select zone, id, role, active, -1 from old_users
  )
  select '', id >> 12, role, active, sum(n) from changed group by 2, 3, 4 having sum(n) <> 0
  union all
  select zone, id >> 16, role, active, sum(n) from changed where zone <> '' group by 1, 2, 3, 4 having sum(n) <> 0;
  return null;
end $$;
--> statement-breakpoint
create function count_users_truncated() returns trigger language plpgsql as $$
begin
  delete from user_counts;
  return null;
end $$;
--> statement-breakpoint
create trigger users_count_insert after insert on users referencing new table as new_users
for each statement execute function count_users_inserted();
--> statement-breakpoint
create trigger users_count_delete after delete on users referencing old table as old_users
for each statement execute function count_users_deleted();
--> statement-breakpoint
create trigger users_count_update after update on users referencing old table as old_users new table as new_users
for each statement execute function count_users_updated();
--> statement-breakpoint
create trigger users_count_truncate after truncate on users for each statement execute function count_users_truncated();
--> statement-breakpoint
insert into user_counts (zone, bucket, role, active, n)
select '', id >> 12, role, active, count(*) from users group by 2, 3, 4
union all
select zone, id >> 16, role, active, count(*) from users where zone <> '' group by 1, 2, 3, 4;
