import { readFile } from "node:fs/promises";
import { expectEveryStopSeen, expectFocusOn, pressOn, tabTo } from "./fixtures/keyboard";
import { expectNoAxeFindings, expectNoSidewaysScroll } from "./fixtures/look";
import { expect, test } from "./fixtures/test";

const CHARTS = ["Latencia p95 y p50", "Latencia p99", "Peticiones y errores", "Procesador y memoria"];

test("tells how the system does, in charts and in their tables, by keyboard alone", async ({ page, api }) => {
  test.slow();
  for (let n = 0; n < 5; n++) expect((await api.get("/api/crm/estados")).ok()).toBe(true);
  await page.goto("/performance");
  await expect(page.getByRole("heading", { name: "Rendimiento", level: 1 })).toBeVisible();
  const routes = page.getByRole("table", { name: "Rutas" });
  await expect(routes.getByRole("row").filter({ hasText: "GET /api/crm/estados" })).toBeVisible();
  for (const title of ["Procesos", "Tareas de la cola", "Caché", "Sistemas externos"]) await expect(page.getByRole("table", { name: title })).toBeAttached();
  await expect(page.getByRole("table", { name: "Procesos" }).getByRole("row").filter({ hasText: "Web" }).getByText("Vivo").first()).toBeVisible();
  for (const chart of CHARTS) {
    const toggle = page.getByRole("button", { name: `Ver como tabla: ${chart}` });
    await pressOn(page, toggle);
    await expectFocusOn(page, page.getByRole("button", { name: `Ocultar la tabla: ${chart}` }));
    await expect(page.getByRole("region", { name: chart }).getByRole("row").nth(1)).toBeVisible();
  }
  await expectNoAxeFindings(page);
  await page.goto("/performance");
  expect(await expectEveryStopSeen(page)).toBeGreaterThan(15);
  await tabTo(page, page.getByRole("tab", { name: "Última hora" }));
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/range=24h/);
  await page.reload();
  await expect(page.getByRole("tab", { name: "Último día" })).toHaveAttribute("aria-selected", "true");
  await expect(routes.getByRole("row").filter({ hasText: "GET /api/crm/estados" })).toBeVisible();
});

test("marks in the charts and tables when another version began", async ({ page, system }) => {
  await system.db`
    insert into processes (id, kind, host, pid, build, started_at, seen_at, state)
    select id, 'web', 'e2e', 1, build, started_at, now() - interval '2 hours', '{}'
    from (values ('e2e before', 'viejo0', now() - interval '3 hours'), ('e2e after', 'nuevo1', now() - interval '30 seconds')) as p (id, build, started_at)`;
  try {
    await page.goto("/performance?range=5m");
    await expect(page.getByText(/^Versión nueva: .*nuevo1/).first()).toBeVisible();
  } finally {
    await system.db`delete from processes where host = 'e2e'`;
  }
});

test("gives the routes as a CSV of the range", async ({ page, api }) => {
  await api.get("/api/crm/estados");
  await page.goto("/performance?range=5m");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Descargar CSV" }).click()]);
  const lines = (await readFile(await download.path(), "utf8")).trim().split("\n");
  expect(lines[0]).toBe("count,mean_ms,p50_ms,p95_ms,p99_ms,max_ms,route,errors,error_percent,refused");
  expect(lines.some((line) => line.includes("GET /api/crm/estados"))).toBe(true);
});

test("fits a phone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/performance");
  await expect(page.getByRole("heading", { name: "Rendimiento", level: 1 })).toBeVisible();
  await expectNoSidewaysScroll(page);
  await expectNoAxeFindings(page);
});

test.describe("a cliente", () => {
  test.use({ role: "cliente" });

  test("is not shown it", async ({ page }) => {
    await page.goto("/performance");
    await expect(page.getByRole("heading", { name: "Rendimiento", level: 1 })).toHaveCount(0);
  });
});
