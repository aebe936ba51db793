import { afterAll, describe, expect, it } from "vitest";
import { messagesByHour } from "./messages-by-hour";
import type { Context } from "@/lib/context/context";
import { closeTestDatabase, keyActor, rolledBack } from "@/lib/db/testing";

afterAll(closeTestDatabase);

/** A campaign that began two days ago and started so many messages so long ago. */
async function addRate({ db }: Context, started: number, ago: string, finishedAgo: string | null = null): Promise<void> {
  const [sender] = await db<{ id: number }[]>`insert into senders (address) values (${crypto.randomUUID()}) returning id`;
  const [campaign] = await db<{ id: number }[]>`
    insert into campaigns (name, message, audience, sender_id, created_by_name, started_at, finished_at)
    values ('Promo', 'Hola', '{}', ${sender!.id}, 'Ana', now() - interval '2 days', now() - ${finishedAgo}::interval) returning id`;
  await db`insert into campaign_rates (campaign_id, at, started) values (${campaign!.id}, now() - ${ago}::interval, ${started})`;
}

describe("messagesByHour", () => {
  it("counts the messages of all campaigns in the hour they started, yesterday's beside them", () =>
    rolledBack(async (ctx) => {
      await addRate(ctx, 7, "0 s");
      await addRate(ctx, 5, "0 s", "0 s");
      await addRate(ctx, 30, "24 hours", "23 hours");
      const hours = await messagesByHour(ctx);
      expect(hours.map(({ hour }) => hour)).toEqual(Array.from({ length: 24 }, (_, hour) => hour));
      const now = hours.findLast(({ total }) => total !== null)!;
      expect(now).toMatchObject({ total: 12, yesterday: 30 });
      expect(hours.filter(({ total, yesterday }) => total || yesterday)).toHaveLength(1);
    }));

  it("is forbidden to a tenant", () =>
    rolledBack(async (ctx) => {
      await expect(messagesByHour({ ...ctx, actor: keyActor("cliente", { clienteId: 1 }) })).rejects.toMatchObject({ code: "forbidden" });
    }));
});
