import { z } from "zod";
import { methods, route } from "@/lib/http/route";
import { showLimits } from "@/lib/jobs/quota";

const limitsSchema = z.object({
  success: z.literal(true),
  limits: z.array(z.object({ name: z.string(), max: z.int(), used: z.int(), remaining: z.int(), resets_at: z.iso.datetime().nullable() })),
});

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ summary: "The caller's limits: used, left, when they reset", tag: "Jobs", permission: "jobs:read", response: limitsSchema }, ({ ctx }) => showLimits(ctx)),
});
