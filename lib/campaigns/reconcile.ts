import { queueBatches } from "./batches";
import { syncJob } from "./job-row";
import { notifyCampaign } from "./notify";
import { expectReconcile } from "./reconcile-queue";
import { contentFor } from "./request";
import { twilioPort } from "./sender";
import { type SendingOptions, sendingOptions } from "./sending/options";
import { type MessageTemplate } from "./template";
import type { FindOutcome, TwilioPort } from "./twilio";
import { errorClassOf } from "./twilio-errors";
import { type CampaignRow, templateOf } from "./view";
import type { Context } from "@/lib/context/context";
import type { Priority } from "@/lib/jobs/kinds";

/** Looked up together, and at once. */
const GROUP = 100;
const AT_ONCE = 5;
/** After so many look-ups that could not be made the message is left to a person. */
const MAX_LOOKUPS = 200;

interface Unknown {
  n: number;
  g: number;
  phone: string;
  variables: Record<string, string>;
  startedAt: Date;
  lookups: number;
  otherSids: string[];
}

interface Settled {
  n: number;
  g: number;
  to: "sent" | "delivered" | "read" | "failed" | "pending" | "unknown";
  sid?: string;
  code?: number;
  /** Seconds until the next look-up; none leaves it to a person. */
  wait?: number;
}

/**
 * Looks up at Twilio what became of messages whose answer never came. Found: it is what Twilio says. Not listed, and so long after its start that a listing
 * would show it: it was never taken, and goes back to be sent. Everything else waits, and is never sent again by itself.
 */
export async function reconcile(ctx: Context, { campaignId, jobId }: { campaignId: number; jobId: number }, port: TwilioPort = twilioPort(), options = sendingOptions()): Promise<void> {
  const [campaign] = await ctx.db<(Pick<CampaignRow, "message" | "contentSid" | "contentVariables"> & { breaker: string; probing: boolean })[]>`
    select c.message, c.content_sid as "contentSid", c.content_variables as "contentVariables", s.breaker
    from campaigns c join senders s on s.id = c.sender_id where c.id = ${campaignId}`;
  if (!campaign) return;
  // An open breaker asks nothing of the provider, look-ups included.
  const due = campaign.breaker === "closed" ? await takeDue(ctx, campaignId, options) : [];
  const settled: Settled[] = [];
  for (let start = 0; start < due.length && !ctx.signal.aborted; start += AT_ONCE) {
    settled.push(...(await Promise.all(due.slice(start, start + AT_ONCE).map((one) => lookUp(ctx, port, templateOf(campaign), one, options)))));
  }
  await write(ctx, campaignId, jobId, settled, campaign.breaker === "closed" ? 0 : options.lookupSeconds);
}

/** Takes what is due; its next look-up is put off at once, so that two workers never look the same up. */
async function takeDue(ctx: Context, campaignId: number, options: SendingOptions): Promise<Unknown[]> {
  return ctx.db.begin(async (db) => {
    await db`select 1 from campaigns where id = ${campaignId} for update`;
    return db<Unknown[]>`
      update campaign_recipients r set next_at = clock_timestamp() + make_interval(secs => ${options.lookupSeconds + 30}), lookups = lookups + 1
      where campaign_id = ${campaignId} and n in (
        select n from campaign_recipients where campaign_id = ${campaignId} and status = 'unknown' and next_at <= clock_timestamp() order by next_at limit ${GROUP})
      returning r.n, r.grant_no as g, r.phone, r.variables, r.started_at as "startedAt", r.lookups,
        array(select o.sid from campaign_recipients o where o.phone = r.phone and o.sid is not null and (o.campaign_id, o.n) <> (r.campaign_id, r.n)) as "otherSids"`;
  });
}

async function lookUp(ctx: Context, port: TwilioPort, template: MessageTemplate, one: Unknown, options: SendingOptions): Promise<Settled> {
  const content = contentFor(template, one.variables);
  const found = await port.findMessage({
    to: one.phone, sentAfter: one.startedAt, exclude: new Set(one.otherSids), signal: ctx.signal, ...("body" in content && { body: content.body }),
  });
  return settle(one, found, (ctx.now().getTime() - one.startedAt.getTime()) / 1000, options);
}

/** What a look-up decides. `ageSeconds` since the start. */
export function settle(one: Pick<Unknown, "n" | "g" | "lookups">, found: FindOutcome, ageSeconds: number, options: SendingOptions): Settled {
  const base = { n: one.n, g: one.g };
  if (found.kind === "found") return { ...base, ...foundStatus(found), sid: found.sid };
  if (found.kind === "absent" && ageSeconds >= options.absentSeconds) return { ...base, to: "pending" };
  if (found.kind === "absent") return { ...base, to: "unknown", wait: Math.max(options.lookupSeconds, options.absentSeconds - ageSeconds) };
  return { ...base, to: "unknown", ...(one.lookups < MAX_LOOKUPS && { wait: options.lookupSeconds * 2 }) };
}

function foundStatus({ status, errorCode }: { status: string; errorCode: number | null }): Pick<Settled, "to" | "code"> {
  if (status === "failed" || status === "undelivered" || status === "canceled") return { to: "failed", ...(errorCode !== null && { code: errorCode }) };
  if (status === "delivered" || status === "read") return { to: status };
  return { to: "sent" };
}

async function write(ctx: Context, campaignId: number, jobId: number, settled: Settled[], putOffSeconds: number): Promise<void> {
  await ctx.db.begin(async (db) => {
    const [campaign] = await db<{ status: string; priority: Priority }[]>`select status, priority from campaigns where id = ${campaignId} for update`;
    await db`
      update campaign_recipients r set status = s."to", sid = coalesce(s.sid, r.sid), error_code = s.code, lookups = case when s."to" = 'pending' then 0 else lookups end,
        attempts = attempts - (s."to" = 'pending')::int, reason = case when s."to" in ('unknown', 'failed') then coalesce(r.reason, 'provider') end,
        next_at = clock_timestamp() + make_interval(secs => s.wait),
        sent_at = case when s."to" in ('sent', 'delivered', 'read') then coalesce(r.sent_at, r.started_at) else r.sent_at end,
        delivered_at = case when s."to" in ('delivered', 'read') then coalesce(r.delivered_at, clock_timestamp()) else r.delivered_at end,
        read_at = case when s."to" = 'read' then coalesce(r.read_at, clock_timestamp()) else r.read_at end,
        failed_at = case when s."to" = 'failed' then clock_timestamp() else r.failed_at end
      from json_to_recordset(${JSON.stringify(settled)}::text::json) as s (n int, g int, "to" text, sid text, code int, wait float8)
      where r.campaign_id = ${campaignId} and r.n = s.n and r.grant_no = s.g and r.status = 'unknown'`;
    const suppressed = settled.filter((one) => one.code !== undefined && errorClassOf(one.code) === "suppress").map((one) => one.n);
    if (suppressed.length > 0) {
      await db`
        insert into opt_outs (phone, source, detail) select phone, 'provider', error_code::text from campaign_recipients
        where campaign_id = ${campaignId} and n = any(${suppressed}) on conflict do nothing`;
    }
    if (putOffSeconds > 0) {
      await db`
        update campaign_recipients set next_at = clock_timestamp() + make_interval(secs => ${putOffSeconds})
        where campaign_id = ${campaignId} and status = 'unknown' and next_at <= clock_timestamp()`;
    }
    if (settled.some((one) => one.to === "pending")) {
      await db`
        update campaign_batches b set status = 'waiting', finished_at = null
        where campaign_id = ${campaignId} and status in ('completed', 'failed') and exists (
          select from campaign_recipients r where r.campaign_id = b.campaign_id and r.n between b.from_n and b.to_n and r.status = 'pending')`;
      if (campaign!.status === "sending") await queueBatches(db, campaignId, jobId, campaign!.priority);
    }
    await expectReconcile(db, { campaignId, jobId });
    const [{ finished }] = await db<[{ finished: boolean }]>`select campaign_finish(${campaignId}) as finished`;
    await syncJob(db, campaignId);
    await notifyCampaign(db, { id: campaignId, status: finished ? "completed" : campaign!.status });
  });
}
