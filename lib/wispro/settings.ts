import type { z } from "zod";
import type { updateWisproSettingsSchema, WisproSettings } from "./schemas";
import { recordAudit } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";
import type { Queryable } from "@/lib/db/sql";
import { transaction } from "@/lib/db/transaction";

/** What an admin has switched on. */
export async function readSettings(db: Queryable): Promise<WisproSettings> {
  const [row] = await db<[WisproSettings]>`select nightly_enabled, initial_credentials_enabled from wispro_settings`;
  return row;
}

/** `GET /api/wispro/settings` */
export async function showSettings(ctx: Context): Promise<WisproSettings> {
  requirePermission(ctx.actor, "wispro:read");
  return readSettings(ctx.db);
}

/** `PATCH /api/wispro/settings`: switches the nightly run and the first passwords on or off. */
export async function updateSettings(ctx: Context, input: z.infer<typeof updateWisproSettingsSchema>): Promise<WisproSettings> {
  requirePermission(ctx.actor, "wispro:run");
  return transaction(ctx, async (tx) => {
    const [row] = await tx.db<[WisproSettings]>`
      update wispro_settings set nightly_enabled = coalesce(${input.nightly_enabled ?? null}, nightly_enabled),
        initial_credentials_enabled = coalesce(${input.initial_credentials_enabled ?? null}, initial_credentials_enabled), updated_at = now()
      returning nightly_enabled, initial_credentials_enabled`;
    await recordAudit(tx, { action: "wispro_settings.update", entity: "wispro_settings", entityId: null, data: { ...input } });
    return row;
  });
}
