CREATE TABLE "alert_streaks" (
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"bad" integer DEFAULT 0 NOT NULL,
	"good" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "alert_streaks_kind_subject_pk" PRIMARY KEY("kind","subject")
);
--> statement-breakpoint
CREATE TABLE "alerts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "alerts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"subject" text DEFAULT '' NOT NULL,
	"severity" text NOT NULL,
	"params" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"raised_at" timestamp with time zone DEFAULT now() NOT NULL,
	"acknowledged_at" timestamp with time zone,
	"acknowledged_by" text,
	"resolved_at" timestamp with time zone,
	"evaluations" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "alerts_severity_check" CHECK ("alerts"."severity" in ('warning','critical'))
);
--> statement-breakpoint
CREATE TABLE "webhook_deliveries" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "webhook_deliveries_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"message_id" text NOT NULL,
	"endpoint_id" bigint,
	"url" text,
	"owner" text,
	"event" text NOT NULL,
	"subject" text NOT NULL,
	"body" text,
	"status" text DEFAULT 'pending' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"response_status" integer,
	"response_body" text,
	"error" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_attempt_at" timestamp with time zone,
	"next_attempt_at" timestamp with time zone,
	"delivered_at" timestamp with time zone,
	CONSTRAINT "webhook_deliveries_status_check" CHECK ("webhook_deliveries"."status" in ('pending','delivered','failed'))
);
--> statement-breakpoint
CREATE TABLE "webhook_endpoints" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "webhook_endpoints_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"url" text NOT NULL,
	"events" text[] NOT NULL,
	"cliente_id" bigint,
	"status" text DEFAULT 'active' NOT NULL,
	"secret" text NOT NULL,
	"previous_secret" text,
	"previous_until" timestamp with time zone,
	"failing_since" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "webhook_endpoints_status_check" CHECK ("webhook_endpoints"."status" in ('active','paused','disabled'))
);
--> statement-breakpoint
CREATE TABLE "webhook_owner_secrets" (
	"owner" text PRIMARY KEY NOT NULL,
	"secret" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_endpoint_id_webhook_endpoints_id_fk" FOREIGN KEY ("endpoint_id") REFERENCES "public"."webhook_endpoints"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_endpoints" ADD CONSTRAINT "webhook_endpoints_cliente_id_clientes_id_fk" FOREIGN KEY ("cliente_id") REFERENCES "public"."clientes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "alerts_open_key" ON "alerts" USING btree ("kind","subject") WHERE "alerts"."resolved_at" is null;--> statement-breakpoint
CREATE INDEX "alerts_raised_at_idx" ON "alerts" USING btree ("raised_at");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_endpoint_idx" ON "webhook_deliveries" USING btree ("endpoint_id","id");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_created_at_idx" ON "webhook_deliveries" USING btree ("created_at");--> statement-breakpoint
-- Writes a delivery and its queue entry for every address that is told of an event: in the transaction of the change itself, whoever makes it.
create function webhook_emit(p_event text, p_cliente bigint, p_subject text, p_body jsonb) returns void language plpgsql as $$
declare
  queued_count bigint;
begin
  with fan_out as (
    insert into webhook_deliveries (message_id, endpoint_id, event, subject, body, next_attempt_at)
    select 'msg_' || replace(gen_random_uuid()::text, '-', ''), e.id, p_event, p_subject, p_body::text, clock_timestamp()
    from webhook_endpoints e
    where e.status = 'active' and p_event = any(e.events) and (e.cliente_id is null or e.cliente_id = p_cliente)
    returning id
  ), queued as (select graphile_worker.add_job('webhooks:deliver', json_build_object('deliveryId', id), max_attempts => 1000) from fan_out)
  select count(*) from queued into queued_count;
end $$;
--> statement-breakpoint
-- Opens an alert, or counts once more that it holds. Answers whether it is new.
create function alert_raise(p_kind text, p_subject text, p_severity text, p_params jsonb) returns boolean language sql as $$
  insert into alerts (kind, subject, severity, params) values (p_kind, p_subject, p_severity, p_params)
  on conflict (kind, subject) where resolved_at is null do update set evaluations = alerts.evaluations + 1, params = excluded.params
  returning evaluations = 1;
$$;
--> statement-breakpoint
create function alert_resolve(p_kind text, p_subject text) returns boolean language sql as $$
  with gone as (update alerts set resolved_at = clock_timestamp() where kind = p_kind and subject = p_subject and resolved_at is null returning 1)
  select exists (select from gone);
$$;
--> statement-breakpoint
create function alerts_tell() returns trigger language plpgsql as $$
declare
  happened text := case when tg_op = 'INSERT' then 'raised' when new.resolved_at is not null and old.resolved_at is null then 'resolved' end;
begin
  perform pg_notify('tanda', json_build_object('kind', 'alert', 'id', new.id)::text);
  if happened is not null then
    insert into audit_log (actor_kind, actor_name, action, entity, entity_id, data)
    values ('system', 'Tanda', 'alert.' || happened, 'alert', new.id::text, jsonb_build_object('kind', new.kind, 'subject', new.subject));
    perform webhook_emit('alert.' || happened, null, new.id::text, jsonb_build_object('id', new.id, 'kind', new.kind, 'subject', new.subject,
      'severity', new.severity, 'params', new.params, 'raised_at', new.raised_at, 'resolved_at', new.resolved_at));
  end if;
  return null;
end $$;
--> statement-breakpoint
create trigger alerts_tell_insert after insert on alerts for each row execute function alerts_tell();
--> statement-breakpoint
create trigger alerts_tell_update after update on alerts for each row
when (old.resolved_at is distinct from new.resolved_at or old.acknowledged_at is distinct from new.acknowledged_at) execute function alerts_tell();
--> statement-breakpoint
-- A job that ends: its events, the address it named itself, and the alerts about it.
create function jobs_tell() returns trigger language plpgsql as $$
declare
  delivery bigint;
begin
  if new.finished_at is not null and old.finished_at is null then
    perform webhook_emit('job.' || new.status, new.cliente_id, new.public_id, null);
    if new.kind = 'wispro_sync' and new.status in ('completed', 'failed') then perform webhook_emit('wispro.' || new.status, null, new.public_id, null); end if;
    if new.webhook_url is not null then
      insert into webhook_deliveries (message_id, url, owner, event, subject, next_attempt_at)
      values ('msg_' || replace(gen_random_uuid()::text, '-', ''), new.webhook_url,
              new.owner_kind || coalesce(':' || new.owner_id, ''), 'job.' || new.status, new.public_id, clock_timestamp())
      returning id into delivery;
      perform graphile_worker.add_job('webhooks:deliver', json_build_object('deliveryId', delivery), max_attempts => 1000);
    end if;
    if new.kind = 'wispro_sync' and new.status = 'failed' then
      perform alert_raise('wispro_failed', '', 'warning', jsonb_build_object('job_id', new.public_id, 'error', new.error));
    elsif new.kind = 'wispro_sync' and new.status = 'completed' then perform alert_resolve('wispro_failed', '');
    end if;
  end if;
  if new.finished_at is null and new.stuck_at is not null and old.stuck_at is null then
    perform alert_raise('job_stuck', new.public_id, 'critical', jsonb_build_object('job_id', new.public_id));
  elsif old.stuck_at is not null and (new.stuck_at is null or new.finished_at is not null) then
    perform alert_resolve('job_stuck', new.public_id);
  end if;
  return null;
end $$;
--> statement-breakpoint
create trigger jobs_tell after update on jobs for each row
when (old.finished_at is distinct from new.finished_at or old.stuck_at is distinct from new.stuck_at) execute function jobs_tell();
--> statement-breakpoint
create function campaigns_tell() returns trigger language plpgsql as $$
begin
  perform webhook_emit('campaign.' || new.status, null, new.id::text, jsonb_build_object('id', new.id, 'name', new.name, 'status', new.status,
    'reason', new.reason, 'total', new.total, 'sent', new.sent + new.delivered + new.read, 'failed', new.failed, 'skipped', new.skipped, 'unknown', new.unknown));
  return null;
end $$;
--> statement-breakpoint
create trigger campaigns_tell after update on campaigns for each row
when (old.status is distinct from new.status and new.status in ('sending', 'paused', 'completed', 'stopped', 'failed')) execute function campaigns_tell();
--> statement-breakpoint
-- What the campaigns' clock and functions find reaches the alerts of all rooms in the same transaction.
create function campaign_alerts_tell() returns trigger language plpgsql as $$
declare
  about text := coalesce(new.campaign_id, new.sender_id)::text;
begin
  if new.resolved_at is not null then perform alert_resolve(new.kind, coalesce(about, ''));
  elsif tg_op = 'INSERT' then
    perform alert_raise(new.kind, coalesce(about, ''), case when new.kind = 'breaker_open' then 'critical' else 'warning' end,
      new.detail || jsonb_build_object('campaign', (select name from campaigns where id = new.campaign_id)));
  end if;
  return null;
end $$;
--> statement-breakpoint
create trigger campaign_alerts_tell after insert or update on campaign_alerts for each row execute function campaign_alerts_tell();
--> statement-breakpoint
insert into alerts (kind, subject, severity, params, raised_at)
select kind, coalesce(campaign_id, sender_id)::text, case when kind = 'breaker_open' then 'critical' else 'warning' end, detail, opened_at
from campaign_alerts where resolved_at is null and coalesce(campaign_id, sender_id) is not null;
--> statement-breakpoint
create function webhook_endpoints_tell() returns trigger language plpgsql as $$
begin
  if new.status = 'disabled' then perform alert_raise('webhook_disabled', new.id::text, 'warning', jsonb_build_object('endpoint', new.id));
  else perform alert_resolve('webhook_disabled', new.id::text);
  end if;
  return null;
end $$;
--> statement-breakpoint
create trigger webhook_endpoints_tell after update on webhook_endpoints for each row when (old.status is distinct from new.status) execute function webhook_endpoints_tell();
