-- Addresses are told too when somebody takes an alert on, and who.
create or replace function alerts_tell() returns trigger language plpgsql as $$
declare
  happened text := case
    when tg_op = 'INSERT' then 'raised'
    when new.resolved_at is not null and old.resolved_at is null then 'resolved'
    when new.acknowledged_at is not null and old.acknowledged_at is null then 'acknowledged' end;
begin
  perform pg_notify('tanda', json_build_object('kind', 'alert', 'id', new.id)::text);
  if happened in ('raised', 'resolved') then
    insert into audit_log (actor_kind, actor_name, action, entity, entity_id, data)
    values ('system', 'Tanda', 'alert.' || happened, 'alert', new.id::text, jsonb_build_object('kind', new.kind, 'subject', new.subject));
  end if;
  if happened is not null then
    perform webhook_emit('alert.' || happened, null, new.id::text, jsonb_build_object('id', new.id, 'kind', new.kind, 'subject', new.subject,
      'severity', new.severity, 'params', new.params, 'raised_at', new.raised_at, 'acknowledged_at', new.acknowledged_at,
      'acknowledged_by', new.acknowledged_by, 'resolved_at', new.resolved_at));
  end if;
  return null;
end $$;
