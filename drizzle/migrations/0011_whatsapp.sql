CREATE TABLE "whatsapp_auth" (
	"session_id" text NOT NULL,
	"kind" text NOT NULL,
	"key_id" text NOT NULL,
	"value" "bytea" NOT NULL,
	CONSTRAINT "whatsapp_auth_session_id_kind_key_id_pk" PRIMARY KEY("session_id","kind","key_id")
);
--> statement-breakpoint
CREATE TABLE "whatsapp_gateways" (
	"id" text PRIMARY KEY NOT NULL,
	"pid" integer NOT NULL,
	"host" text NOT NULL,
	"url" text NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"heartbeat_at" timestamp with time zone DEFAULT now() NOT NULL,
	"lock_key" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "whatsapp_outbox" (
	"session_id" text NOT NULL,
	"kind" text NOT NULL,
	"epoch" bigint NOT NULL,
	"seq" bigint NOT NULL,
	"payload" jsonb NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "whatsapp_outbox_session_id_kind_pk" PRIMARY KEY("session_id","kind"),
	CONSTRAINT "whatsapp_outbox_kind_check" CHECK ("whatsapp_outbox"."kind" in ('qr', 'status'))
);
--> statement-breakpoint
CREATE TABLE "whatsapp_sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" bigint,
	"desired" text DEFAULT 'stopped' NOT NULL,
	"desired_no" bigint DEFAULT 0 NOT NULL,
	"gateway_id" text,
	"epoch" bigint DEFAULT 0 NOT NULL,
	"status" text DEFAULT 'inactive' NOT NULL,
	"status_epoch" bigint DEFAULT -1 NOT NULL,
	"status_seq" bigint DEFAULT -1 NOT NULL,
	"status_at" timestamp with time zone,
	"reason" text,
	"close_code" integer,
	"phone" text,
	"name" text,
	"qr" text,
	"qr_epoch" bigint DEFAULT -1 NOT NULL,
	"qr_seq" bigint DEFAULT -1 NOT NULL,
	"qr_expires_at" timestamp with time zone,
	"last_seen_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "whatsapp_sessions_desired_check" CHECK ("whatsapp_sessions"."desired" in ('running', 'stopped', 'logged_out')),
	CONSTRAINT "whatsapp_sessions_status_check" CHECK ("whatsapp_sessions"."status" in ('pending', 'active', 'inactive', 'failed'))
);
--> statement-breakpoint
ALTER TABLE "whatsapp_sessions" ADD CONSTRAINT "whatsapp_sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "whatsapp_sessions_created_at_idx" ON "whatsapp_sessions" USING btree ("created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "whatsapp_sessions_user_id_key" ON "whatsapp_sessions" USING btree ("user_id") WHERE "whatsapp_sessions"."desired" <> 'logged_out';--> statement-breakpoint
CREATE INDEX "whatsapp_sessions_gateway_id_idx" ON "whatsapp_sessions" USING btree ("gateway_id");
--> statement-breakpoint
-- Room in each page keeps a report on it (HOT), so that no index is touched.
alter table whatsapp_sessions set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);
--> statement-breakpoint
alter table whatsapp_outbox set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);
