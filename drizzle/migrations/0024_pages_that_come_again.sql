CREATE TABLE "wispro_changes" (
	"one" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"changes" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "wispro_changes_one_check" CHECK ("wispro_changes"."one")
);
--> statement-breakpoint
CREATE TABLE "wispro_pages" (
	"page" integer PRIMARY KEY NOT NULL,
	"job_id" bigint NOT NULL,
	"digest" text NOT NULL,
	"changes" bigint NOT NULL,
	"ids" text[] NOT NULL,
	"skipped" integer NOT NULL,
	"passed_by" bigint
);
--> statement-breakpoint
CREATE TABLE "wispro_skipped" (
	"id_wispro" text PRIMARY KEY NOT NULL,
	"digest" text NOT NULL,
	"reason" text NOT NULL,
	"detail" jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "wispro_pages" ADD CONSTRAINT "wispro_pages_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
insert into wispro_changes default values;
--> statement-breakpoint
create function count_wispro_change() returns trigger language plpgsql as $$
begin
  update wispro_changes set changes = changes + 1;
  return null;
end $$;
--> statement-breakpoint
-- A user that a run goes by was changed by something else: linked, unlinked, edited, pinned, added or deleted. Counted as the transaction ends, so that
-- nobody waits for its row longer than a commit takes.
create constraint trigger users_count_wispro_update after update on users deferrable initially deferred for each row
when (new.wispro_digest is null and (old.wispro_digest is not null or old.id_wispro is distinct from new.id_wispro))
execute function count_wispro_change();
--> statement-breakpoint
create constraint trigger users_count_wispro_insert after insert on users deferrable initially deferred for each row
when (new.id_wispro is not null and new.wispro_digest is null)
execute function count_wispro_change();
--> statement-breakpoint
create constraint trigger users_count_wispro_delete after delete on users deferrable initially deferred for each row
when (old.id_wispro is not null)
execute function count_wispro_change();
--> statement-breakpoint
create trigger users_count_wispro_truncate after truncate on users for each statement execute function count_wispro_change();
