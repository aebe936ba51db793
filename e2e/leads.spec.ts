import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expectNoAxeFindings, expectNoControlNamed, expectNoSidewaysScroll } from "./fixtures/look";
import { expect, test as base } from "./fixtures/test";

interface Leads {
  /** A word that only these leads have in their name. */
  tag: string;
  ids: number[];
}

/** Twelve leads of their own in `contactado`, taken away afterwards. */
const test = base.extend<{ leads: Leads }>({
  leads: async ({ api, system }, use) => {
    const tag = `Prueba${randomBytes(4).toString("hex")}`;
    const cliente_id = await system.largestCliente();
    const ids: number[] = [];
    for (let n = 1; n <= 12; n += 1) {
      const answer = await api.post("/api/crm/leads", { data: { cliente_id, name: `${tag} ${n}`, phone: "+584145550000", estado: "contactado" } });
      ids.push(((await answer.json()) as { id: number }).id);
    }
    await use({ tag, ids });
    await system.db`delete from leads where id = any(${ids})`;
  },
});

test("filters stand in the address and survive a reload", async ({ page, leads }) => {
  await page.goto("/leads");
  await page.getByRole("searchbox", { name: "Buscar por nombre" }).fill(leads.tag);
  await page.getByRole("button", { name: /^Contactado/ }).click();
  await expect(page).toHaveURL(new RegExp(`estado=contactado.*search=${leads.tag}|search=${leads.tag}.*estado=contactado`));
  await expect(page.getByText(/^12 de .* coinciden$/).first()).toBeVisible();
  await page.reload();
  await expect(page.getByRole("button", { name: /^Contactado/ })).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByRole("searchbox", { name: "Buscar por nombre" })).toHaveValue(leads.tag);
  await expect(page.getByRole("link", { name: `${leads.tag} 12`, exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Quitar filtros" }).click();
  await expect(page).toHaveURL("/leads");
});

test("the export holds everything that matches, not the page alone", async ({ page, leads }) => {
  await page.goto(`/leads?search=${leads.tag}&per_page=10`);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Exportar CSV" }).click()]);
  const lines = (await readFile(await download.path(), "utf8")).trim().split("\n");
  expect(lines).toHaveLength(13);
});

test("everything that matches is changed by a job that its page shows to the end", async ({ page, leads }) => {
  await page.goto(`/leads?search=${leads.tag}&estado=contactado&per_page=10`);
  await page.getByRole("checkbox", { name: "Seleccionar las filas de esta página" }).check();
  await page.getByRole("button", { name: "Seleccionar los 12 que coinciden" }).click();
  await expect(page.getByText("Seleccionados los 12 que coinciden")).toBeVisible();
  await startBulk(page, "Aprobado", "Pasar 12 leads a Aprobado");
  await expect(page).toHaveURL(/\/jobs\/bulk_/);
  await expect(page.getByText(/^100\s?%$/).first()).toBeVisible();
  await page.goto(`/leads?search=${leads.tag}&estado=aprobado`);
  await expect(page.getByText(/^12 de .* coinciden$/).first()).toBeVisible();
});

test("a lead that was changed meanwhile fails, is in the CSV, and the rest can be undone", async ({ page, api, leads }) => {
  await page.goto(`/leads?search=${leads.tag}&per_page=10`);
  await page.getByRole("checkbox", { name: "Seleccionar las filas de esta página" }).check();
  await chooseEstado(page, "Aprobado");
  const start = page.getByRole("button", { name: "Pasar 10 leads a Aprobado" });
  await expect(start).toBeEnabled();
  await api.patch(`/api/crm/leads/${leads.ids.at(-1)}`, { data: { estado: "descartado" } });
  await page.getByRole("button", { name: "Repetir" }).click();
  await expect(page.getByText("1 está en otro estado")).toBeVisible();
  await page.getByRole("button", { name: "Pasar 9 leads a Aprobado" }).click();
  await expect(page.getByText(/^100\s?%$/).first()).toBeVisible();
  const csv = page.getByRole("link", { name: "Descargar CSV" });
  const [download] = await Promise.all([page.waitForEvent("download"), csv.click()]);
  expect(await readFile(await download.path(), "utf8")).toContain(`${leads.ids.at(-1)},state_changed`);
  await page.getByRole("button", { name: "Deshacer 9 cambios" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Deshacer 9 cambios" }).click();
  await expect(page).toHaveURL(/\/jobs\/undo_/);
  await expect(page.getByText(/^100\s?%$/).first()).toBeVisible();
  await page.goto(`/leads?search=${leads.tag}&estado=contactado`);
  await expect(page.getByText(/^11 de .* coinciden$/).first()).toBeVisible();
});

test("a refused job is said in the dialog, which keeps what was chosen", async ({ page, leads }) => {
  await page.route("**/bulk-status-async", async (route) => {
    const body = route.request().postDataJSON() as { dry_run?: boolean };
    if (body.dry_run) return route.continue();
    const message = "Límite alcanzado: espera 7 s entre un job y otro (mínimo 30 s)";
    return route.fulfill({ status: 429, json: { success: false, error: "rate_limit_exceeded", message, request_id: "e2e", retry_after: 7 } });
  });
  await page.goto(`/leads?search=${leads.tag}`);
  await page.getByRole("checkbox", { name: "Seleccionar las filas de esta página" }).check();
  await startBulk(page, "Aprobado", "Pasar 12 leads a Aprobado");
  await expect(page.getByRole("alert").filter({ hasText: "Se podrá empezar en" })).toBeVisible();
  await expect(page.getByRole("combobox", { name: "Nuevo estado" })).toContainText("Aprobado");
  await expect(page.getByRole("button", { name: "Pasar 12 leads a Aprobado" })).toBeDisabled();
  await expectNoAxeFindings(page);
});

test("a lead is created, edited and moved, with its history", async ({ page, leads, system }) => {
  await page.goto(`/leads?search=${leads.tag}`);
  await page.getByRole("button", { name: "Nuevo lead" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Empresa").click();
  await page.getByRole("option").first().click();
  await dialog.getByLabel("Nombre").fill(`${leads.tag} nueva`);
  await dialog.getByLabel("Teléfono").fill("no es un teléfono");
  await dialog.getByRole("button", { name: "Crear lead" }).click();
  await expect(dialog.getByLabel("Teléfono")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Teléfono").fill("+58 414 555 1234");
  await dialog.getByRole("button", { name: "Crear lead" }).click();
  await page.getByRole("link", { name: `${leads.tag} nueva` }).click();
  await page.getByRole("button", { name: "Editar" }).click();
  await page.getByRole("dialog").getByLabel("Ciudad").fill("Cabimas");
  await page.getByRole("button", { name: "Guardar cambios" }).click();
  await expect(page.getByRole("complementary").getByText("Cabimas")).toBeVisible();
  await page.getByRole("button", { name: "Cambiar estado" }).click();
  await page.getByRole("menuitem", { name: "Interesado" }).click();
  await expect(page.getByRole("table", { name: "Historial de estados" }).getByText("Interesado")).toBeVisible();
  await expectNoAxeFindings(page);
  await system.db`delete from leads where name = ${`${leads.tag} nueva`}`;
});

test("a search that finds nothing says so and leads back", async ({ page }) => {
  await page.goto("/leads?search=zzzzqqqq");
  await expect(page.getByText("Ningún lead coincide").filter({ visible: true })).toHaveCount(1);
  await expectNoAxeFindings(page);
});

test("the leads pass axe, with a selection too", async ({ page, leads }) => {
  await page.goto(`/leads?search=${leads.tag}`);
  await page.getByRole("checkbox", { name: "Seleccionar las filas de esta página" }).check();
  await expectNoAxeFindings(page);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test("filters are a sheet, the selection sticks to the foot, nothing is too wide", async ({ page, leads }) => {
    await page.goto(`/leads?search=${leads.tag}`);
    await page.getByRole("button", { name: "Filtros" }).click();
    await page.getByRole("dialog").getByRole("button", { name: /^Contactado/ }).click();
    await page.getByRole("button", { name: "Ver resultados" }).click();
    await expect(page.getByRole("button", { name: /Quitar filtro.*Contactado/ })).toBeVisible();
    await page.getByRole("checkbox", { name: `Seleccionar ${leads.tag} 12` }).check();
    await expect(page.getByRole("button", { name: "Cambiar estado" })).toBeInViewport();
    await expectNoSidewaysScroll(page);
    await expectNoAxeFindings(page);
  });
});

test.describe("as a viewer", () => {
  test.use({ role: "viewer" });

  test("sees no control that would be refused", async ({ page, leads }) => {
    const refused = /Nuevo lead|Importar|Cambiar estado|Editar/;
    await page.goto(`/leads?search=${leads.tag}`);
    await expect(page.getByRole("link", { name: `${leads.tag} 12` })).toBeVisible();
    await expectNoControlNamed(page, refused);
    await expect(page.getByRole("checkbox")).toHaveCount(0);
    await page.goto(`/leads/${leads.ids[0]}`);
    await expectNoControlNamed(page, refused);
    expect((await page.goto("/leads/import"))?.status()).toBe(403);
  });
});

async function chooseEstado(page: Page, estado: string) {
  await page.getByRole("button", { name: "Cambiar estado" }).click();
  await page.getByRole("combobox", { name: "Nuevo estado" }).click();
  await page.getByRole("option", { name: estado }).click();
}

async function startBulk(page: Page, estado: string, button: string) {
  await chooseEstado(page, estado);
  await page.getByRole("button", { name: button }).click();
}
