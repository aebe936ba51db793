import type { APIRequestContext, Locator } from "@playwright/test";
import { expectNoAxeFindings, expectNoControlNamed, expectNoSidewaysScroll } from "./fixtures/look";
import { expect, test } from "./fixtures/test";
import type { WhatsappRecord } from "./simulators/whatsapp/server";
import { decode } from "@/lib/whatsapp/qr-testing";

const ALT = "Código QR para vincular";
/** What a phone reads just now; null while one picture gives way to the next. */
const drawn = (picture: Locator) => picture.screenshot({ timeout: 5_000 }).then(decode, () => null);

/** The simulated WhatsApp that the system's gateway speaks with: its phones scan, and it tells what it saw. */
async function scan(qr: string, phone: string): Promise<void> {
  const answer = await fetch(`${process.env.E2E_WHATSAPP_URL}/__control`, { method: "POST", body: JSON.stringify({ action: "scan", qr, phone, name: "Ana" }) });
  expect(await answer.json()).toEqual({ success: true, connections: 1 });
}
const seen = async () => (await (await fetch(`${process.env.E2E_WHATSAPP_URL}/__record`)).json()) as WhatsappRecord;

/** Waits until there is one. */
async function firstOf(read: () => Promise<string | null | undefined>): Promise<string> {
  await expect.poll(read, { timeout: 30_000 }).toBeTruthy();
  return (await read())!;
}

/** Reports of this epoch stand above whatever a gateway says of the session. */
const EPOCH = 1_000_000;

async function report(api: APIRequestContext, path: string, item: Record<string, unknown>): Promise<void> {
  const answer = await api.post(path, { data: { items: [{ timestamp: Date.now(), epoch: EPOCH, ...item }] } });
  expect(await answer.json()).toMatchObject({ accepted: 1, rejected: [] });
}

test.describe("WhatsApp sessions", () => {
  test("a session is started on the page, its QR is drawn and scanned, it turns active, and a log-out reaches WhatsApp", async ({ page, system }) => {
    const { name } = await system.addPerson("operator");
    const phone = `58412${String(Date.now()).slice(-7)}`;
    await page.goto("/whatsapp");
    await page.getByRole("button", { name: "Iniciar sesión", exact: true }).click();
    await page.getByRole("button", { name: "Usuario" }).click();
    await page.getByRole("combobox", { name: "Usuario" }).fill(name);
    await page.getByRole("option", { name }).click();
    await page.getByRole("button", { name: "Iniciar y mostrar el QR" }).click();
    const dialog = page.getByRole("dialog", { name: `Vincular el teléfono de ${name}` });
    const issued = async () => (await system.db<{ qr: string | null }[]>`select s.qr from whatsapp_sessions s join users u on u.id = s.user_id where u.name = ${name}`)[0]?.qr;
    await expect.poll(async () => (await drawn(dialog.getByAltText(ALT))) ?? "nothing", { timeout: 30_000 }).toBe(await firstOf(issued));
    await expect(dialog.getByText(/Cambia en \d+ s/)).toBeVisible();
    const qr = (await issued())!;
    for (const secret of qr.split("#").at(-1)!.split(",").slice(1, 4)) expect(await page.content()).not.toContain(secret);
    await expectNoAxeFindings(page);

    await scan(qr, phone);
    await expect(dialog.getByText("El teléfono está vinculado.")).toBeVisible({ timeout: 30_000 });
    await page.keyboard.press("Escape");
    const row = page.getByRole("row", { name: new RegExp(name) });
    await expect(row.getByText("Activa")).toBeVisible();
    await expect(row.getByText(`+584 ••• ${phone.slice(-4)}`)).toBeVisible();
    const { jid } = (await seen()).devices.find((device) => device.jid.startsWith(`${phone}:`))!;

    await page.getByRole("button", { name: `Cerrar la sesión de ${name}` }).click();
    await expectNoAxeFindings(page);
    await page.getByRole("button", { name: "Cerrar y desvincular" }).click();
    await expect(row).toHaveCount(0);
    await expect.poll(async () => (await seen()).removed, { timeout: 30_000 }).toContain(jid);
    const left = async () => system.db`
      select s.desired, s.phone, s.name, s.gateway_id, count(a) as auth from whatsapp_sessions s join users u on u.id = s.user_id left join whatsapp_auth a on a.session_id = s.id
      where u.name = ${name} group by s.id`;
    await expect.poll(left, { timeout: 30_000 }).toEqual([{ desired: "logged_out", phone: null, name: null, gateway_id: null, auth: 0 }]);
  });

  test("the next QR is drawn as soon as it is issued", async ({ page, api, system }) => {
    const { id: userId } = await system.addPerson("operator");
    const started = await api.post("/api/whatsapp/sessions", { data: { user_id: userId } });
    const { sessionId } = (await started.json()) as { sessionId: string };
    const qrText = (n: number) => `2@ref${n}${"Ab3+/".repeat(40)},bm9pc2U=,aWRlbnQ=,c2VjcmV0,1`;
    await report(api, "/api/whatsapp/status/batch", { sessionId, status: "pending", seq: 1 });
    await page.goto(`/whatsapp?search=${sessionId}`);
    await page.getByRole("button", { name: "Ver QR" }).click();
    const dialog = page.getByRole("dialog");
    for (const seq of [2, 3]) {
      await report(api, "/api/qr/batch", { sessionId, qr: qrText(seq), seq, expiresAt: Date.now() + 50_000 });
      await expect.poll(() => drawn(dialog.getByAltText(ALT)), { timeout: 30_000 }).toBe(qrText(seq));
    }
    await api.post(`/api/whatsapp/sessions/${sessionId}/logout`);
    await system.db`delete from whatsapp_sessions where id = ${sessionId}`;
  });

  test.describe("for a viewer on a phone", () => {
    test.use({ role: "viewer", viewport: { width: 390, height: 844 } });
    test("shows sessions, and no control that would be refused", async ({ page }) => {
      await page.goto("/whatsapp");
      await expect(page.getByText("No sirven para envíos masivos")).toBeVisible();
      await expectNoControlNamed(page, /Iniciar sesión|Ver QR|Reiniciar|Cerrar la sesión/);
      await expectNoSidewaysScroll(page);
      await expectNoAxeFindings(page);
    });
  });
});
