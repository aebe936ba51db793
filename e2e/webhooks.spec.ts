import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { expectEveryStopSeen, expectFocusOn, expectFocusTrapped, pressOn, tabTo } from "./fixtures/keyboard";
import { expectNoAxeFindings, expectNoSidewaysScroll } from "./fixtures/look";
import { expect, test } from "./fixtures/test";

interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

let receiver: Server;
let url: string;
let status = 200;
let got: Received[] = [];

test.beforeAll(async () => {
  receiver = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      got.push({ headers: request.headers, body });
      response.writeHead(status).end(status === 200 ? "gracias" : "ahora no");
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
});

test.beforeEach(() => {
  status = 200;
  got = [];
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/${test.info().testId}`;
});

test.afterAll(() => void receiver.close());

const signedBy = (secret: string, { headers, body }: Received) => new Webhook(secret).verify(body, headers as Record<string, string>);

test("an address is added, shows its secret once, is tested, rotated, fails, is sent to again, and is deleted", async ({ page, system }) => {
  test.slow();
  await page.goto("/settings");
  await page.getByRole("link", { name: "Webhooks" }).click();
  await page.getByRole("button", { name: "Añadir dirección" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("URL").fill(url);
  await dialog.getByLabel("Se abrió una alerta").check();
  await expectNoAxeFindings(page);
  await dialog.getByRole("button", { name: "Añadir dirección" }).click();
  const secret = (await page.getByRole("dialog", { name: "Secreto de firma" }).getByText(/^whsec_/).textContent())!;
  await expectNoAxeFindings(page);
  await page.getByRole("button", { name: "Ya lo guardé" }).click();
  expect(await page.content()).not.toContain(secret);

  await page.getByRole("link", { name: url }).click();
  await page.getByRole("button", { name: "Enviar prueba", exact: true }).click();
  const rows = page.getByRole("table", { name: "Entregas" }).getByRole("row");
  await expect(rows.filter({ hasText: "Entregada" }).getByText("HTTP 200")).toBeVisible();
  expect(signedBy(secret, got[0]!)).toMatchObject({ type: "test" });
  await rows.filter({ hasText: "Entregada" }).getByRole("button", { name: "Ver detalle de Prueba" }).first().click();
  await expect(page.getByText("gracias")).toBeVisible();

  await page.getByRole("button", { name: "Cambiar secreto", exact: true }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Cambiar el secreto" }).click();
  const second = (await page.getByRole("dialog", { name: "Secreto de firma" }).getByText(/^whsec_/).textContent())!;
  await page.getByRole("button", { name: "Ya lo guardé" }).click();
  await expect(page.getByText("Firman dos secretos")).toBeVisible();

  status = 503;
  await page.getByRole("button", { name: "Enviar prueba", exact: true }).click();
  const failing = rows.filter({ hasText: "HTTP 503" });
  await expect(failing.getByText(/próximo intento/)).toBeVisible();
  signedBy(secret, got[1]!);
  signedBy(second, got[1]!);
  // A day of attempts later the last one fails too.
  const [delivery] = await system.db<{ id: number }[]>`
    update webhook_deliveries d set attempts = 11 from webhook_endpoints e where e.id = d.endpoint_id and e.url = ${url} and d.status = 'pending' returning d.id`;
  await system.db`select graphile_worker.add_job('webhooks:deliver', json_build_object('deliveryId', ${delivery!.id}::bigint))`;
  await expect(failing.getByText("Fallida")).toBeVisible();
  await page.getByRole("button", { name: "Fallidas" }).click();
  await expect(page).toHaveURL(/status=failed/);
  await expectNoAxeFindings(page);
  status = 200;
  await page.getByRole("button", { name: "Reenviar la fallida" }).click();
  await expect(page.getByText("Ninguna entrega en este estado").filter({ visible: true })).toBeVisible();
  await page.getByRole("button", { name: "Todas", exact: true }).click();
  await expect(rows.getByText("HTTP 200")).toHaveCount(2);
  expect(got.at(-1)!.headers["webhook-id"]).toBe(got[1]!.headers["webhook-id"]);
  expect(got.at(-1)!.body).toBe(got[1]!.body);

  await page.getByRole("button", { name: "Pausar" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Pausar la dirección" }).click();
  await expect(page.getByRole("button", { name: "Enviar prueba", exact: true })).toBeDisabled();
  await page.getByRole("button", { name: "Activar" }).click();
  await expect(page.getByRole("button", { name: "Enviar prueba", exact: true })).toBeEnabled();

  await page.getByRole("button", { name: "Eliminar" }).click();
  await expectNoAxeFindings(page);
  await page.getByRole("alertdialog").getByRole("button", { name: "Eliminar la dirección" }).click();
  await expect(page).toHaveURL(/\/settings\/webhooks$/);
  await expect(page.getByRole("link", { name: url })).toHaveCount(0);
});

test("the keyboard alone adds an address, tests, rotates, sends again, pauses, changes and deletes it, and is left where it was", async ({ page, system }) => {
  test.slow();
  const endpoint = async () => (await system.db`select id, status, events from webhook_endpoints where url = ${url}`)[0];
  await page.goto("/settings/webhooks");
  expect(await expectEveryStopSeen(page)).toBeGreaterThan(10);
  const add = page.getByRole("button", { name: "Añadir dirección" });
  const dialog = page.getByRole("dialog");
  const done = page.getByRole("button", { name: "Ya lo guardé" });
  await pressOn(page, add);
  await expectFocusOn(page, dialog.getByLabel("URL"));
  await expectFocusTrapped(page, dialog);
  await page.keyboard.press("Escape");
  await expectFocusOn(page, add);
  await page.keyboard.press("Enter");
  await expectFocusOn(page, dialog.getByLabel("URL"));
  await page.keyboard.type(url);
  await pressOn(page, dialog.getByLabel("Se abrió una alerta"), "Space");
  await pressOn(page, dialog.getByRole("button", { name: "Añadir dirección" }));
  const shown = page.getByRole("dialog", { name: "Secreto de firma" });
  const first = (await shown.getByText(/^whsec_/).textContent())!;
  await expectFocusTrapped(page, shown);
  await pressOn(page, done);
  await expectFocusOn(page, add);
  expect(await endpoint()).toMatchObject({ status: "active", events: ["job.completed", "job.failed", "alert.raised"] });

  await pressOn(page, page.getByRole("link", { name: url }));
  const sendTest = page.getByRole("button", { name: "Enviar prueba", exact: true });
  const rows = page.getByRole("table", { name: "Entregas" }).getByRole("row");
  await expect(sendTest).toBeVisible();
  await pressOn(page, sendTest);
  await expect(rows.getByText("HTTP 200")).toHaveCount(1);
  await expectFocusOn(page, sendTest);
  signedBy(first, got[0]!);
  const detail = page.getByRole("button", { name: "Ver detalle de Prueba" });
  await pressOn(page, detail, "Space");
  await expect(page.getByText("gracias")).toBeVisible();
  await expectFocusOn(page, detail);
  const replay = page.getByRole("button", { name: "Reenviar Prueba" });
  await pressOn(page, replay);
  await expect.poll(() => got.length).toBe(2);
  await expect(replay).toBeEnabled();
  await expectFocusOn(page, replay);
  expect(got[1]!.headers["webhook-id"]).toBe(got[0]!.headers["webhook-id"]);

  const question = page.getByRole("alertdialog");
  const rotate = page.getByRole("button", { name: "Cambiar secreto", exact: true });
  await tabTo(page, rotate, "Shift+Tab");
  await page.keyboard.press("Enter");
  await expectFocusOn(page, question.getByRole("button", { name: "Volver" }));
  await expectFocusTrapped(page, question);
  await pressOn(page, question.getByRole("button", { name: "Cambiar el secreto" }));
  const second = (await shown.getByText(/^whsec_/).textContent())!;
  expect(second).not.toBe(first);
  await pressOn(page, done);
  await expect(shown).toHaveCount(0);
  await expectFocusOn(page, rotate);

  const change = page.getByRole("button", { name: "Cambiar", exact: true });
  await pressOn(page, change);
  await expectFocusOn(page, dialog.getByLabel("URL"));
  await pressOn(page, dialog.getByLabel("Se abrió una alerta"), "Space");
  await pressOn(page, dialog.getByRole("button", { name: "Guardar cambios" }));
  await expect(dialog).toHaveCount(0);
  await expectFocusOn(page, change);
  expect(await endpoint()).toMatchObject({ events: ["job.completed", "job.failed"] });

  await system.db`update webhook_deliveries set status = 'failed' where endpoint_id = ${(await endpoint())!.id as number}`;
  const failed = page.getByRole("button", { name: "Fallidas" });
  await pressOn(page, failed);
  await expect(page).toHaveURL(/status=failed/);
  await pressOn(page, page.getByRole("button", { name: "Reenviar la fallida" }));
  await expect.poll(() => got.length).toBe(3);
  await expectFocusOn(page, failed);
  signedBy(second, got[2]!);

  await pressOn(page, page.getByRole("button", { name: "Pausar" }));
  await pressOn(page, question.getByRole("button", { name: "Pausar la dirección" }));
  const activate = page.getByRole("button", { name: "Activar" });
  await expectFocusOn(page, activate);
  expect(await endpoint()).toMatchObject({ status: "paused" });
  await page.keyboard.press("Space");
  await expectFocusOn(page, page.getByRole("button", { name: "Pausar" }));
  expect(await endpoint()).toMatchObject({ status: "active" });

  const remove = page.getByRole("button", { name: "Eliminar" });
  await pressOn(page, remove);
  await expectFocusOn(page, question.getByRole("button", { name: "Volver" }));
  await page.keyboard.press("Escape");
  await expectFocusOn(page, remove);
  await page.keyboard.press("Enter");
  await pressOn(page, question.getByRole("button", { name: "Eliminar la dirección" }));
  await expect(page).toHaveURL(/\/settings\/webhooks$/);
  await expect(page.getByRole("link", { name: url })).toHaveCount(0);
  expect(await endpoint()).toBeUndefined();

  const create = page.getByRole("button", { name: "Crear secreto" });
  await pressOn(page, create);
  await pressOn(page, question.getByRole("button", { name: "Crear el secreto" }));
  await expect(shown.getByText(/^whsec_/)).toBeVisible();
  await page.keyboard.press("Escape");
  await expectFocusOn(page, create);
});

test("an alert reaches an address by itself", async ({ api, system }) => {
  const added = (await (await api.post("/api/webhooks", { data: { url, events: ["alert.raised", "alert.resolved"] } })).json()) as { id: number; secret: string };
  await system.db`select alert_raise('disk', ${url}, 'critical', '{"value": 97, "limit": 90}')`;
  await system.db`select alert_resolve('disk', ${url})`;
  await expect.poll(() => got.map((one) => (signedBy(added.secret, one) as { type: string }).type).sort()).toEqual(["alert.raised", "alert.resolved"]);
  await api.delete(`/api/webhooks/${added.id}`);
  await system.db`delete from alerts where subject = ${url}`;
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test("nothing is too wide", async ({ page, api }) => {
    const added = (await (await api.post("/api/webhooks", { data: { url: `${url}?${"long".repeat(40)}`, events: ["job.completed"] } })).json()) as { id: number };
    await api.post(`/api/webhooks/${added.id}/test`, { data: {} });
    await expect.poll(() => got.length).toBe(1);
    for (const path of ["/settings/webhooks", `/settings/webhooks/${added.id}`]) {
      await page.goto(path);
      await expect(page.getByText(url).filter({ visible: true }).first()).toBeVisible();
      await expectNoSidewaysScroll(page);
      await expectNoAxeFindings(page);
    }
    await api.delete(`/api/webhooks/${added.id}`);
  });
});

test.describe("as a tenant", () => {
  test.use({ role: "cliente" });

  test("only what is its own is offered", async ({ page, api }) => {
    const added = (await (await api.post("/api/webhooks", { data: { url, events: ["job.completed"] } })).json()) as { id: number };
    await page.goto("/settings/webhooks");
    await expect(page.getByRole("link", { name: url })).toHaveCount(0);
    await page.getByRole("button", { name: "Añadir dirección" }).click();
    await expect(page.getByLabel("Un trabajo terminó")).toBeVisible();
    await expect(page.getByLabel("Se abrió una alerta")).toHaveCount(0);
    expect((await page.goto(`/settings/webhooks/${added.id}`))?.status()).toBe(404);
    await api.delete(`/api/webhooks/${added.id}`);
  });
});

test.describe("as an operator", () => {
  test.use({ role: "operator" });

  test("addresses are neither offered nor served", async ({ page }) => {
    await page.goto("/settings/limits");
    await expect(page.getByRole("link", { name: "Webhooks" })).toHaveCount(0);
    expect((await page.goto("/settings/webhooks"))?.status()).toBe(403);
  });
});
