import { readFile } from "node:fs/promises";
import type { APIRequestContext, Page } from "@playwright/test";
import { expectNoAxeFindings, expectNoControlNamed, expectNoSidewaysScroll } from "./fixtures/look";
import { expect, test } from "./fixtures/test";
import type { TestSystem } from "./fixtures/system";

const PHONE = { width: 390, height: 844 };

/** Ids of leads that exist, in a state of their own, so that a job changes all of them. */
async function freshLeads({ db, largestCliente }: TestSystem, count: number): Promise<number[]> {
  const rows = await db<{ id: number }[]>`
    insert into leads (cliente_id, name, phone, estado)
    select ${await largestCliente()}, 'Prueba ' || n, '+58412' || lpad(n::text, 7, '0'), 'nuevo' from generate_series(1, ${count}::int) n returning id`;
  return rows.map((row) => row.id);
}

async function startJob(api: APIRequestContext, body: object): Promise<string> {
  const answer = await api.post("/api/crm/leads/bulk-status-async", { data: body });
  expect(answer.status()).toBe(202);
  return ((await answer.json()) as { job_id: string }).job_id;
}

/** Waits until the API says that the job has ended. */
async function ended(api: APIRequestContext, jobId: string): Promise<void> {
  await expect.poll(async () => ((await (await api.get(`/api/crm/jobs/${jobId}`)).json()) as { status: string }).status, { timeout: 20_000 }).toMatch(/completed|failed|cancelled/);
}

/** A job with leads that do not exist among those that do. */
async function jobWithFailures(api: APIRequestContext, system: TestSystem): Promise<{ jobId: string; ids: number[] }> {
  const ids = await freshLeads(system, 40);
  const jobId = await startJob(api, { lead_ids: [...ids, 900_000_001, 900_000_002, 900_000_003], estado: "aprobado" });
  await ended(api, jobId);
  return { jobId, ids };
}

const hero = (page: Page) => page.getByRole("region", { name: "Progreso del trabajo" }).locator("p").first();

test.describe("an operator", () => {
  test.use({ role: "operator" });

  test("watches a job reach 100 % without a reload", async ({ page, api, system }) => {
    const ids = await freshLeads(system, 30_000);
    // The job's first chunk waits for this lock, so that the page is open before the work begins.
    const first = Math.min(...ids);
    const held = system.db.begin(async (tx) => {
      await tx`select from leads where id = ${first} for update`;
      const jobId = await startJob(api, { lead_ids: ids, estado: "aprobado" });
      await page.goto(`/jobs/${jobId}`);
      await expect(page.getByText("En vivo")).toBeVisible();
      await expect(hero(page)).toHaveText(/^0\s%$/);
      await page.evaluate(() => Object.assign(window, { sameDocument: true }));
    });
    await held;
    await expect(hero(page)).toHaveText(/^100\s%$/);
    await expect(page.getByText("Completado").first()).toBeVisible();
    await expect(page.getByText("Lotes, 15 de 15")).toBeVisible();
    expect(await page.evaluate(() => "sameDocument" in window)).toBe(true);
  });

  test("opens the failures by reason and takes them as CSV", async ({ page, api, system }) => {
    const { jobId } = await jobWithFailures(api, system);
    await page.goto(`/jobs/${jobId}#failures`);
    await expect(page.getByText("3 fallidos, 1 motivo")).toBeVisible();
    await page.getByRole("button", { name: "Ver detalle de El lead no existe" }).click();
    await expect(page.getByText("Lead 900000001")).toBeVisible();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Descargar CSV" }).click()]);
    const lines = (await readFile(await download.path(), "utf8")).trim().split("\n");
    expect(lines).toEqual(["lead_id,error", ...["900000001", "900000002", "900000003"].map((id) => `${id},lead_not_found`)]);
  });

  test("undoes a job from its page, and the leads are as before", async ({ page, api, system }) => {
    const { jobId, ids } = await jobWithFailures(api, system);
    await page.goto(`/jobs/${jobId}`);
    await page.getByRole("button", { name: "Deshacer 40 cambios" }).click();
    const dialog = page.getByRole("alertdialog", { name: "¿Deshacer Pasar a Aprobado?" });
    await dialog.getByRole("button", { name: "Deshacer 40 cambios" }).click();
    await expect(page).toHaveURL(/\/jobs\/undo_/);
    await expect(hero(page)).toHaveText(/^100\s%$/);
    const states = await system.db<{ estado: string; count: number }[]>`select estado, count(*) as count from leads where id = any(${ids}) group by estado`;
    expect([...states]).toEqual([{ estado: "nuevo", count: 40 }]);
    await page.getByRole("main").getByRole("link", { name: /^bulk_/ }).first().click();
    await expect(page.getByText("Ya se deshizo.")).toBeVisible();
    await expect(page.getByRole("button", { name: /^Deshacer/ })).toHaveCount(0);
  });

  test("finds on the overview what needs attention, and retries it", async ({ page, api, system }) => {
    const { jobId } = await jobWithFailures(api, system);
    await page.goto("/overview");
    const row = page.getByRole("listitem").filter({ has: page.locator(`a[href="/jobs/${jobId}#failures"]`) });
    await expect(row).toContainText("3 el lead no existe");
    await row.getByRole("button", { name: "Reintentar 3" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Reintentar estos 3" }).click();
    await expect(page).toHaveURL(/\/jobs\/bulk_/);
    await expect(page.getByText(/reintenta otro/)).toBeVisible();
    await page.goto("/overview");
    await expect(row).toHaveCount(0);
  });

  test("cancels a job that runs, and is told how much was left", async ({ page, api, system }) => {
    const ids = (await freshLeads(system, 5_000)).sort((a, b) => a - b);
    // The second chunk waits for this lock, so that the job is cancelled in its midst.
    const held = system.db.begin(async (tx) => {
      await tx`select from leads where id = ${ids[3_999]!} for update`;
      const jobId = await startJob(api, { lead_ids: ids, estado: "agendado" });
      await page.goto(`/jobs/${jobId}`);
      await expect(hero(page)).toHaveText(/^40\s%$/);
      await page.getByRole("button", { name: "Cancelar trabajo" }).click();
      await page.getByRole("alertdialog").getByRole("button", { name: "Cancelar: 3.000 no se procesarán" }).click();
      // The cancel waits for the chunk in hand; only then may the chunk go on.
      await expect.poll(async () => {
        const waiting = await system.db`
          select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like ${"%else 'cancelling' end%"} and pid <> pg_backend_pid()`;
        return waiting.length;
      }).toBe(1);
    });
    await held;
    await expect(page.getByText("Cancelado: Pasar a Agendado")).toBeVisible();
    await expect(hero(page)).toHaveText(/^80\s%$/);
    await expect(page.getByRole("button", { name: "Cancelar trabajo" })).toHaveCount(0);
  });

  test("filters the list in the address, and exports what it shows", async ({ page, api, system }) => {
    await jobWithFailures(api, system);
    await page.goto("/jobs");
    await page.getByRole("button", { name: "Completados" }).click();
    await expect(page).toHaveURL(/status=completed/);
    const href = await page.getByRole("link", { name: "Exportar CSV" }).getAttribute("href");
    expect(href).toContain("status=completed");
    const csv = await (await page.request.get(href!)).text();
    expect(csv.split("\n")[0]).toContain("job_id,kind,status");
    await page.reload();
    await expect(page.getByRole("button", { name: "Completados" })).toHaveAttribute("aria-pressed", "true");
  });

  test("the pages pass axe in both themes and fit a phone", async ({ page, api, system }) => {
    // Six pages, each looked through twice.
    test.slow();
    const { jobId } = await jobWithFailures(api, system);
    for (const path of ["/overview", "/jobs", `/jobs/${jobId}`]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expectNoAxeFindings(page);
    }
    await page.setViewportSize(PHONE);
    for (const path of ["/overview", "/jobs", `/jobs/${jobId}`]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeAttached();
      await expectNoSidewaysScroll(page);
      await expectNoAxeFindings(page);
    }
  });
});

test.describe("a viewer", () => {
  test.use({ role: "viewer" });

  test("sees no button that would be refused", async ({ page, api, system }) => {
    const { jobId } = await jobWithFailures(api, system);
    for (const path of ["/overview", "/jobs", `/jobs/${jobId}`]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expectNoControlNamed(page, /^Reintentar (estos )?\d|^Deshacer \d|^Cancelar|^Nuevo trabajo/);
    }
    await expect(page.getByRole("link", { name: "Descargar CSV" })).toBeVisible();
    const refused = await page.request.post(`/api/crm/jobs/${jobId}/undo`, { data: {}, headers: { origin: new URL(page.url()).origin } });
    expect(refused.status()).toBe(403);
  });
});

test.describe("a tenant", () => {
  test.use({ role: "cliente" });

  test("sees neither workers nor other tenants' jobs", async ({ page, api, system }) => {
    const { jobId } = await jobWithFailures(api, system);
    await page.goto("/overview");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByText("Trabajadores")).toHaveCount(0);
    await expect(page.locator(`a[href^="/jobs/${jobId}"]`)).toHaveCount(0);
    const answer = await page.goto(`/jobs/${jobId}`);
    expect(answer?.status()).toBe(404);
  });
});
