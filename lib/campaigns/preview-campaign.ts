import { candidates, mayRepeat, sortedCandidates } from "./audience";
import { contentFor, textOf } from "./request";
import type { Preview } from "./schemas";
import { estimatedMs } from "./start-campaign";
import { findCampaignRow, templateOf } from "./view";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";

const SAMPLE = 5;

/**
 * `POST /api/campaigns/{id}/preview`: who a start would write to now, who it would leave out and why, what the first would read, and how long it takes.
 * @throws AppError `not_found`
 */
export async function previewCampaign(ctx: Context, id: number): Promise<Preview> {
  requirePermission(ctx.actor, "campaigns:read");
  const row = await findCampaignRow(ctx, id);
  const { db } = ctx;
  const [reasons, sample, [every]] = await Promise.all([
    db<{ reason: string | null; count: number }[]>`
      select reason, count(*) as count from (${sortedCandidates(ctx, row)}) candidate group by reason order by count desc`,
    db<{ name: string | null; phone: string; variables: Record<string, string> }[]>`
      select name, phone, variables from (${sortedCandidates(ctx, row)}) candidate where reason is null order by source, ord limit ${SAMPLE}`,
    mayRepeat(row) ? db<{ count: number }[]>`select count(*) as count from (${candidates(ctx, row)}) every` : [],
  ]);
  const unique = reasons.find((one) => one.reason === null)?.count ?? 0;
  const kept = reasons.reduce((sum, one) => sum + one.count, 0);
  const left = reasons.filter((one): one is { reason: string; count: number } => one.reason !== null);
  const template = templateOf(row);
  return {
    total: every?.count ?? kept,
    unique,
    duplicates: (every?.count ?? kept) - kept,
    skipped: left.map(({ reason, count }) => ({ reason, count })),
    missingVariables: left.flatMap(({ reason, count }) => (reason.startsWith("missing_variable:") ? [{ variable: reason.slice("missing_variable:".length), count }] : [])),
    sample: sample.map(({ name, phone, variables }) => ({ name, phone, text: textOf(contentFor(template, variables)) })),
    estimatedTime: estimatedMs(unique),
  };
}
