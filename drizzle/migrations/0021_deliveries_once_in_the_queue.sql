ALTER TABLE "worker_pools" ADD COLUMN "lost_at" timestamp with time zone;
--> statement-breakpoint
-- A delivery stands in the queue once: whoever wants it sooner moves its entry, and never starts a second row of attempts.
create function webhook_enqueue(p_delivery bigint, p_at timestamptz) returns void language plpgsql as $$
begin
  perform graphile_worker.add_job('webhooks:deliver', json_build_object('deliveryId', p_delivery), run_at => p_at, max_attempts => 1000, job_key => 'webhook:' || p_delivery);
end $$;
--> statement-breakpoint
create or replace function webhook_emit(p_event text, p_cliente bigint, p_subject text, p_body jsonb) returns void language plpgsql as $$
declare
  queued_count bigint;
begin
  with fan_out as (
    insert into webhook_deliveries (message_id, endpoint_id, event, subject, body, next_attempt_at)
    select 'msg_' || replace(gen_random_uuid()::text, '-', ''), e.id, p_event, p_subject, p_body::text, clock_timestamp()
    from webhook_endpoints e
    where e.status = 'active' and p_event = any(e.events) and (e.cliente_id is null or e.cliente_id = p_cliente)
    returning id
  ), queued as (select webhook_enqueue(id, clock_timestamp()) from fan_out)
  select count(*) from queued into queued_count;
end $$;
--> statement-breakpoint
create or replace function jobs_tell() returns trigger language plpgsql as $$
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
      perform webhook_enqueue(delivery, clock_timestamp());
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
