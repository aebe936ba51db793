-- A job that is a day old is in reports that caches keep: 3465 is the slot of the tag "past jobs" (lib/cache/tags.ts). A day may have 23 hours.
create function past_jobs_tell_caches() returns trigger language plpgsql as $$
begin
  perform pg_notify('tanda_cache', '{"slots":[3465]}');
  return null;
end $$;
--> statement-breakpoint
create trigger jobs_inserted_in_the_past after insert on jobs for each row
when (new.created_at < now() - interval '22 hours') execute function past_jobs_tell_caches();
--> statement-breakpoint
create trigger jobs_of_the_past_updated after update on jobs for each row
when (
  least(old.created_at, new.created_at) < now() - interval '22 hours'
  and (old.status, old.processed, old.failed, old.cliente_id, old.created_at, old.started_at, old.finished_at)
    is distinct from (new.status, new.processed, new.failed, new.cliente_id, new.created_at, new.started_at, new.finished_at)
)
execute function past_jobs_tell_caches();
--> statement-breakpoint
create trigger jobs_of_the_past_deleted after delete on jobs for each row
when (old.created_at < now() - interval '22 hours') execute function past_jobs_tell_caches();
