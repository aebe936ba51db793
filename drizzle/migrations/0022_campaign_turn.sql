-- A row that is updated twice in one transaction has its foreign keys checked again, which locks the sender's row for share: with senders locked for update
-- that closed a circle between whoever ends a batch and whoever is granted starts, and one of them was broken off after a second. `for no key update` keeps them in line and lets
-- that check pass.
--
-- One start outside of any campaign. Answers its instant (epoch seconds), or null where there is none within the horizon or the breaker is not closed.
create or replace function sender_take_slot(p_sender bigint, p_rate float8, p_horizon_s float8, p_tolerance_s float8) returns float8 language plpgsql as $$
declare
  s senders; t timestamptz; free pace_slots;
begin
  select * into s from senders where id = p_sender for no key update;
  t := clock_timestamp();
  s.permits := pace_permits(s.permits, p_rate, t);
  free := pace_next(s.permits, s.next_slot_at, 1, p_rate, p_horizon_s, t);
  if s.breaker <> 'closed' or free.at is null then return null; end if;
  update senders set permits = pace_take(s.permits, free, 1, p_tolerance_s), next_slot_at = to_timestamp(free.at[1] + pace_gap_s(p_rate)) where id = p_sender;
  return free.at[1];
end $$;
--> statement-breakpoint
-- What workers that are gone held of a range is unknown: it may have been sent. Answers how many.
create or replace function campaign_recover(p_campaign bigint, p_from int, p_to int, p_wait_s float8) returns int language plpgsql as $$
declare
  sender bigint; released int; lost int;
begin
  select s.id into sender from senders s where s.id = (select c.sender_id from campaigns c where c.id = p_campaign) for no key update;
  perform 1 from campaigns where id = p_campaign for update;
  with freed as (
    update campaign_recipients r set claimed_by = null,
      status = case when r.status = 'sending' then 'unknown' else r.status end,
      reason = case when r.status = 'sending' then 'worker_lost' else r.reason end,
      next_at = case when r.status = 'sending' then clock_timestamp() + make_interval(secs => p_wait_s) else r.next_at end
    where r.campaign_id = p_campaign and r.n between p_from and p_to and r.claimed_by is not null
      and not exists (select from worker_pools w where w.pool_id = r.claimed_by and w.stopped_at is null)
    returning r.status
  )
  select count(*), count(*) filter (where status = 'unknown') into released, lost from freed;
  update senders set in_flight = in_flight - released where id = sender and released > 0;
  return lost;
end $$;
--> statement-breakpoint
-- Writes what came of granted recipients. A row: campaign `c`, `n`, `g` (grant), `to` (status), `sid`, `code`, `reason`, `at` (true start, epoch
-- seconds), `wait` (seconds until next_at), `refund` (the attempt does not count), `unstarted`. `p_marks`: S or F by the order of the answers, for the breaker.
create or replace function campaign_record(
  p_sender bigint, p_worker text, p_rows jsonb, p_marks text, p_breaker_limit int, p_breaker_reason text, p_opt_outs jsonb, p_pauses jsonb
) returns jsonb language plpgsql as $$
declare
  s senders; t timestamptz; m text; f int; b text; opened timestamptz; released int; unspent int;
begin
  select * into s from senders where id = p_sender for no key update;
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
    from held h where r.campaign_id = h.c and r.n = h.n and r.grant_no = h.g
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
-- Grants the starts of some recipients of a range: marks them `sending` and gives each its slot. The answer's `outcome` is `granted`, or why
-- not: `halted` (the campaign is not sending), `quiet`, `capped`, `breaker`, `busy` (enough in flight), `wait` (no slot soon), `empty`.
create or replace function campaign_grant(
  p_campaign bigint, p_from int, p_to int, p_want int, p_worker text, p_rate float8, p_max_in_flight int,
  p_horizon_s float8, p_tolerance_s float8, p_probe_wait_s float8, p_zone text, p_spent jsonb default '[]'
) returns jsonb language plpgsql as $$
declare
  s senders; c campaigns; t timestamptz; today date; used int; room int;
  probing boolean := false; wait_s float8; free pace_slots;
  chosen int[]; barred int[]; granted jsonb; taken int;
begin
  select s0.* into s from senders s0 where s0.id = (select c0.sender_id from campaigns c0 where c0.id = p_campaign) for no key update;
  select * into c from campaigns where id = p_campaign for update;
  t := clock_timestamp();
  s.permits := pace_spend(pace_permits(s.permits, p_rate, t), p_spent, p_rate, p_tolerance_s);
  if jsonb_array_length(p_spent) > 0 then update senders set permits = s.permits where id = s.id; end if;
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
  free := pace_next(s.permits, s.next_slot_at, room, p_rate, p_horizon_s, t);
  room := coalesce(array_length(free.at, 1), 0);
  if room = 0 then
    return jsonb_build_object('outcome', 'wait', 'retry_in_ms', (free.first_at - extract(epoch from t) - p_horizon_s / 2) * 1000, 'clock', extract(epoch from clock_timestamp()));
  end if;

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

  with marked as (
    update campaign_recipients r set
      status = 'sending', attempts = attempts + 1, grant_no = grant_no + 1, claimed_by = p_worker, next_at = null, lookups = 0, sid = null, reason = null, error_code = null,
      started_at = to_timestamp(free.at[array_position(chosen, r.n)])
    where r.campaign_id = p_campaign and r.n = any(chosen)
    returning r.n, r.phone, r.variables, r.grant_no, r.attempts, array_position(chosen, r.n) as k
  )
  select coalesce(jsonb_agg(jsonb_build_object('n', n, 'phone', phone, 'variables', variables, 'grantNo', grant_no, 'attempts', attempts,
           'slot', free.at[k], 'permit', free.permit[k]) order by k), '[]'), count(*) into granted, taken from marked;
  if taken > 0 then
    update senders set
      permits = pace_take(s.permits, free, taken, p_tolerance_s), next_slot_at = to_timestamp(free.at[taken] + pace_gap_s(p_rate)),
      in_flight = in_flight + taken, sent_day = today, sent_today = used + taken,
      breaker = case when probing then 'half-open' else breaker end, probe_at = case when probing then to_timestamp(free.at[1]) else probe_at end
    where id = s.id;
    update campaigns set granted_until = greatest(granted_until, to_timestamp(free.at[taken] + p_tolerance_s)) where id = p_campaign;
  end if;
  return jsonb_build_object('outcome', 'granted', 'rows', granted, 'probe', probing, 'clock', extract(epoch from clock_timestamp()));
end $$;
--> statement-breakpoint
-- What a worker has to tell and what it wants, in one transaction: outcomes are written first, so that the starts that are granted next have their room. `p_wish` null: only
-- outcomes. Locks as ever: the sender, the campaigns by id, their recipients.
create function campaign_turn(
  p_sender bigint, p_worker text, p_rows jsonb, p_marks text, p_breaker_limit int, p_breaker_reason text, p_opt_outs jsonb, p_pauses jsonb, p_news jsonb, p_wish jsonb,
  p_rate float8, p_max_in_flight int, p_horizon_s float8, p_tolerance_s float8, p_probe_wait_s float8, p_zone text
) returns jsonb language plpgsql as $$
declare
  wished bigint := (p_wish->>'campaign')::bigint; state jsonb; answer jsonb;
begin
  perform 1 from senders where id = p_sender for no key update;
  perform 1 from campaigns where id = any(array(select wished union all select (x->>'c')::bigint from jsonb_array_elements(p_rows || p_pauses) x)) order by id for update;
  if jsonb_array_length(p_rows) > 0 then
    state := campaign_record(p_sender, p_worker, p_rows, p_marks, p_breaker_limit, p_breaker_reason, p_opt_outs, p_pauses);
  end if;
  if wished is not null then
    answer := campaign_grant(wished, (p_wish->>'from')::int, (p_wish->>'to')::int, (p_wish->>'want')::int, p_worker, p_rate, p_max_in_flight,
      p_horizon_s, p_tolerance_s, p_probe_wait_s, p_zone, p_wish->'spent');
  end if;
  perform pg_notify('tanda', x::text) from jsonb_array_elements(p_news) x;
  return jsonb_build_object('breaker', state, 'answer', answer, 'inFlight', (select in_flight from senders where id = p_sender));
end $$;
--> statement-breakpoint
-- The recipients of a campaign that has just started are in no statistics yet: taken for a handful, they would be read from end to end for each group. Looked up one by one they never are.
alter function campaign_turn(bigint, text, jsonb, text, int, text, jsonb, jsonb, jsonb, jsonb, float8, int, float8, float8, float8, text) set enable_hashjoin = off set enable_mergejoin = off;
--> statement-breakpoint
alter function campaign_apply_statuses(jsonb, jsonb, jsonb) set enable_hashjoin = off set enable_mergejoin = off;
