import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { expectNoAxeFindings, expectNoSidewaysScroll } from "./fixtures/look";
import { expect, test } from "./fixtures/test";

test("an import is checked, its bad rows are told by line, then it is done", async ({ page, system }) => {
  const tag = `imp${randomBytes(4).toString("hex")}`;
  const good = Array.from({ length: 20 }, (_, n) => `Importada ${tag} ${n},${tag}-${n},+5841455500${String(n).padStart(2, "0")},Maracaibo,nuevo`);
  const bad = [`,${tag}-x,,,`, `Mal teléfono ${tag},,abc,,`, `Mal estado ${tag},,,,volando`];
  const csv = ["name,external_id,phone,city,estado", ...good, ...bad].join("\n");
  await page.goto("/leads/import");
  await page.getByLabel("Empresa de estos leads").click();
  await page.getByRole("option").first().click();
  await page.getByLabel("Archivo CSV").setInputFiles({ name: `${tag}.csv`, mimeType: "text/csv", buffer: Buffer.from(csv) });
  await page.getByRole("button", { name: "Revisar archivo" }).click();
  await expect(page.getByText("23 filas, nada guardado aún")).toBeVisible();
  await expect(page.getByText("El teléfono no es válido").last()).toBeVisible();
  await expect(page.getByRole("cell", { name: "Línea 23" })).toBeVisible();
  await expectNoAxeFindings(page);
  expect(await countOf(tag)).toBe(0);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Descargar errores" }).click()]);
  const errors = await readFile(await download.path(), "utf8");
  for (const reason of ["22,invalid_name", "23,invalid_phone", "24,invalid_estado"]) expect(errors).toContain(reason);
  await page.getByRole("button", { name: "Importar 20 leads" }).click();
  await expect(page).toHaveURL(/\/jobs\/import_/);
  await expect(page.getByText(/^100\s?%$/).first()).toBeVisible();
  expect(await countOf(tag)).toBe(20);
  await system.db`delete from leads where external_id like ${`${tag}-%`}`;

  async function countOf(word: string): Promise<number> {
    const [row] = await system.db<{ count: number }[]>`select count(*) as count from leads where external_id like ${`${word}-%`}`;
    return row!.count;
  }
});

test("a file without the columns is refused in words, and the file stays chosen", async ({ page }) => {
  await page.goto("/leads/import");
  await page.getByLabel("Empresa de estos leads").click();
  await page.getByRole("option").first().click();
  await page.getByLabel("Archivo CSV").setInputFiles({ name: "otro.csv", mimeType: "text/csv", buffer: Buffer.from("a,b\n1,2\n") });
  await page.getByRole("button", { name: "Revisar archivo" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "falta la columna name" })).toBeVisible();
  await expect(page.getByText("otro.csv")).toBeVisible();
  await expectNoAxeFindings(page);
});

test("the sample is a file that the import takes", async ({ page }) => {
  await page.goto("/leads/import");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Descargar ejemplo" }).click()]);
  await page.getByLabel("Empresa de estos leads").click();
  await page.getByRole("option").first().click();
  await page.getByLabel("Archivo CSV").setInputFiles({ name: "leads.csv", mimeType: "text/csv", buffer: await readFile(await download.path()) });
  await page.getByRole("button", { name: "Revisar archivo" }).click();
  await expect(page.getByText("3 filas, nada guardado aún")).toBeVisible();
  await expect(page.getByRole("button", { name: "Importar 3 leads" })).toBeEnabled();
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test("nothing is too wide", async ({ page }) => {
    await page.goto("/leads/import");
    await expectNoSidewaysScroll(page);
    await expectNoAxeFindings(page);
  });
});
