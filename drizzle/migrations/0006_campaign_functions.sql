-- The sending of campaigns, as functions: each takes the locks it needs first (sender, then campaigns by id, then recipients) and only then
-- reads, so that what it reads is newer than the lock; a single SQL statement would read by a snapshot older than its locks. And one call a
-- group of messages keeps the statements a message under 0.2. See docs/decisions/0030-sending-in-the-database.md.
alter table campaigns set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);
--> statement-breakpoint
alter table senders set (fillfactor = 20, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);
--> statement-breakpoint
alter table campaign_recipients set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
--> statement-breakpoint
-- E.164 of a number as people write it; null where that cannot be made out. National numbers have ten digits, with or without a leading zero.
create function tanda_e164(raw text, country_code text) returns text language plpgsql immutable parallel safe strict as $$
declare
  plain text := regexp_replace(raw, '[\s().-]', '', 'g');
begin
  if plain ~ '^(\+|00)[1-9]\d{7,14}$' then return '+' || regexp_replace(plain, '^(\+|00)', ''); end if;
  if plain ~ ('^' || country_code || '\d{10}$') then return '+' || plain; end if;
  if plain ~ '^0?[1-9]\d{9}$' then return '+' || country_code || right(plain, 10); end if;
  return null;
end $$;
--> statement-breakpoint
-- The counters of a campaign follow its recipients, whatever moves them.
create function campaign_count_moves() returns trigger language plpgsql as $$
begin
  update campaigns c set
    pending = c.pending + d.pending, sending = c.sending + d.sending, sent = c.sent + d.sent, delivered = c.delivered + d.delivered,
    read = c.read + d.read, failed = c.failed + d.failed, skipped = c.skipped + d.skipped, unknown = c.unknown + d.unknown,
    version = c.version + 1, updated_at = clock_timestamp()
  from (
    select campaign_id,
      coalesce(sum(w) filter (where status = 'pending'), 0) as pending, coalesce(sum(w) filter (where status = 'sending'), 0) as sending,
      coalesce(sum(w) filter (where status = 'sent'), 0) as sent, coalesce(sum(w) filter (where status = 'delivered'), 0) as delivered,
      coalesce(sum(w) filter (where status = 'read'), 0) as read, coalesce(sum(w) filter (where status = 'failed'), 0) as failed,
      coalesce(sum(w) filter (where status = 'skipped'), 0) as skipped, coalesce(sum(w) filter (where status = 'unknown'), 0) as unknown
    from (select campaign_id, status, 1 as w from new_rows union all select campaign_id, status, -1 from old_rows) moves
    group by campaign_id
  ) d
  where c.id = d.campaign_id;
  return null;
end $$;
--> statement-breakpoint
create trigger campaign_recipients_count after update on campaign_recipients referencing old table as old_rows new table as new_rows
for each statement execute function campaign_count_moves();
--> statement-breakpoint
-- Is this instant within quiet hours? `22:00`–`07:00` goes over midnight.
create function campaign_is_quiet(at timestamptz, quiet_from text, quiet_to text, zone text) returns boolean language sql stable
return case
  when quiet_from is null or quiet_to is null or quiet_from = quiet_to then false
  when quiet_from < quiet_to then to_char(at at time zone zone, 'HH24:MI') >= quiet_from and to_char(at at time zone zone, 'HH24:MI') < quiet_to
  else to_char(at at time zone zone, 'HH24:MI') >= quiet_from or to_char(at at time zone zone, 'HH24:MI') < quiet_to
end;
--> statement-breakpoint
-- Grants the starts of some recipients of a range: marks them `sending` and gives each its slot. The answer's `outcome` is `granted`, or why
-- not: `halted` (the campaign is not sending), `quiet`, `capped`, `breaker`, `busy` (enough in flight), `wait` (no slot soon), `empty`.
create function campaign_grant(
  p_campaign bigint, p_from int, p_to int, p_want int, p_worker text, p_rate float8, p_max_in_flight int,
  p_horizon_s float8, p_tolerance_s float8, p_probe_wait_s float8, p_zone text
) returns jsonb language plpgsql as $$
declare
  s senders; c campaigns; t timestamptz; today date; used int; room int; free int;
  probing boolean := false; wait_s float8; spacing_s float8; first_at timestamptz;
  chosen int[]; barred int[]; granted jsonb; taken int;
begin
  select s0.* into s from senders s0 where s0.id = (select c0.sender_id from campaigns c0 where c0.id = p_campaign) for update;
  select * into c from campaigns where id = p_campaign for update;
  t := clock_timestamp();
  if c.id is null or c.status <> 'sending' then
    return jsonb_build_object('outcome', 'halted', 'clock', extract(epoch from clock_timestamp()));
  end if;
  if campaign_is_quiet(t, c.quiet_from, c.quiet_to, p_zone) or campaign_is_quiet(t + make_interval(secs => p_horizon_s), c.quiet_from, c.quiet_to, p_zone) then
    return jsonb_build_object('outcome', 'quiet', 'clock', extract(epoch from clock_timestamp()));
  end if;
  today := (t at time zone p_zone)::date;
  used := case when s.sent_day = today then s.sent_today else 0 end;
  if used >= s.daily_cap then
    return jsonb_build_object('outcome', 'capped', 'clock', extract(epoch from clock_timestamp()));
  end if;
  if s.breaker <> 'closed' then
    wait_s := extract(epoch from greatest(s.opened_at, s.probe_at) - t) + p_probe_wait_s;
    if wait_s > 0 then
      return jsonb_build_object('outcome', 'breaker', 'retry_in_ms', wait_s * 1000, 'clock', extract(epoch from clock_timestamp()));
    end if;
    probing := true;
  end if;
  room := least(case when probing then 1 else p_want end, p_max_in_flight - s.in_flight, coalesce(s.daily_cap - used, p_want));
  if room <= 0 then
    return jsonb_build_object('outcome', 'busy', 'retry_in_ms', 20, 'clock', extract(epoch from clock_timestamp()));
  end if;
  -- A start may be late by the tolerance; slots lie so much further apart that even then no second holds more than the rate.
  spacing_s := (1 + p_tolerance_s) / p_rate;
  first_at := greatest(s.next_slot_at, t + interval '3 milliseconds');
  free := floor((extract(epoch from t - first_at) + p_horizon_s) / spacing_s)::int + 1;
  if free <= 0 then
    return jsonb_build_object('outcome', 'wait', 'retry_in_ms', (extract(epoch from first_at - t) - p_horizon_s / 2) * 1000, 'clock', extract(epoch from clock_timestamp()));
  end if;
  room := least(room, free);

  select array_agg(n order by n) into chosen from (
    select n from campaign_recipients
    where campaign_id = p_campaign and n between p_from and p_to and status = 'pending' and (next_at is null or next_at <= t)
    order by n limit room for update
  ) ready;
  if chosen is null then
    return (
      select jsonb_build_object('outcome', 'empty', 'pending', count(*), 'retry_in_ms', extract(epoch from min(next_at) - t) * 1000, 'clock', extract(epoch from clock_timestamp()))
      from campaign_recipients where campaign_id = p_campaign and n between p_from and p_to and status = 'pending'
    );
  end if;
  select array_agg(r.n) into barred from campaign_recipients r join opt_outs o on o.phone = r.phone
  where r.campaign_id = p_campaign and r.n = any(chosen);
  if barred is not null then
    update campaign_recipients set status = 'skipped', reason = 'opted_out', next_at = null where campaign_id = p_campaign and n = any(barred);
    chosen := array(select n from unnest(chosen) n where n <> all(barred) order by n);
  end if;

  with slot as (
    select n, (k - 1) as k from unnest(chosen) with ordinality as u (n, k)
  ), marked as (
    update campaign_recipients r set
      status = 'sending', attempts = attempts + 1, grant_no = grant_no + 1, claimed_by = p_worker, next_at = null, lookups = 0, sid = null, reason = null, error_code = null,
      started_at = first_at + make_interval(secs => slot.k * spacing_s)
    from slot where r.campaign_id = p_campaign and r.n = slot.n
    returning r.n, r.phone, r.variables, r.grant_no, r.attempts, slot.k
  )
  select coalesce(jsonb_agg(jsonb_build_object('n', n, 'phone', phone, 'variables', variables, 'grantNo', grant_no, 'attempts', attempts,
           'slot', extract(epoch from first_at)::float8 + k * spacing_s) order by k), '[]'), count(*) into granted, taken from marked;
  if taken > 0 then
    update senders set
      next_slot_at = first_at + make_interval(secs => taken * spacing_s), in_flight = in_flight + taken, sent_day = today, sent_today = used + taken,
      breaker = case when probing then 'half-open' else breaker end, probe_at = case when probing then first_at else probe_at end
    where id = s.id;
    update campaigns set granted_until = greatest(granted_until, first_at + make_interval(secs => (taken - 1) * spacing_s + p_tolerance_s))
    where id = p_campaign;
  end if;
  return jsonb_build_object('outcome', 'granted', 'rows', granted, 'probe', probing, 'clock', extract(epoch from clock_timestamp()));
end $$;
--> statement-breakpoint
-- Writes what came of granted recipients. A row: campaign `c`, `n`, `g` (grant), `to` (status), `sid`, `code`, `reason`, `at` (true start, epoch
-- seconds), `wait` (seconds until next_at), `refund` (the attempt does not count), `unstarted`. `p_marks`: S or F by the order of the answers, for the breaker.
create function campaign_record(
  p_sender bigint, p_worker text, p_rows jsonb, p_marks text, p_breaker_limit int, p_breaker_reason text, p_opt_outs jsonb, p_pauses jsonb
) returns jsonb language plpgsql as $$
declare
  s senders; t timestamptz; m text; f int; b text; opened timestamptz; released int; unspent int;
begin
  select * into s from senders where id = p_sender for update;
  perform 1 from campaigns where id in (select (x->>'c')::bigint from jsonb_array_elements(p_rows || p_pauses) x) order by id for update;
  t := clock_timestamp();
  insert into opt_outs (phone, source, detail) select x->>'phone', 'provider', x->>'code' from jsonb_array_elements(p_opt_outs) x on conflict do nothing;

  with given as (
    select * from jsonb_to_recordset(p_rows) as g (c bigint, n int, g int, "to" text, sid text, code int, reason text, at float8, wait float8, refund boolean, unstarted boolean)
  ), held as (
    select r.claimed_by is not distinct from p_worker and r.grant_no = g.g as mine,
      r.grant_no = g.g and (r.status = 'sending' or (r.status in ('unknown', 'pending') and g."to" in ('sent', 'failed'))) as moves, g.*
    from given g join campaign_recipients r on r.campaign_id = g.c and r.n = g.n
  ), moved as (
    update campaign_recipients r set
      status = case when h.moves then h."to" else r.status end,
      claimed_by = case when h.mine then null else r.claimed_by end,
      attempts = r.attempts - (h.moves and coalesce(h.refund, false))::int,
      sid = coalesce(r.sid, h.sid),
      started_at = case when h.unstarted then null when h.at is not null then to_timestamp(h.at) else r.started_at end,
      sent_at = case when h."to" = 'sent' then coalesce(r.sent_at, t) else r.sent_at end,
      failed_at = case when h.moves and h."to" = 'failed' then t else r.failed_at end,
      error_code = case when h.moves then h.code else r.error_code end,
      reason = case when h.moves then h.reason else r.reason end,
      next_at = case when h.moves and h.wait is not null then t + make_interval(secs => h.wait) when h.moves then null else r.next_at end
    from held h where r.campaign_id = h.c and r.n = h.n and (h.mine or h.moves or r.grant_no = h.g)
    returning h.mine, h.moves and coalesce(h.unstarted, false) as unspent
  )
  select count(*) filter (where mine), count(*) filter (where moved.unspent) into released, unspent from moved;

  insert into campaign_rates (campaign_id, at, started)
  select (x->>'c')::bigint, date_trunc('second', to_timestamp((x->>'at')::float8)), count(*) from jsonb_array_elements(p_rows) x where x->>'at' is not null group by 1, 2
  on conflict (campaign_id, at) do update set started = campaign_rates.started + excluded.started;

  f := s.failures; b := s.breaker; opened := s.opened_at;
  foreach m in array regexp_split_to_array(p_marks, '') loop
    if m = 'S' and b = 'half-open' then b := 'closed'; f := 0;
    elsif m = 'S' and b = 'closed' then f := 0;
    elsif m = 'F' then
      f := f + 1;
      if b = 'half-open' or (b = 'closed' and f >= p_breaker_limit) then b := 'open'; opened := t; end if;
    end if;
  end loop;
  update senders set in_flight = in_flight - released, sent_today = greatest(0, sent_today - unspent), failures = f, breaker = b, opened_at = opened,
    breaker_reason = case when b = 'closed' then null else coalesce(p_breaker_reason, breaker_reason) end,
    probe_at = case when b = 'closed' then null else probe_at end
  where id = p_sender;
  if b = 'open' then
    insert into campaign_alerts (kind, sender_id, detail) values ('breaker_open', p_sender, jsonb_build_object('failures', f, 'reason', coalesce(p_breaker_reason, '')))
    on conflict do nothing;
  elsif b = 'closed' and s.breaker <> 'closed' then
    update campaign_alerts set resolved_at = t where kind = 'breaker_open' and sender_id = p_sender and resolved_at is null;
  end if;

  update campaigns c set recent_outcomes = right(c.recent_outcomes || o.marks, 200)
  from (
    select (x->>'c')::bigint as id, string_agg(case x->>'to' when 'failed' then '1' else '0' end, '') as marks
    from jsonb_array_elements(p_rows) x where x->>'to' in ('sent', 'failed') group by 1
  ) o where c.id = o.id;
  update campaigns c set status = 'paused', reason = p.reason, reason_code = p.code, paused_at = t, resume_at = null, version = version + 1
  from jsonb_to_recordset(p_pauses) as p (c bigint, reason text, code int) where c.id = p.c and c.status = 'sending';
  insert into campaign_alerts (kind, campaign_id, detail)
  select 'campaign_paused', p.c, jsonb_build_object('reason', p.reason, 'code', p.code) from jsonb_to_recordset(p_pauses) as p (c bigint, reason text, code int)
  on conflict do nothing;
  return jsonb_build_object('breaker', b, 'failures', f);
end $$;
--> statement-breakpoint
-- What workers that are gone held of a range is unknown: it may have been sent. Answers how many.
create function campaign_recover(p_campaign bigint, p_from int, p_to int, p_wait_s float8) returns int language plpgsql as $$
declare
  sender bigint; released int; lost int;
begin
  select s.id into sender from senders s where s.id = (select c.sender_id from campaigns c where c.id = p_campaign) for update;
  perform 1 from campaigns where id = p_campaign for update;
  with held as (
    select n, status from campaign_recipients where campaign_id = p_campaign and n between p_from and p_to and claimed_by is not null
      and not exists (select from worker_pools w where w.pool_id = claimed_by and w.stopped_at is null)
  ), freed as (
    update campaign_recipients r set claimed_by = null,
      status = case when h.status = 'sending' then 'unknown' else r.status end,
      reason = case when h.status = 'sending' then 'worker_lost' else r.reason end,
      next_at = case when h.status = 'sending' then clock_timestamp() + make_interval(secs => p_wait_s) else r.next_at end
    from held h where r.campaign_id = p_campaign and r.n = h.n
    returning h.status
  )
  select count(*), count(*) filter (where status = 'sending') into released, lost from freed;
  update senders set in_flight = in_flight - released where id = sender and released > 0;
  return lost;
end $$;
--> statement-breakpoint
-- Applies statuses that Twilio told: forward only, and only of the grant that they belong to. A row: `c`, `n`, `g`, `status` (sent, delivered,
-- read, failed), `sid`, `code`. Answers how many recipients moved.
create function campaign_apply_statuses(p_rows jsonb, p_opt_outs jsonb, p_pauses jsonb) returns int language plpgsql as $$
declare
  t timestamptz; moved int; failed jsonb;
begin
  perform 1 from campaigns where id in (select (x->>'c')::bigint from jsonb_array_elements(p_rows) x) order by id for update;
  t := clock_timestamp();
  insert into opt_outs (phone, source, detail) select x->>'phone', 'provider', x->>'code' from jsonb_array_elements(p_opt_outs) x on conflict do nothing;
  with ranked as (
    select g.*, case g.status when 'sent' then 1 when 'failed' then 2 when 'delivered' then 3 when 'read' then 4 end as rank
    from jsonb_to_recordset(p_rows) as g (c bigint, n int, g int, status text, sid text, code int)
  ), furthest as (
    select distinct on (c, n) * from ranked order by c, n, g desc, rank desc
  ), told as (
    update campaign_recipients r set
      status = f.status, sid = coalesce(f.sid, r.sid), error_code = f.code, next_at = null,
      reason = case when f.status = 'failed' then 'provider' end,
      sent_at = coalesce(r.sent_at, t),
      delivered_at = case when f.status in ('delivered', 'read') then coalesce(r.delivered_at, t) else r.delivered_at end,
      read_at = case when f.status = 'read' then t else r.read_at end,
      failed_at = case when f.status = 'failed' then t else r.failed_at end
    from furthest f
    where r.campaign_id = f.c and r.n = f.n and r.grant_no = f.g
      and f.rank > case r.status when 'sent' then 1 when 'failed' then 2 when 'delivered' then 3 when 'read' then 4 when 'skipped' then 9 else 0 end
    returning r.campaign_id, r.status
  )
  select count(*), coalesce(jsonb_object_agg(campaign_id, failures) filter (where failures > 0), '{}') into moved, failed
  from (select campaign_id, count(*) filter (where status = 'failed') over (partition by campaign_id) as failures from told) x;
  update campaigns c set recent_outcomes = right(c.recent_outcomes || repeat('1', f.value::int), 200)
  from jsonb_each_text(failed) f where c.id = f.key::bigint;
  update campaigns c set status = 'paused', reason = p.reason, reason_code = p.code, paused_at = t, resume_at = null, version = version + 1
  from jsonb_to_recordset(p_pauses) as p (c bigint, reason text, code int) where c.id = p.c and c.status = 'sending';
  insert into campaign_alerts (kind, campaign_id, detail)
  select 'campaign_paused', p.c, jsonb_build_object('reason', p.reason, 'code', p.code) from jsonb_to_recordset(p_pauses) as p (c bigint, reason text, code int)
  on conflict do nothing;
  return moved;
end $$;
--> statement-breakpoint
create function campaign_count_batches() returns trigger language plpgsql as $$
begin
  update campaigns c set
    batches_active = c.batches_active + d.active, batches_completed = c.batches_completed + d.completed, batches_failed = c.batches_failed + d.failed,
    batch_ms = c.batch_ms + d.ms, version = c.version + 1
  from (
    select campaign_id, coalesce(sum(w) filter (where status = 'active'), 0) as active, coalesce(sum(w) filter (where status = 'completed'), 0) as completed,
      coalesce(sum(w) filter (where status = 'failed'), 0) as failed, sum(w * active_ms) as ms
    from (select campaign_id, status, active_ms, 1 as w from new_rows union all select campaign_id, status, active_ms, -1 from old_rows) moves
    group by campaign_id
  ) d
  where c.id = d.campaign_id;
  return null;
end $$;
--> statement-breakpoint
create trigger campaign_batches_count after update on campaign_batches referencing old table as old_rows new table as new_rows
for each statement execute function campaign_count_batches();
--> statement-breakpoint
-- Ends a campaign that has nothing left to do. Recipients left to a person do not keep it open. Answers whether it ended now.
create function campaign_finish(p_campaign bigint) returns boolean language plpgsql as $$
declare
  c campaigns;
begin
  select * into c from campaigns where id = p_campaign for update;
  if c.status <> 'sending' or c.pending > 0 or c.sending > 0 then return false; end if;
  if c.unknown > 0 and exists (select from campaign_recipients where campaign_id = p_campaign and status = 'unknown' and next_at is not null) then return false; end if;
  update campaigns set status = 'completed', finished_at = clock_timestamp(), reason = null, reason_code = null, version = version + 1 where id = p_campaign;
  return true;
end $$;
