import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { expectEveryStopSeen, expectFocusOn, expectFocusTrapped, pressOn, tabTo } from "./fixtures/keyboard";
import { expectNoAxeFindings, expectNoControlNamed, expectNoSidewaysScroll } from "./fixtures/look";
import type { TestSystem } from "./fixtures/system";
import { expect, test } from "./fixtures/test";

const STUCK = "Un trabajo no avanza";

/** A job whose turn in the queue is an hour away and that has made no progress for six minutes: the watch, asked at once, finds it stuck. */
async function stuckJob({ db }: TestSystem): Promise<{ id: number; publicId: string }> {
  const publicId = `bulk_${randomBytes(6).toString("hex")}`;
  const [row] = await db<{ id: number }[]>`
    insert into jobs (public_id, kind, owner_kind, owner_name, input, created_at)
    values (${publicId}, 'bulk_status', 'system', 'Tanda', '{"estado": "aprobado"}', now() - interval '6 minutes') returning id`;
  await db`select graphile_worker.add_job('leads:bulk-status', json_build_object('jobId', ${row!.id}::bigint), run_at => now() + interval '1 hour', job_key => ${publicId})`;
  await db`select graphile_worker.add_job('jobs:watch', '{}'::json)`;
  return { id: row!.id, publicId };
}

/** Its turn comes: it runs and ends. */
async function letRun({ db }: TestSystem, { id, publicId }: { id: number; publicId: string }): Promise<void> {
  await db`select graphile_worker.add_job('leads:bulk-status', json_build_object('jobId', ${id}::bigint), job_key => ${publicId})`;
}

test.describe("an operator", () => {
  test.use({ role: "operator" });

  test("sees an alert come, takes it on by keyboard alone, and sees it resolve, without a reload", async ({ page, system }) => {
    await page.goto("/alerts?kind=job_stuck");
    await expect(page.getByText("En vivo")).toBeVisible();
    await page.evaluate(() => Object.assign(window, { sameDocument: true }));
    const job = await stuckJob(system);
    const row = page.getByRole("row").filter({ hasText: job.publicId });
    await expect(row.getByText("Sin atender")).toBeVisible();
    await expect(row.getByText("comprueba que haya un trabajador activo")).toBeVisible();
    await expect(page.getByRole("button", { name: /^Alertas: \d+ abiertas?$/ })).toBeVisible();
    await expectNoAxeFindings(page);
    await pressOn(page, row.getByRole("button", { name: `Atender: ${STUCK}` }));
    await expect(row.getByText("Atendida")).toBeVisible();
    await expect(row.getByText(/^por Prueba operator/)).toBeVisible();
    await letRun(system, job);
    await expect(row).toHaveCount(0);
    await page.getByRole("group", { name: "Estado" }).getByRole("button", { name: "Resueltas" }).click();
    await expect(page).toHaveURL(/view=resolved/);
    await expect(row.getByText("Resuelta")).toBeVisible();
    expect(await page.evaluate(() => "sameDocument" in window)).toBe(true);
    await system.db`delete from jobs where id = ${job.id}`;
    await system.db`delete from alerts where subject = ${job.publicId}`;
  });

  test("filters, takes on, goes to what it is about and exports, by keyboard alone", async ({ page, system }) => {
    test.slow();
    const subject = `disk-${randomBytes(4).toString("hex")}`;
    await system.db`select alert_raise('disk', ${subject}, 'warning', '{"value": 93, "limit": 90}')`;
    await page.goto("/alerts");
    await expect(page.getByText("En vivo")).toBeVisible();
    expect(await expectEveryStopSeen(page)).toBeGreaterThan(20);
    const states = page.getByRole("group", { name: "Estado" });
    await pressOn(page, states.getByRole("button", { name: "Todas" }), "Space");
    await expect(page).toHaveURL(/view=all/);
    await pressOn(page, page.getByRole("button", { name: "Tipo" }));
    await page.keyboard.type("poco disco");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/kind=disk/);
    await page.keyboard.press("Escape");
    await expectFocusOn(page, page.getByRole("button", { name: /^Tipo: / }));
    await pressOn(page, page.getByRole("group", { name: "Gravedad" }).getByRole("button", { name: "Aviso" }));
    await expect(page).toHaveURL(/severity=warning/);
    const row = page.getByRole("row").filter({ hasText: "93 %" });
    const go = row.getByRole("link", { name: "Ver: Queda poco disco" });
    await pressOn(page, row.getByRole("button", { name: "Atender: Queda poco disco" }));
    await expect(row.getByText("Atendida")).toBeVisible();
    await expectFocusOn(page, go);
    const [alert] = await system.db<{ by: string }[]>`select acknowledged_by as by from alerts where subject = ${subject}`;
    expect(alert!.by).toMatch(/^Prueba operator/);

    const clear = page.getByRole("button", { name: "Quitar filtros" });
    await tabTo(page, clear, "Shift+Tab");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/alerts$/);
    await expectFocusOn(page, states.getByRole("button", { name: "Abiertas" }));
    const download = page.waitForEvent("download");
    await pressOn(page, page.getByRole("link", { name: "Exportar CSV" }));
    expect(await readFile(await (await download).path(), "utf8")).toContain(subject);

    const bell = page.getByRole("button", { name: /^Alertas: \d+ abierta/ });
    await pressOn(page, bell);
    const panel = page.getByRole("dialog", { name: "Alertas abiertas" });
    await tabTo(page, panel.getByRole("link").first());
    await expectFocusTrapped(page, panel);
    await page.keyboard.press("Escape");
    await expect(panel).toHaveCount(0);
    await expectFocusOn(page, bell);
    await pressOn(page, go);
    await expect(page).not.toHaveURL(/alerts/);
    await system.db`delete from alerts where subject = ${subject}`;
  });

  test("finds it in the bell's panel and on the overview, and from there the job", async ({ page, system }) => {
    const job = await stuckJob(system);
    await page.goto("/overview");
    await expect(page.getByRole("heading", { name: /^Alertas abiertas/ })).toBeVisible();
    await pressOn(page, page.getByRole("button", { name: /^Alertas: \d+ abierta/ }));
    const panel = page.getByRole("dialog", { name: "Alertas abiertas" });
    await expect(panel.getByRole("link", { name: new RegExp(STUCK) }).first()).toBeVisible();
    await expectNoAxeFindings(page);
    await pressOn(page, panel.getByRole("link", { name: new RegExp(STUCK) }).first());
    await expect(panel).toHaveCount(0);
    await expect(page).toHaveURL(/\/jobs\/bulk_/);
    await letRun(system, job);
    await expect.poll(async () => (await system.db`select 1 from alerts where subject = ${job.publicId} and resolved_at is null`).length).toBe(0);
    await system.db`delete from jobs where id = ${job.id}`;
    await system.db`delete from alerts where subject = ${job.publicId}`;
  });
});

test.describe("for a viewer on a phone", () => {
  test.use({ role: "viewer", viewport: { width: 390, height: 844 } });

  test("alerts are read, not taken on, and nothing is too wide", async ({ page, system }) => {
    const subject = `cpu-${randomBytes(4).toString("hex")}`;
    await system.db`select alert_raise('cpu', ${subject}, 'warning', '{"value": 91.5, "limit": 80}')`;
    await page.goto("/alerts?kind=cpu&severity=warning");
    await expect(page.getByText("91,5 %").filter({ visible: true }).first()).toBeVisible();
    await expect(page.getByText("límite 80 %").filter({ visible: true }).first()).toBeVisible();
    await expectNoControlNamed(page, /^Atender/);
    await expectNoSidewaysScroll(page);
    await expectNoAxeFindings(page);
    await system.db`delete from alerts where subject = ${subject}`;
  });
});

test.describe("as a tenant", () => {
  test.use({ role: "cliente" });

  test("the house's alerts are neither offered nor served", async ({ page }) => {
    await page.goto("/overview");
    await expect(page.getByRole("link", { name: "Alertas" })).toHaveCount(0);
    expect((await page.goto("/alerts"))?.status()).toBe(403);
  });
});
