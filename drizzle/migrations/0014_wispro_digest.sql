ALTER TABLE "users" ADD COLUMN "wispro_digest" text;--> statement-breakpoint
create function forget_wispro_digest() returns trigger language plpgsql as $$
begin
  new.wispro_digest := null;
  return new;
end $$;
--> statement-breakpoint
-- Whatever else changes a field that a run looks at, or pins it, the next run looks at the client anew. Inserts do not pay for it.
create trigger users_forget_wispro_digest before update on users for each row
when (
  old.wispro_digest is not null and new.wispro_digest is not distinct from old.wispro_digest and (
    (old.id_wispro, old.wispro_number, old.name, old.email, old.phone, old.phone_raw, old.phone_mobile, old.phone_mobile_raw)
      is distinct from (new.id_wispro, new.wispro_number, new.name, new.email, new.phone, new.phone_raw, new.phone_mobile, new.phone_mobile_raw)
    or (old.address, old.city, old.zone, old.identity, old.identity_apart, old.pinned)
      is distinct from (new.address, new.city, new.zone, new.identity, new.identity_apart, new.pinned))
)
execute function forget_wispro_digest();
