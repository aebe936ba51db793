-- A variable named like a column of campaigns was taken for the column.
create or replace function campaign_apply_statuses(p_rows jsonb, p_opt_outs jsonb, p_pauses jsonb) returns int language plpgsql as $$
declare
  t timestamptz; moved int; failures_of jsonb;
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
  select count(*), coalesce(jsonb_object_agg(campaign_id, failures) filter (where failures > 0), '{}') into moved, failures_of
  from (select campaign_id, count(*) filter (where status = 'failed') over (partition by campaign_id) as failures from told) x;
  update campaigns c set recent_outcomes = right(c.recent_outcomes || repeat('1', f.value::int), 200)
  from jsonb_each_text(failures_of) f where c.id = f.key::bigint;
  update campaigns c set status = 'paused', reason = p.reason, reason_code = p.code, paused_at = t, resume_at = null, version = version + 1
  from jsonb_to_recordset(p_pauses) as p (c bigint, reason text, code int) where c.id = p.c and c.status = 'sending';
  insert into campaign_alerts (kind, campaign_id, detail)
  select 'campaign_paused', p.c, jsonb_build_object('reason', p.reason, 'code', p.code) from jsonb_to_recordset(p_pauses) as p (c bigint, reason text, code int)
  on conflict do nothing;
  return moved;
end $$;
