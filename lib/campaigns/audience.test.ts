import { afterAll, describe, expect, it } from "vitest";
import { previewCampaign } from "./preview-campaign";
import { createCampaign } from "./save-campaign";
import type { CreateCampaign } from "./schemas";
import { startCampaign } from "./start-campaign";
import { addContacts } from "./testing";
import { findCampaignRow } from "./view";
import type { Context } from "@/lib/context/context";
import { addCliente, closeTestDatabase, rolledBack } from "@/lib/db/testing";

afterAll(closeTestDatabase);

const create = (ctx: Context, more: Partial<CreateCampaign>) => createCampaign(ctx, { name: "Prueba", message: "Hola {{name}}", ...more } as CreateCampaign);

const recipients = ({ db }: Context, id: number) =>
  db<{ phone: string | null; status: string; reason: string | null; variables: Record<string, string> }[]>`
    select phone, status, reason, variables from campaign_recipients where campaign_id = ${id} order by n`;

async function addLead({ db }: Context, phone: string, estado: string, zone = "Norte"): Promise<void> {
  const cliente = await addCliente({ db });
  await db`insert into leads (cliente_id, name, phone, city, estado) values (${cliente}, 'Ana', ${phone}, ${zone}, ${estado})`;
}

async function addSubscriber({ db }: Context, phone: string, zone: string): Promise<void> {
  await db`insert into users (name, role, phone_mobile, zone, active) values ('Luis', 'subscriber', ${phone}, ${zone}, true)`;
}

describe("the audience", () => {
  it("is frozen at the start, with every variable", () =>
    rolledBack(async (ctx) => {
      const contacts = await addContacts(ctx, 3, 7_000_001);
      const { id } = await create(ctx, { contacts });
      await startCampaign(ctx, id, {});
      await ctx.db`update contacts set name = 'Otra', phone = phone || '9' where id = any(${contacts})`;
      expect((await recipients(ctx, id)).map((row) => [row.phone, row.variables.name])).toEqual([1, 2, 3].map((n) => [`+58412700000${n}`, `Persona 700000${n}`]));
    }));

  it("of leads by state and subscribers by zone has nobody twice", () =>
    rolledBack(async (ctx) => {
      await addLead(ctx, "0412 555 7001", "interesado");
      await addLead(ctx, "+58 412-555-7001", "interesado");
      await addLead(ctx, "0412 555 7002", "rechazado");
      await addSubscriber(ctx, "+584125557001", "Zona de prueba");
      await addSubscriber(ctx, "+584125557003", "Zona de prueba");
      await addSubscriber(ctx, "+584125557004", "Otra zona de prueba");
      const audience = { leads: { estado: ["interesado"] }, users: { zones: ["Zona de prueba"] } } as CreateCampaign["audience"];
      await ctx.db`delete from leads where phone not like '%555%700%'`;
      const { id } = await create(ctx, { audience });
      await startCampaign(ctx, id, {});
      expect((await recipients(ctx, id)).map((row) => row.phone)).toEqual(["+584125557001", "+584125557003"]);
      expect(await findCampaignRow(ctx, id)).toMatchObject({ total: 2, pending: 2, duplicates: 2 });
    }));

  it("leaves out who said STOP, who has no usable number and who lacks a variable, each with the reason, and the preview says so before", () =>
    rolledBack(async (ctx) => {
      const contacts = await addContacts(ctx, 3, 7_100_001);
      await ctx.db`insert into opt_outs (phone, source) values ('+584127100001', 'inbound')`;
      await ctx.db`update contacts set fields = '{}' where phone = '+584127100002'`;
      await ctx.db`delete from leads`;
      await addLead(ctx, "12", "interesado");
      const tagged = await ctx.db`update contacts set tags = array['prueba de audiencia'] where id = any(${contacts})`;
      expect(tagged.count).toBe(3);
      const audience = { contacts: { tags: ["prueba de audiencia"] }, leads: { estado: ["interesado"] } } as CreateCampaign["audience"];
      const { id } = await create(ctx, { message: "Hola {{name}}, tu {{plan}} y {{city|tu zona}}", audience });
      const preview = await previewCampaign(ctx, id);
      expect(preview).toMatchObject({ unique: 1, duplicates: 0, missingVariables: [{ variable: "plan", count: 1 }] });
      expect(preview.sample.map((one) => one.text)).toEqual([expect.stringMatching(/^Hola Persona 7100003, tu Fibra \d y tu zona$/)]);
      await startCampaign(ctx, id, {});
      expect((await recipients(ctx, id)).map((row) => row.reason)).toEqual(["opted_out", "missing_variable:plan", null, "invalid_phone"]);
    }));

  it("is refused where nobody is left", () =>
    rolledBack(async (ctx) => {
      const contacts = await addContacts(ctx, 1, 7_200_001);
      await ctx.db`insert into opt_outs (phone, source) values ('+584127200001', 'manual')`;
      const { id } = await create(ctx, { contacts });
      await expect(startCampaign(ctx, id, {})).rejects.toMatchObject({ code: "empty_audience" });
      expect(await findCampaignRow(ctx, id)).toMatchObject({ status: "draft", total: 0 });
    }));
});
