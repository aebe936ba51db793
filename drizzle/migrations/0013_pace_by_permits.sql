ALTER TABLE "senders" ADD COLUMN "permits" double precision[] DEFAULT '{}'::float8[] NOT NULL;
--> statement-breakpoint
-- The pace of a sender, as permits: docs/decisions/0033-permits.md. A permit carries one start; it is free again a window and a margin after that
-- start, so no window holds more starts than there are permits, however late each of them was. Up to 200 a second the window is a second; above, it is
-- the part of a second that 200 starts take, and what holds in every such part holds in every second.
create function pace_count(p_rate float8) returns int language sql immutable return least(200, ceil(p_rate))::int;
--> statement-breakpoint
-- From a start to the permit's next one. The margin is what two arrivals may be apart from their starts without a second seeing one too many.
create function pace_window_s(p_rate float8) returns float8 language sql immutable return 1.008 * pace_count(p_rate) / p_rate;
--> statement-breakpoint
-- The least distance between two slots: what was lost by a stall is caught up no faster.
create function pace_gap_s(p_rate float8) returns float8 language sql immutable return 0.85 / p_rate;
--> statement-breakpoint
-- As many permits as the rate has. After a rest, or when the rate has changed, they come free one after the other, so that starts lie evenly.
create function pace_permits(p_permits float8[], p_rate float8, t timestamptz) returns float8[] language plpgsql immutable as $$
declare
  many int := pace_count(p_rate); wide float8 := pace_window_s(p_rate); now_s float8 := extract(epoch from t); latest float8 := -1;
begin
  if cardinality(p_permits) > 0 then select max(v) into latest from unnest(p_permits) v; end if;
  if cardinality(p_permits) = many and latest + wide > now_s then return p_permits; end if;
  return array(select case when latest + wide > now_s then now_s else now_s - wide end + k * wide / many from generate_series(0, many - 1) k);
end $$;
--> statement-breakpoint
-- Takes in when granted starts truly were: `[permit, slot, start]`, the start null for one that never was. Until it is told, a start counts as late as it may be.
create function pace_spend(p_permits float8[], p_spent jsonb, p_rate float8, p_tolerance_s float8) returns float8[] language plpgsql immutable as $$
declare
  x jsonb; i int; slot float8;
begin
  for x in select * from jsonb_array_elements(p_spent) loop
    i := (x->>0)::int; slot := (x->>1)::float8;
    if abs(p_permits[i] - slot - p_tolerance_s) < 1e-5 then p_permits[i] := coalesce(least((x->>2)::float8, p_permits[i]), slot - pace_window_s(p_rate)); end if;
  end loop;
  return p_permits;
end $$;
--> statement-breakpoint
create type pace_slots as (permit int[], at float8[], first_at float8);
--> statement-breakpoint
-- The next free slots within the horizon, at most so many; `first_at` is the first, within it or not.
create function pace_next(p_permits float8[], p_earliest timestamptz, p_want int, p_rate float8, p_horizon_s float8, t timestamptz) returns pace_slots language plpgsql immutable as $$
declare
  r record; now_s float8 := extract(epoch from t); slot float8; earliest float8 := greatest(extract(epoch from p_earliest), extract(epoch from t) + 0.003); free pace_slots;
begin
  for r in select v, i::int from unnest(p_permits) with ordinality u (v, i) order by v limit greatest(1, p_want) loop
    slot := greatest(earliest, r.v + pace_window_s(p_rate));
    free.first_at := coalesce(free.first_at, slot);
    exit when slot > now_s + p_horizon_s;
    free.permit := free.permit || r.i; free.at := free.at || slot;
    earliest := slot + pace_gap_s(p_rate);
  end loop;
  return free;
end $$;
--> statement-breakpoint
create function pace_take(p_permits float8[], p_free pace_slots, p_taken int, p_tolerance_s float8) returns float8[] language plpgsql immutable as $$
begin
  for k in 1..p_taken loop p_permits[p_free.permit[k]] := p_free.at[k] + p_tolerance_s; end loop;
  return p_permits;
end $$;
--> statement-breakpoint
-- One start outside of any campaign. Answers its instant (epoch seconds), or null where there is none within the horizon or the breaker is not closed.
create function sender_take_slot(p_sender bigint, p_rate float8, p_horizon_s float8, p_tolerance_s float8) returns float8 language plpgsql as $$
declare
  s senders; t timestamptz; free pace_slots;
begin
  select * into s from senders where id = p_sender for update;
  t := clock_timestamp();
  s.permits := pace_permits(s.permits, p_rate, t);
  free := pace_next(s.permits, s.next_slot_at, 1, p_rate, p_horizon_s, t);
  if s.breaker <> 'closed' or free.at is null then return null; end if;
  update senders set permits = pace_take(s.permits, free, 1, p_tolerance_s), next_slot_at = to_timestamp(free.at[1] + pace_gap_s(p_rate)) where id = p_sender;
  return free.at[1];
end $$;
--> statement-breakpoint
drop function campaign_grant(bigint, int, int, int, text, float8, int, float8, float8, float8, text);
--> statement-breakpoint
-- Grants the starts of some recipients of a range: marks them `sending` and gives each its slot. The answer's `outcome` is `granted`, or why
-- not: `halted` (the campaign is not sending), `quiet`, `capped`, `breaker`, `busy` (enough in flight), `wait` (no slot soon), `empty`.
create function campaign_grant(
  p_campaign bigint, p_from int, p_to int, p_want int, p_worker text, p_rate float8, p_max_in_flight int,
  p_horizon_s float8, p_tolerance_s float8, p_probe_wait_s float8, p_zone text, p_spent jsonb default '[]'
) returns jsonb language plpgsql as $$
declare
  s senders; c campaigns; t timestamptz; today date; used int; room int;
  probing boolean := false; wait_s float8; free pace_slots;
  chosen int[]; barred int[]; granted jsonb; taken int;
begin
  select s0.* into s from senders s0 where s0.id = (select c0.sender_id from campaigns c0 where c0.id = p_campaign) for update;
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

  with slot as (
    select n, k::int, free.at[k] as at, free.permit[k] as permit from unnest(chosen) with ordinality as u (n, k)
  ), marked as (
    update campaign_recipients r set
      status = 'sending', attempts = attempts + 1, grant_no = grant_no + 1, claimed_by = p_worker, next_at = null, lookups = 0, sid = null, reason = null, error_code = null,
      started_at = to_timestamp(slot.at)
    from slot where r.campaign_id = p_campaign and r.n = slot.n
    returning r.n, r.phone, r.variables, r.grant_no, r.attempts, slot.k, slot.at, slot.permit
  )
  select coalesce(jsonb_agg(jsonb_build_object('n', n, 'phone', phone, 'variables', variables, 'grantNo', grant_no, 'attempts', attempts,
           'slot', at, 'permit', permit) order by k), '[]'), count(*) into granted, taken from marked;
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
-- Only what moved a recipient pauses its campaign: a callback that is told again, or replayed after the campaign was resumed, changes nothing.
create or replace function campaign_apply_statuses(p_rows jsonb, p_opt_outs jsonb, p_pauses jsonb) returns int language plpgsql as $$
declare
  t timestamptz; moved int; failures_of jsonb; codes jsonb;
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
    returning r.campaign_id, r.status, r.error_code
  )
  select coalesce(sum(told), 0), coalesce(jsonb_object_agg(campaign_id, failures) filter (where failures > 0), '{}'), coalesce(jsonb_object_agg(campaign_id, failed_with), '{}')
  into moved, failures_of, codes
  from (
    select campaign_id, count(*) as told, count(*) filter (where status = 'failed') as failures,
      coalesce(jsonb_agg(error_code) filter (where status = 'failed'), '[]') as failed_with
    from told group by campaign_id
  ) x;
  p_pauses := coalesce((select jsonb_agg(p) from jsonb_array_elements(p_pauses) p where codes->(p->>'c') @> (p->'code')), '[]');
  update campaigns c set recent_outcomes = right(c.recent_outcomes || repeat('1', f.value::int), 200)
  from jsonb_each_text(failures_of) f where c.id = f.key::bigint;
  update campaigns c set status = 'paused', reason = p.reason, reason_code = p.code, paused_at = t, resume_at = null, version = version + 1
  from jsonb_to_recordset(p_pauses) as p (c bigint, reason text, code int) where c.id = p.c and c.status = 'sending';
  insert into campaign_alerts (kind, campaign_id, detail)
  select 'campaign_paused', p.c, jsonb_build_object('reason', p.reason, 'code', p.code) from jsonb_to_recordset(p_pauses) as p (c bigint, reason text, code int)
  on conflict do nothing;
  return moved;
end $$;
