import type { Page } from "@playwright/test";
import { expectNoAxeFindings, expectNoControlNamed, expectNoSidewaysScroll } from "./fixtures/look";
import { expect, test } from "./fixtures/test";
import { personAt } from "./simulators/wispro/people";

/** The simulator's clients as the running system gets them. */
const SEED = 1;

/** A generated client whose number is written plainly, and that number. */
function plainClient(from: number): { id: string; number: string } {
  for (let index = from; ; index++) {
    const { client, identity } = personAt(index, { seed: SEED, withZoneName: true });
    if (identity?.letter === "V") return { id: client.id, number: identity.digits };
  }
}

/** Starts a run and waits until the page itself says that it has ended. */
async function runToEnd(page: Page): Promise<void> {
  await page.goto("/wispro");
  await page.getByRole("button", { name: "Sincronizar ahora" }).click();
  await expect(page.getByText("Sincronización iniciada", { exact: true })).toBeVisible();
  await expect(page.getByRole("heading", { name: /Última sincronización/ })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole("button", { name: "Sincronizar ahora" })).toBeEnabled();
}

test.describe.serial("Wispro", () => {
  test("the button starts a run, the page follows it to the end, and its report opens by reason", async ({ page, system }) => {
    await runToEnd(page);
    await expect(page.getByText("100 %").first()).toBeVisible();
    await expect(page.getByText("Wispro está simulado")).toBeVisible();
    await page.getByRole("link", { name: "Ver informe" }).click();
    await expect(page.getByRole("heading", { level: 1, name: /Sincronización del/ })).toBeVisible();
    await page.getByRole("button", { name: /Sin número de cédula/ }).click();
    await expect(page).toHaveURL(/reason=missing_identity/);
    await expect(page.getByRole("table", { name: /Registros que no entraron/ }).getByRole("row")).not.toHaveCount(1);
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Descargar CSV" }).click();
    expect((await download).suggestedFilename()).toMatch(/^wispro_\w+-report\.csv$/);
    const [row] = await system.db<{ users: number; clients: number }[]>`select count(*) as users, count(distinct id_wispro) as clients from users where id_wispro is not null`;
    expect(row!.users).toBe(row!.clients);
    expect(row!.users).toBeGreaterThan(1_000);
  });

  test("a conflict is laid open and settled, and the next run meets it no more", async ({ page, system }) => {
    const { id, number } = plainClient(40);
    // The number now stands with another user than the one that has Wispro's id.
    await system.db`update users set identity = null where id_wispro = ${id}`;
    await system.db`insert into users (name, role, identity) values ('Persona de la prueba', 'subscriber', ${`V${number}`})`;
    await runToEnd(page);
    await page.getByRole("listitem").filter({ hasText: "dos usuarios distintos" }).getByRole("button", { name: "Comparar y resolver" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByText("En Wispro")).toBeVisible();
    await expect(dialog).not.toContainText(number);
    await expectNoAxeFindings(page);
    await dialog.getByRole("radio", { name: /Persona de la prueba/ }).check();
    await dialog.getByRole("button", { name: "Es Persona de la prueba" }).click();
    await expect(page.getByText("Conflicto resuelto", { exact: true })).toBeVisible();
    await expect(page.getByText("Ningún conflicto por resolver.")).toBeVisible();
    await runToEnd(page);
    await expect(page.getByText("Ningún conflicto por resolver.")).toBeVisible();
    expect(await system.db`select identity, role from users where id_wispro = ${id}`).toEqual([{ identity: `V${number}`, role: "subscriber" }]);
  });

  test("no page, answer or file holds the token, a login secret, a first password or a whole identity number", async ({ page, system }) => {
    const [run] = await system.db<{ id: string }[]>`select public_id as id from jobs where kind = 'wispro_sync' order by id desc limit 1`;
    const clients = await system.db<{ digits: string; digest: string }[]>`
      select substr(identity, 2) as digits, initial_credential as digest from users where id_wispro is not null and identity is not null and initial_credential is not null`;
    expect(clients.length).toBeGreaterThan(1_000);
    const dotted = (digits: string) => digits.replace(/\B(?=(\d{3})+$)/g, "\\.");
    const numbers = new RegExp(`\\b(?:${clients.flatMap(({ digits }) => [digits, dotted(digits)]).join("|")})\\b`);
    const secrets = new Set(clients.map(({ digest }) => digest));
    const api = ["/api/users/sync-wispro", "/api/wispro/conflicts", "/api/wispro/clients?per_page=100", "/api/wispro/settings", "/api/users?per_page=100", "/api/users?format=csv", "/api/crm/jobs"];
    const ofRun = ["", "/report?per_page=100", "/report?format=csv"].map((path) => `/api/users/sync-wispro/${run!.id}${path}`);
    for (const path of [...api, ...ofRun, "/wispro", `/wispro/${run!.id}`, "/wispro/clients", "/users", `/jobs/${run!.id}`]) {
      const answer = await page.request.get(path);
      expect(answer.status(), path).toBe(200);
      const text = await answer.text();
      expect(text, path).not.toMatch(/wispro-simulator-token|mobile_login|initial_credential["\\:]|wispro_digest/);
      expect(numbers.exec(text)?.[0], path).toBeUndefined();
      expect(text.split(/[^\w-]+/).filter((word) => secrets.has(word)), path).toEqual([]);
    }
  });

  test("the connection check and the switches answer at once and stay", async ({ page }) => {
    await page.goto("/wispro");
    await page.getByRole("button", { name: "Comprobar" }).click();
    await expect(page.getByText("Conectado", { exact: true })).toBeVisible();
    const nightly = page.getByRole("switch", { name: /Cada noche/ });
    await nightly.click();
    await expect(page.getByText("Sincronización nocturna activada")).toBeVisible();
    await page.reload();
    await expect(nightly).toBeChecked();
    await nightly.click();
    await expect(page.getByText("Sincronización nocturna desactivada")).toBeVisible();
  });

  test("a field that is pinned keeps its value through the next run, and shows as pinned", async ({ page, system }) => {
    const { id } = plainClient(120);
    const [user] = await system.db<{ id: number; code: string }[]>`select id, code from users where id_wispro = ${id}`;
    await page.goto("/wispro");
    await page.getByRole("link", { name: "Clientes" }).click();
    await page.getByRole("searchbox", { name: /Buscar por nombre/ }).fill(user!.code);
    const row = page.getByRole("row").filter({ hasText: user!.code });
    await expect(page.getByRole("row")).toHaveCount(2);
    await expectNoSidewaysScroll(page);
    await expectNoAxeFindings(page);
    await row.getByRole("button", { name: "Editar" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Ciudad", { exact: true }).fill("San Fijado");
    await dialog.getByRole("checkbox", { name: "Fijar Ciudad" }).check();
    await expectNoAxeFindings(page);
    await dialog.getByRole("button", { name: "Guardar" }).click();
    await expect(page.getByText("Cliente guardado", { exact: true })).toBeVisible();
    await expect(row.getByText("Ciudad")).toBeVisible();
    await runToEnd(page);
    expect(await system.db`select city, pinned from users where id = ${user!.id}`).toEqual([{ city: "San Fijado", pinned: ["city"] }]);
  });

  test("the pages pass axe in both themes and fit from 390 to 1920 pixels", async ({ page }) => {
    // Twelve passes of axe on busy machines take longer than one test usually may.
    test.slow();
    for (const width of [390, 1440, 1920]) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto("/wispro");
      await expectNoSidewaysScroll(page);
      await expectNoAxeFindings(page);
      await page.getByRole("link", { name: "Ver informe" }).click();
      await expect(page.getByRole("heading", { level: 1, name: /Sincronización del/ })).toBeVisible();
      await expectNoSidewaysScroll(page);
      await expectNoAxeFindings(page);
    }
  });

  test.describe("a customer", () => {
    test.use({ role: null });

    test("signs in once with the number, must choose a password, and sees only the account page", async ({ page, system }) => {
      const { id, number } = plainClient(80);
      await page.goto("/sign-in?as=customer");
      await expectNoAxeFindings(page);
      await page.getByLabel("Cédula o RIF").fill(`V-${number}`);
      await page.getByLabel("Contraseña").fill(number);
      await page.getByRole("button", { name: "Entrar" }).click();
      await expect(page.getByRole("heading", { name: "Elige tu contraseña" })).toBeVisible();
      await expectNoAxeFindings(page);
      await page.goto("/account");
      await expect(page).toHaveURL(/\/sign-in/);
      await page.goto("/sign-in?as=customer");
      await page.getByLabel("Cédula o RIF").fill(number);
      await page.getByLabel("Contraseña").fill(`V-${number}`);
      await page.getByRole("button", { name: "Entrar" }).click();
      await page.getByLabel("Contraseña nueva").fill("una clave muy mía");
      await page.getByLabel("Repítela").fill("una clave muy mía");
      await page.getByRole("button", { name: "Guardar y entrar" }).click();
      await expect(page).toHaveURL("/account");
      const [user] = await system.db<{ name: string; initialCredential: string | null }[]>`select name, initial_credential as "initialCredential" from users where id_wispro = ${id}`;
      expect(user!.initialCredential).toBeNull();
      await expect(page.getByRole("heading", { level: 1, name: user!.name })).toBeVisible();
      await expect(page.getByText(number)).toHaveCount(0);
      await expectNoAxeFindings(page);
      for (const path of ["/", "/overview", "/leads", "/jobs", "/wispro", "/settings"]) {
        await page.goto(path);
        await expect(page).toHaveURL("/account");
      }
      for (const path of ["/api/crm/leads", "/api/crm/jobs", "/api/users/sync-wispro", "/api/wispro/conflicts"]) {
        expect((await page.request.get(path)).status()).toBe(403);
      }
      await page.getByRole("button", { name: "Salir" }).click();
      await expect(page).toHaveURL(/\/sign-in/);
      await page.goto("/sign-in?as=customer");
      await page.getByLabel("Cédula o RIF").fill(number);
      await page.getByLabel("Contraseña").fill(number);
      await page.getByRole("button", { name: "Entrar" }).click();
      await expect(page.getByRole("alert").filter({ hasText: "no coinciden" })).toBeVisible();
      await page.getByLabel("Contraseña").fill("una clave muy mía");
      await page.getByRole("button", { name: "Entrar" }).click();
      await expect(page).toHaveURL("/account");
    });
  });

  test.describe("an operator", () => {
    test.use({ role: "operator" });

    test("reads the runs but starts none, by page or by API", async ({ page, baseURL }) => {
      await page.goto("/wispro");
      await expect(page.getByRole("heading", { name: /Última sincronización/ })).toBeVisible();
      await expectNoControlNamed(page, /Sincronizar ahora|Comparar y resolver/);
      await expect(page.getByRole("switch", { name: /Cada noche/ })).toBeDisabled();
      const refused = await page.request.post("/api/users/sync-wispro-all", { headers: { origin: baseURL! } });
      expect(refused.status()).toBe(403);
    });
  });

  test("three simultaneous POSTs start one run and name it to the other two", async ({ api }) => {
    const answers = await Promise.all([1, 2, 3].map(() => api.post("/api/users/sync-wispro-all")));
    const bodies = (await Promise.all(answers.map((answer) => answer.json()))) as { job_id: string; error?: string }[];
    expect(answers.map((answer) => answer.status()).sort()).toEqual([202, 409, 409]);
    expect(new Set(bodies.map(({ job_id }) => job_id)).size).toBe(1);
    expect(bodies.filter(({ error }) => error === "sync_in_progress")).toHaveLength(2);
    const path = `/api/users/sync-wispro/${bodies[0]!.job_id}`;
    await expect.poll(async () => ((await (await api.get(path)).json()) as { status: string }).status, { timeout: 60_000 }).toBe("completed");
  });
});
