import { randomBytes } from "node:crypto";
import { expectNoAxeFindings, expectNoControlNamed, expectNoSidewaysScroll } from "./fixtures/look";
import { expect, test } from "./fixtures/test";

test.setTimeout(240_000);

/** At 10 a second some twenty seconds of sending, which the pause and the stop have to fall into. */
const PEOPLE = 200;

test("a campaign from a file with bad rows to a funnel, with a pause, a retry and a stop", async ({ page, system }) => {
  const tag = `prueba-${randomBytes(4).toString("hex")}`;
  const start = 1_000_000 + Math.floor(Math.random() * 8_000_000);
  const people = Array.from({ length: PEOPLE }, (_, n) => `0412${start + n},Persona ${n},${tag}`);
  const file = ["telefono,nombre,etiquetas", ...people.slice(0, 5), `no es un número,Sin Teléfono,${tag}`, ...people.slice(5)].join("\n");

  await page.goto("/campaigns/contacts/import");
  await page.getByLabel("Archivo").setInputFiles({ name: "contactos.csv", mimeType: "text/csv", buffer: Buffer.from(file) });
  await expect(page.getByText("Teléfono no válido").first()).toBeVisible();
  await page.getByRole("button", { name: "Importar contactos" }).click();
  await expect(page).toHaveURL(/\/jobs\/contacts_/);
  await expect.poll(async () => (await system.db`select count(*)::int as n from contacts where ${tag} = any(tags)`)[0]!.n, { timeout: 30_000 }).toBe(PEOPLE);

  await page.goto("/campaigns/new");
  await page.getByLabel("Nombre").fill(`Campaña ${tag}`);
  await page.getByLabel("Mensaje").fill("Hola {{name|amigo}}, tenemos una oferta");
  await expect(page.getByText("Hola María Pérez, tenemos una oferta")).toBeVisible();
  await page.getByLabel("Etiquetas").click();
  await page.getByRole("option", { name: tag }).click();
  await page.keyboard.press("Escape");
  await page.locator("input[type=datetime-local]").fill("2035-01-01T09:00");
  await page.getByRole("button", { name: "Guardar borrador" }).click();
  await expect(page.getByText("Programada", { exact: true })).toBeVisible();
  await expect(page.getByText(/^Hola Persona \d+, tenemos una oferta$/).first()).toBeVisible();
  await expectNoAxeFindings(page);

  await page.getByRole("button", { name: "Enviar prueba" }).click();
  await page.getByRole("dialog").getByLabel("Teléfono").fill("0412 555 0000");
  await page.getByRole("button", { name: "Enviar a este número" }).click();
  await expect(page.getByText("Prueba enviada a +584125550000")).toBeVisible();

  await page.getByRole("button", { name: "Iniciar envío" }).click();
  await page.getByRole("button", { name: `Enviar a ${PEOPLE} personas` }).click();
  await expect(page.getByText("Campaña encolada")).toBeVisible();
  await expect(page.getByText("En curso").first()).toBeVisible({ timeout: 15_000 });
  await page.getByRole("button", { name: "Pausar envío" }).click();
  await expect(page.getByText("Campaña en pausa")).toBeVisible();
  await expect(page.getByText("La pausó una persona")).toBeVisible();
  const id = Number(/campaigns\/(\d+)/.exec(page.url())![1]);
  const sentSoFar = async () => (await system.db<{ n: number }[]>`select count(*)::int as n from campaign_recipients where campaign_id = ${id} and started_at is not null`)[0]!.n;
  const paused = await sentSoFar();
  expect(paused).toBeLessThan(PEOPLE);
  await page.getByRole("button", { name: "Reanudar" }).click();
  await expect(page.getByText("Completada", { exact: true })).toBeVisible({ timeout: 90_000 });
  await expect(page.getByRole("row", { name: /Entregado/ }).first()).toContainText(/[1-9]/, { timeout: 20_000 });
  expect(await sentSoFar()).toBe(PEOPLE);

  // What comes late moves a failed recipient on: everything has to have been told.
  expect((await fetch(`${process.env.E2E_TWILIO_URL}/__control`, { method: "POST", body: JSON.stringify({ settled: true }) })).ok).toBe(true);
  await system.db`update campaign_recipients set status = 'failed', error_code = 63024, reason = 'provider' where campaign_id = ${id}`;
  await page.reload();
  await expect(page.getByRole("listitem").filter({ hasText: "(63024)" })).toContainText(String(PEOPLE));
  await page.getByRole("button", { name: /^Reintentar \d+ fallidos$/ }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: /Reintentar/ }).click();
  await expect(page.getByText("Reintento encolado")).toBeVisible();
  await page.getByRole("button", { name: "Detener", exact: true }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: /Detener: / }).click();
  await expect(page.getByText("Detenida", { exact: true })).toBeVisible();
  await expectNoAxeFindings(page);
});

for (const path of ["/campaigns", "/campaigns/new", "/campaigns/contacts", "/campaigns/opt-outs", "/campaigns/contacts/import"]) {
  test(`${path} has no findings of axe and fits a phone`, async ({ page }) => {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeAttached();
    await expectNoAxeFindings(page);
    await page.setViewportSize({ width: 390, height: 844 });
    await expectNoSidewaysScroll(page);
  });
}

test.describe("a viewer", () => {
  test.use({ role: "viewer" });

  test("sees campaigns and can do nothing with them", async ({ page }) => {
    await page.goto("/campaigns");
    await expect(page.getByRole("heading", { name: "Campañas", level: 1 })).toBeAttached();
    await expectNoControlNamed(page, /Nueva campaña|Importar|Iniciar|Detener|Dar de baja/);
    expect((await page.request.post("/api/campaigns/1/queue-stop")).status()).toBe(403);
  });
});
