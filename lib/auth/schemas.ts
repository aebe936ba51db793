import { z } from "zod";

const limit = z.int().min(0).max(1_000_000_000).optional();

export const ownLimitsSchema = z.strictObject({
  max_pending_jobs: limit,
  max_jobs_per_day: limit,
  max_leads_per_job: limit,
  max_leads_per_day: limit,
  cooldown_seconds: limit,
  requests_per_minute: limit,
});

/** A limit that a key or user can have of its own. */
export type OwnLimitName = keyof z.infer<typeof ownLimitsSchema>;

/** The roles that a key can have. */
export const KEY_ROLES = ["admin", "operator", "viewer", "cliente", "gateway"] as const;

export const createApiKeySchema = z.strictObject({
  name: z.string().trim().min(1).max(80),
  role: z.enum(KEY_ROLES),
  cliente_id: z.int().positive().optional(),
  limits: ownLimitsSchema.optional(),
});

export const apiKeySchema = z.object({
  id: z.int(),
  name: z.string(),
  prefix: z.string(),
  role: z.string(),
  cliente_id: z.int().nullable(),
  cliente_name: z.string().nullable(),
  limits: ownLimitsSchema,
  created_by: z.string().nullable(),
  created_at: z.iso.datetime(),
  last_used_at: z.iso.datetime().nullable(),
  revoked_at: z.iso.datetime().nullable(),
});
export type ApiKey = z.infer<typeof apiKeySchema>;
