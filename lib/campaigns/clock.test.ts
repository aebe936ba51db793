import { afterAll, describe, expect, it } from "vitest";
import { pauseByClock } from "./pause-by-clock";
import { updateCampaign } from "./save-campaign";
import { createCampaignSchema } from "./schemas";
import { addContacts, startedCampaign } from "./testing";
import { findCampaignRow } from "./view";
import { cleanUpCampaigns, watchCampaigns } from "./watch-campaigns";
import type { AlertKind } from "@/lib/alerts/schemas";
import type { Context } from "@/lib/context/context";
import { closeTestDatabase, rolledBack } from "@/lib/db/testing";

afterAll(closeTestDatabase);

let people = 8_000_000;
async function campaign(ctx: Context, count = 3): Promise<number> {
  people += count;
  return (await startedCampaign(ctx, await addContacts(ctx, count, people))).id;
}

const grant = async ({ db }: Context, id: number) =>
  (await db<{ answer: { outcome: string } }[]>`select campaign_grant(${id}, 1, 3, 3, 'w', 2000, 50, 0.3, 0.01, 60, 'America/Caracas') as answer`)[0]!.answer.outcome;

describe("quiet hours", () => {
  it.each([
    ["13:00", "22:00", "07:00", false], ["21:59", "22:00", "07:00", false], ["22:00", "22:00", "07:00", true], ["06:59", "22:00", "07:00", true], ["07:00", "22:00", "07:00", false],
    ["12:30", "12:00", "14:00", true], ["14:00", "12:00", "14:00", false],
  ])("hold %s between %s and %s: it is quiet %j", (at, from, to, quiet) =>
    rolledBack(async ({ db }) => {
      const [row] = await db`select campaign_is_quiet((${`2026-03-04 ${at}`}::timestamp at time zone 'America/Caracas'), ${from}, ${to}, 'America/Caracas') as quiet`;
      expect(row!.quiet).toBe(quiet);
    }));

  it("let nothing start, pause the campaign until they end, and it goes on by itself then", () =>
    rolledBack(async (ctx) => {
      const id = await campaign(ctx);
      await ctx.db`
        update campaigns set quiet_from = to_char(now() at time zone 'America/Caracas' - interval '1 hour', 'HH24:MI'),
          quiet_to = to_char(now() at time zone 'America/Caracas' + interval '1 hour', 'HH24:MI') where id = ${id}`;
      expect(await grant(ctx, id)).toBe("quiet");
      await pauseByClock(ctx, id, "quiet");
      const paused = await findCampaignRow(ctx, id);
      expect(paused).toMatchObject({ status: "paused", reason: "quiet_hours", pending: 3 });
      expect(paused.resumeAt!.getTime() - Date.now()).toBeGreaterThan(58 * 60_000);
      expect(paused.resumeAt!.getTime() - Date.now()).toBeLessThan(61 * 60_000);
      await watchCampaigns(ctx);
      expect((await findCampaignRow(ctx, id)).status).toBe("paused");
      await ctx.db`update campaigns set resume_at = now() - interval '1 second' where id = ${id}`;
      await watchCampaigns(ctx);
      expect(await findCampaignRow(ctx, id)).toMatchObject({ status: "sending", reason: null, resumeAt: null });
    }));
});

it("quiet hours are of the campaign's own zone, and so is their end", () =>
  rolledBack(async (ctx) => {
    const id = await campaign(ctx);
    // Quiet now in Tokyo, thirteen hours ahead of the account, and nowhere else.
    await ctx.db`
      update campaigns set time_zone = 'Asia/Tokyo', quiet_from = to_char(now() at time zone 'Asia/Tokyo' - interval '1 hour', 'HH24:MI'),
        quiet_to = to_char(now() at time zone 'Asia/Tokyo' + interval '1 hour', 'HH24:MI') where id = ${id}`;
    expect(await grant(ctx, id)).toBe("quiet");
    await pauseByClock(ctx, id, "quiet");
    const { resumeAt } = await findCampaignRow(ctx, id);
    expect(resumeAt!.getTime() - Date.now()).toBeGreaterThan(58 * 60_000);
    expect(resumeAt!.getTime() - Date.now()).toBeLessThan(61 * 60_000);
    await ctx.db`update campaigns set status = 'sending', time_zone = null where id = ${id}`;
    expect(await grant(ctx, id)).toBe("granted");
  }));

it("a zone that nobody knows is refused", () =>
  rolledBack(async (ctx) => {
    const id = await campaign(ctx);
    expect(createCampaignSchema.safeParse({ name: "a", message: "b", contacts: [1], timeZone: "Mars/Olympus" }).success).toBe(false);
    await expect(updateCampaign(ctx, id, { timeZone: "Mars/Olympus" })).rejects.toMatchObject({ code: "invalid_request" });
    expect(await updateCampaign(ctx, id, { timeZone: "Europe/Madrid" })).toMatchObject({ timeZone: "Europe/Madrid" });
    expect(await updateCampaign(ctx, id, { timeZone: null })).toMatchObject({ timeZone: "America/Caracas" });
  }));

it("a used-up day pauses the campaign until midnight", () =>
  rolledBack(async (ctx) => {
    const id = await campaign(ctx);
    await ctx.db`update senders set daily_cap = 2, sent_today = 2, sent_day = (now() at time zone 'America/Caracas')::date`;
    expect(await grant(ctx, id)).toBe("capped");
    await pauseByClock(ctx, id, "capped");
    const [row] = await ctx.db`select to_char(resume_at at time zone 'America/Caracas', 'HH24:MI') as at, reason, resume_at > now() as later from campaigns where id = ${id}`;
    expect(row).toEqual({ at: "00:00", reason: "daily_cap", later: true });
  }));

const alertsOf = ({ db }: Context, id: number, kind: AlertKind) =>
  db<{ severity: string; params: object; open: boolean }[]>`select severity, params, resolved_at is null as open from alerts where kind = ${kind} and subject = ${String(id)} order by id`;

it("a batch that is active for more than an hour raises one alert; its end resolves it", () =>
  rolledBack(async (ctx) => {
    const id = await campaign(ctx);
    const since = (minutes: number) => ctx.db`update campaign_batches set status = 'active', active_since = now() - make_interval(mins => ${minutes}) where campaign_id = ${id} and seq = 0`;
    await since(59);
    await watchCampaigns(ctx);
    expect(await alertsOf(ctx, id, "batch_time")).toEqual([]);
    await since(61);
    await watchCampaigns(ctx);
    await watchCampaigns(ctx);
    expect(await alertsOf(ctx, id, "batch_time")).toMatchObject([{ severity: "warning", open: true, params: { batch: 0, minutes: 61, limit: 60 } }]);
    await ctx.db`update campaign_batches set status = 'completed', finished_at = now() where campaign_id = ${id}`;
    await watchCampaigns(ctx);
    expect(await alertsOf(ctx, id, "batch_time")).toMatchObject([{ open: false }]);
  }));

describe("the clean-up", () => {
  it("removes results seven days after the end, and leaves those that are kept, unknown or not over", () =>
    rolledBack(async (ctx) => {
      const [old, kept, unknown, running] = [await campaign(ctx), await campaign(ctx), await campaign(ctx), await campaign(ctx)];
      const end = (id: number, keep = false) => ctx.db`update campaigns set status = 'completed', finished_at = now() - interval '8 days', keep = ${keep} where id = ${id}`;
      await end(old);
      await end(kept, true);
      await end(unknown);
      await ctx.db`update campaign_recipients set status = 'unknown' where campaign_id = ${unknown} and n = 1`;
      await cleanUpCampaigns(ctx);
      const left = await ctx.db<{ id: number }[]>`select distinct campaign_id as id from campaign_recipients where campaign_id = any(${[old, kept, unknown, running]}) order by 1`;
      expect(left.map((row) => row.id)).toEqual([kept, unknown, running]);
    }));

  it("keeps the last 100 completed batches and the last 50 failed", () =>
    rolledBack(async (ctx) => {
      const id = await campaign(ctx);
      await ctx.db`delete from campaign_batches`;
      await ctx.db`
        insert into campaign_batches (campaign_id, seq, from_n, to_n, status, finished_at)
        select ${id}, k, 1, 1, case when k < 130 then 'completed' else 'failed' end, now() - make_interval(mins => k) from generate_series(0, 209) k`;
      await ctx.db`update campaigns set status = 'completed', finished_at = now() where id = ${id}`;
      await cleanUpCampaigns(ctx);
      expect(await ctx.db`select status, count(*)::int as n, max(seq) as oldest from campaign_batches group by status order by status`).toEqual([
        { status: "completed", n: 100, oldest: 99 }, { status: "failed", n: 50, oldest: 179 },
      ]);
    }));
});
