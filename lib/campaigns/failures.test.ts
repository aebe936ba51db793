import { afterAll, expect, it } from "vitest";
import { failuresByCode } from "./failures";
import { addContacts, startedCampaign } from "./testing";
import { closeTestDatabase, rolledBack } from "@/lib/db/testing";

afterAll(closeTestDatabase);

it("tells why messages failed, by Twilio's code or our own reason, the most frequent first", () =>
  rolledBack(async (ctx) => {
    const { id } = await startedCampaign(ctx, await addContacts(ctx, 6, 6_500_000));
    expect(await failuresByCode(ctx, id)).toEqual({ items: [] });
    await ctx.db`
      update campaign_recipients set status = 'failed', error_code = case when n <= 3 then 63024 when n = 4 then 21211 end, reason = case when n = 5 then 'batch_failed' else 'provider' end
      where campaign_id = ${id} and n <= 5`;
    expect(await failuresByCode(ctx, id)).toEqual({
      items: [{ errorCode: 63024, reason: null, count: 3 }, { errorCode: 21211, reason: null, count: 1 }, { errorCode: null, reason: "batch_failed", count: 1 }],
    });
    await expect(failuresByCode(ctx, 999_999_999)).rejects.toMatchObject({ code: "not_found" });
  }));
