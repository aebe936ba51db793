import { randomBytes } from "node:crypto";
import { expectNoAxeFindings, expectNoSidewaysScroll } from "./fixtures/look";
import { expect, test } from "./fixtures/test";

test("a key is shown once, works, and ends when it is revoked", async ({ page, request, system }) => {
  const name = `Clave ${randomBytes(4).toString("hex")}`;
  await page.goto("/settings/api-keys");
  await page.getByRole("button", { name: "Crear clave" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Nombre").fill(name);
  await dialog.getByLabel("Consulta").check();
  await dialog.getByLabel("Leads por trabajo").fill("250");
  await expectNoAxeFindings(page);
  await dialog.getByRole("button", { name: "Crear clave" }).click();
  await expect(dialog.getByText("no se vuelve a mostrar")).toBeVisible();
  const key = (await dialog.getByText(/^tanda_[\w-]{40,}$/).textContent())!;
  await expectNoAxeFindings(page);
  await dialog.getByRole("button", { name: "Ya la guardé" }).click();
  await expect(page.getByText(key)).toHaveCount(0);
  const limits = await request.get("/api/crm/limits", { headers: { authorization: `Bearer ${key}`, cookie: "" } });
  expect(await limits.json()).toMatchObject({ limits: expect.arrayContaining([expect.objectContaining({ name: "max_leads_per_job", max: 250 })]) });
  await page.reload();
  const row = page.getByRole("row").filter({ hasText: name });
  await expect(row.getByText("1 propio")).toBeVisible();
  await row.getByRole("button", { name: "Revocar" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: `Revocar ${name}` }).click();
  await expect(row.getByText("Revocada")).toBeVisible();
  const refused = await request.get("/api/crm/limits", { headers: { authorization: `Bearer ${key}`, cookie: "" } });
  expect(refused.status()).toBe(401);
  await system.db`delete from api_keys where name = ${name}`;
});

test("a state is added, renamed, moved by keyboard and switched off", async ({ page, system }) => {
  const code = `prueba_${randomBytes(4).toString("hex")}`;
  const before = await system.db<{ code: string; position: number }[]>`select code, position from estados`;
  await page.goto("/settings/estados");
  await page.getByRole("button", { name: "Nuevo estado" }).click();
  await page.getByRole("dialog").getByLabel("Nombre").fill("De prueba");
  await page.getByRole("dialog").getByLabel("Código").fill(code);
  await expectNoAxeFindings(page);
  await page.getByRole("button", { name: "Crear estado" }).click();
  const row = page.getByRole("row").filter({ hasText: code });
  await row.getByRole("button", { name: "Editar De prueba" }).click();
  await page.getByRole("dialog").getByLabel("Nombre").fill("Probado");
  await page.getByRole("button", { name: "Guardar cambios" }).click();
  await row.getByRole("button", { name: "Subir Probado" }).focus();
  await page.keyboard.press("Enter");
  await expect(row.getByRole("button", { name: "Bajar Probado" })).toBeEnabled();
  await row.getByRole("switch").click();
  await expect(row.getByRole("switch")).not.toBeChecked();
  await expectNoAxeFindings(page);
  await system.db`delete from estados where code = ${code}`;
  for (const estado of before) await system.db`update estados set position = ${estado.position} where code = ${estado.code}`;
});

test("the limits say what is left", async ({ page }) => {
  await page.goto("/settings");
  await expect(page).toHaveURL("/settings/limits");
  await expect(page.getByText("Trabajos pendientes a la vez")).toBeVisible();
  await expectNoAxeFindings(page);
});

test("the documentation needs no session and no other host", async ({ browser, baseURL }) => {
  // The longest page there is: axe reads all of it twice.
  test.slow();
  const context = await browser.newContext({ baseURL, storageState: { cookies: [], origins: [] } });
  const page = await context.newPage();
  const outside: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(baseURL!) && !request.url().startsWith("data:")) outside.push(request.url());
  });
  await page.goto("/api-docs");
  await page.getByRole("heading", { name: "POST /api/crm/leads/bulk-status-async" }).click();
  await expect(page.getByText("expected_estado").filter({ visible: true }).first()).toBeVisible();
  expect(outside).toEqual([]);
  const first = await page.request.get("/api/openapi.json");
  expect(await first.json()).toMatchObject({ openapi: "3.1.0" });
  const again = await page.request.get("/api/openapi.json", { headers: { "if-none-match": first.headers().etag! } });
  expect(again.status()).toBe(304);
  await expectNoAxeFindings(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page);
  await context.close();
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test("nothing is too wide", async ({ page }) => {
    for (const path of ["/settings/limits", "/settings/api-keys", "/settings/estados"]) {
      await page.goto(path);
      await expectNoSidewaysScroll(page);
      await expectNoAxeFindings(page);
    }
  });
});

test.describe("as a viewer", () => {
  test.use({ role: "viewer" });

  test("keys and states are neither offered nor served", async ({ page }) => {
    await page.goto("/settings/limits");
    await expect(page.getByRole("link", { name: "Claves de API" })).toHaveCount(0);
    await expect(page.getByRole("link", { name: "Estados" })).toHaveCount(0);
    expect((await page.goto("/settings/api-keys"))?.status()).toBe(403);
    expect((await page.goto("/settings/estados"))?.status()).toBe(403);
  });
});
