create extension if not exists pg_trgm;
--> statement-breakpoint
-- Lower case without accents, immutable so that an index can stand on it (unaccent() is only stable).
create function tanda_fold(value text) returns text language sql immutable parallel safe strict
return translate(lower(value), 'áàäâãéèëêíìïîóòöôõúùüûñç', 'aaaaaeeeeiiiiooooouuuunc');
--> statement-breakpoint
create function lead_search_text(name text, phone text, email text) returns text language sql immutable parallel safe
return tanda_fold(name || ' ' || coalesce(phone, '') || ' ' || coalesce(email, ''));
--> statement-breakpoint
create index leads_search_idx on leads using gin (lead_search_text(name, phone, email) gin_trgm_ops);
--> statement-breakpoint
-- Room in each page keeps a change of state on it (HOT), so that no index is touched.
alter table leads set (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
--> statement-breakpoint
alter table jobs set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);
--> statement-breakpoint
-- The counts by state are appended as deltas, one row a state and statement, so that two jobs never wait for one row.
create function count_leads_inserted() returns trigger language plpgsql as $$
begin
  insert into lead_count_deltas (cliente_id, estado, delta)
  select cliente_id, estado, count(*) from new_leads group by cliente_id, estado;
  return null;
end $$;
--> statement-breakpoint
create function count_leads_deleted() returns trigger language plpgsql as $$
begin
  insert into lead_count_deltas (cliente_id, estado, delta)
  select cliente_id, estado, -count(*) from old_leads group by cliente_id, estado;
  return null;
end $$;
--> statement-breakpoint
create function count_leads_updated() returns trigger language plpgsql as $$
begin
  insert into lead_count_deltas (cliente_id, estado, delta)
  select cliente_id, estado, sum(n) from (
    select cliente_id, estado, count(*) as n from new_leads group by cliente_id, estado
    union all
    select cliente_id, estado, -count(*) from old_leads group by cliente_id, estado
  ) changes
  group by cliente_id, estado
  having sum(n) <> 0;
  return null;
end $$;
--> statement-breakpoint
create trigger leads_count_insert after insert on leads referencing new table as new_leads
for each statement execute function count_leads_inserted();
--> statement-breakpoint
create trigger leads_count_delete after delete on leads referencing old table as old_leads
for each statement execute function count_leads_deleted();
--> statement-breakpoint
create trigger leads_count_update after update on leads referencing old table as old_leads new table as new_leads
for each statement execute function count_leads_updated();
--> statement-breakpoint
insert into estados (code, name, color, position) values
  ('nuevo', 'Nuevo', '#59666b', 1),
  ('contactado', 'Contactado', '#06607a', 2),
  ('interesado', 'Interesado', '#855000', 3),
  ('agendado', 'Agendado', '#5b4b9a', 4),
  ('aprobado', 'Aprobado', '#17683c', 5),
  ('instalado', 'Instalado', '#0f5c4f', 6),
  ('descartado', 'Descartado', '#b1261c', 7);
