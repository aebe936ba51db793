import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
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
