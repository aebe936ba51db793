create sequence users_code_seq;
--> statement-breakpoint
insert into wispro_settings default values;
--> statement-breakpoint
-- A run's list of what it has seen is filled and emptied at once.
alter table wispro_seen set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);
