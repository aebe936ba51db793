ALTER TABLE "campaigns" ADD COLUMN "time_zone" text;
--> statement-breakpoint
-- Quiet hours are of the campaign's own zone where it has one; the day of the sender's cap stays of APP_TIMEZONE.
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
  if campaign_is_quiet(t, c.quiet_from, c.quiet_to, coalesce(c.time_zone, p_zone))
    or campaign_is_quiet(t + make_interval(secs => p_horizon_s), c.quiet_from, c.quiet_to, coalesce(c.time_zone, p_zone)) then
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
