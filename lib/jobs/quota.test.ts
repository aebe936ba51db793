import { afterAll, describe, expect, it } from "vitest";
import { showLimits } from "./quota";
import type { OwnLimits } from "@/lib/auth/actor";
import { AppError } from "@/lib/errors/errors";
import { bulkStatusAsync } from "@/lib/leads/bulk-status-async";
import { addCliente, addLeads, closeTestDatabase, keyActor, testContext, testDatabase } from "@/lib/db/testing";

afterAll(closeTestDatabase);

const SIMULTANEOUS = 50;

/** Sends 50 requests of one owner at the same moment. Answers how many were accepted, and the limits that refused the rest. */
async function simultaneously(limits: OwnLimits, leadsEach: number): Promise<{ accepted: number; refusedBy: Set<unknown>; retryAfter: number[] }> {
  const ctx = { ...testContext(testDatabase()), actor: keyActor("operator", { limits }) };
  const lead_ids = await addLeads(ctx, await addCliente(ctx), leadsEach);
  const results = await Promise.allSettled(
    Array.from({ length: SIMULTANEOUS }, () => bulkStatusAsync(ctx, { lead_ids, estado: "aprobado", priority: "normal", dry_run: false })),
  );
  const refusals = results.flatMap((result) => (result.status === "rejected" ? [result.reason as AppError] : []));
  expect(refusals.every((error) => error instanceof AppError && error.code === "rate_limit_exceeded")).toBe(true);
  return {
    accepted: results.length - refusals.length,
    refusedBy: new Set(refusals.map((error) => (error.options.extra!.limit as { name: string }).name)),
    retryAfter: refusals.map((error) => error.options.retryAfter ?? 0),
  };
}

describe("fifty simultaneous requests of one owner", () => {
  it.each([
    ["max_pending_jobs", { max_pending_jobs: 7 }, 7],
    ["max_jobs_per_day", { max_jobs_per_day: 9 }, 9],
    ["max_leads_per_day", { max_leads_per_day: 35 }, 11],
    ["cooldown_seconds", { cooldown_seconds: 30 }, 1],
  ] as const)("never pass %s, not by one", async (name, limits, allowed) => {
    const { accepted, refusedBy, retryAfter } = await simultaneously(limits, 3);
    expect(accepted).toBe(allowed);
    expect([...refusedBy]).toEqual([name]);
    expect(retryAfter.every((seconds) => seconds >= 1)).toBe(true);
  });
});

describe("the limits shown", () => {
  it("tell what is used, what is left, and when it resets", async () => {
    const ctx = { ...testContext(testDatabase()), actor: keyActor("operator", { limits: { max_pending_jobs: 5, max_jobs_per_day: 6, max_leads_per_day: 100, cooldown_seconds: 0 } }) };
    const lead_ids = await addLeads(ctx, await addCliente(ctx), 4);
    await bulkStatusAsync(ctx, { lead_ids, estado: "aprobado", priority: "normal", dry_run: false });
    const { limits } = await showLimits(ctx);
    const byName = Object.fromEntries(limits.map((limit) => [limit.name, limit]));
    expect(byName.max_pending_jobs).toMatchObject({ max: 5, used: 1, remaining: 4, resets_at: null });
    expect(byName.max_jobs_per_day).toMatchObject({ max: 6, used: 1, remaining: 5 });
    expect(byName.max_leads_per_day).toMatchObject({ max: 100, used: 4, remaining: 96 });
    expect(Date.parse(byName.max_jobs_per_day!.resets_at!)).toBeGreaterThan(Date.now());
  });
});
