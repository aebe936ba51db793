CREATE TABLE "measurements" (
	"at" timestamp with time zone NOT NULL,
	"span_seconds" integer NOT NULL,
	"process_id" text NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"outcome" text NOT NULL,
	"count" bigint NOT NULL,
	"sum" double precision NOT NULL,
	"max" bigint NOT NULL,
	"buckets" integer[] NOT NULL,
	"counts" bigint[] NOT NULL,
	CONSTRAINT "measurements_at_span_seconds_process_id_kind_name_outcome_pk" PRIMARY KEY("at","span_seconds","process_id","kind","name","outcome")
);
--> statement-breakpoint
CREATE TABLE "processes" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"host" text NOT NULL,
	"pid" integer NOT NULL,
	"build" text NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"stopped_at" timestamp with time zone,
	"state" jsonb DEFAULT '{}'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE INDEX "processes_started_at_idx" ON "processes" USING btree ("started_at");--> statement-breakpoint
-- A minute's row is written anew six times: room for its versions on the same page.
ALTER TABLE "measurements" SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);--> statement-breakpoint
ALTER TABLE "processes" SET (fillfactor = 50);--> statement-breakpoint
-- Where the server has it loaded and this role may: the slow statements. All else works without.
DO $$ BEGIN
	CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
EXCEPTION WHEN OTHERS THEN
	RAISE NOTICE 'pg_stat_statements is not there: %', SQLERRM;
END $$;
