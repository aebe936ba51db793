import { randomBytes } from "node:crypto";
import { expectNoAxeFindings, expectNoControlNamed, expectNoSidewaysScroll } from "./fixtures/look";
import { expect, test } from "./fixtures/test";
import type { TestSystem } from "./fixtures/system";

const tag = () => randomBytes(4).toString("hex");

/** Customers of one zone, whose names begin alike; removed with the zone. */
async function customers(system: TestSystem, zone: string, count: number): Promise<void> {
  await system.db`
    insert into users (name, role, code, zone, active, id_wispro)
    select ${`Cliente${zone} `} || lpad(n::text, 3, '0'), 'subscriber', new_user_code(), ${zone}, n % 10 > 0, ${zone} || n from generate_series(1, ${count}::int) n`;
}
const removeZone = (system: TestSystem, zone: string) => system.db`delete from users where zone = ${zone}`;

test("users are found by zone, state and search, sorted and turned page by page, and the address says it all", async ({ page, system }) => {
  const zone = `Z${tag()}`;
  await customers(system, zone, 120);
  await page.goto(`/users?zone=${zone}`);
  const rows = page.getByRole("row").filter({ hasText: `Cliente${zone}` });
  await expect(rows).toHaveCount(25);
  await expect(rows.first()).toContainText("120");
  await expect(page.getByText("1 a 25 de 120")).toBeVisible();
  await expectNoAxeFindings(page);

  await page.getByRole("button", { name: "Última" }).click();
  await expect(page).toHaveURL(/page=5/);
  await expect(rows).toHaveCount(20);
  await page.getByRole("spinbutton", { name: "Ir a la página" }).fill("3");
  await page.keyboard.press("Enter");
  await expect(page.getByText("51 a 75 de 120")).toBeVisible();
  await expect(rows.first()).toContainText("070");

  await page.getByRole("button", { name: /^Nombre/ }).click();
  await expect(page).toHaveURL(/sort=name/);
  await expect(rows.first()).toContainText("001");
  await page.getByRole("button", { name: /Desactivados/ }).click();
  await expect(page.getByText("1 a 12 de 12")).toBeVisible();
  await page.reload();
  await expect(rows).toHaveCount(12);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Descargar CSV" }).click()]);
  const { default: fs } = await import("node:fs");
  expect(fs.readFileSync(await download.path(), "utf8").trim().split("\n")).toHaveLength(13);

  await page.getByRole("searchbox", { name: "Buscar usuarios" }).fill("nadie se llama así");
  await expect(page.getByText("Ningún usuario coincide")).toBeVisible();
  await expectNoAxeFindings(page);
  await page.getByRole("button", { name: "Quitar filtros" }).first().click();
  await expect(page).not.toHaveURL(/zone|active|search/);
  await removeZone(system, zone);
});

test("a person is created, changed, given limits, and deactivated after a question", async ({ page, system }) => {
  const name = `Persona ${tag()}`;
  await page.goto("/users");
  await page.getByRole("button", { name: "Crear usuario" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Nombre").fill(name);
  await dialog.getByLabel("Celular").fill("0414");
  await dialog.getByLabel("Correo para entrar").fill(`${tag()}@tanda.test`);
  await dialog.getByLabel("Contraseña nueva").fill("una contraseña larga");
  await expectNoAxeFindings(page);
  await dialog.getByRole("button", { name: "Crear usuario" }).click();
  await expect(dialog.getByText("+584141234567").last()).toBeVisible();
  await dialog.getByLabel("Celular").fill("+58 414-1234567");
  await dialog.getByRole("button", { name: "Crear usuario" }).click();
  await expect(page.getByText(`Se creó a ${name}`)).toBeVisible();

  const row = page.getByRole("row").filter({ hasText: name });
  await expect(row).toContainText("Consulta");
  await row.getByRole("button", { name: `Editar a ${name}` }).click();
  await expect(page).toHaveURL(/user=\d+/);
  await dialog.getByRole("combobox", { name: "Rol" }).click();
  await page.getByRole("option", { name: "Operaciones" }).click();
  await dialog.getByLabel("Leads por trabajo").fill("250");
  await dialog.getByRole("button", { name: "Guardar cambios" }).click();
  await expect(row).toContainText("Operaciones");
  const [saved] = await system.db<{ limits: object; role: string; phone: string }[]>`select limits, role, phone_mobile as phone from users where name = ${name}`;
  expect(saved).toEqual({ limits: { max_leads_per_job: 250 }, role: "operator", phone: "+584141234567" });

  await row.getByRole("button", { name: `Editar a ${name}` }).click();
  await dialog.getByRole("button", { name: "Desactivar…" }).click();
  const question = page.getByRole("alertdialog");
  await expect(question).toContainText("No podrá entrar");
  await expectNoAxeFindings(page);
  await question.getByRole("button", { name: `Desactivar a ${name}` }).click();
  await expect(row).toContainText("Desactivado");
  await system.db`delete from users where name = ${name}`;
});

test("a field of a client of Wispro is pinned, and the row says so", async ({ page, system }) => {
  const zone = `Z${tag()}`;
  await customers(system, zone, 1);
  await page.goto(`/users?zone=${zone}`);
  await page.getByRole("button", { name: /^Editar a/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Ciudad").first().fill("Coro");
  await dialog.getByLabel("Fijar Ciudad").check();
  await dialog.getByRole("button", { name: "Guardar cambios" }).click();
  await expect(page.getByText("1 campo fijado")).toBeVisible();
  const [row] = await system.db<{ city: string; pinned: string[] }[]>`select city, pinned from users where zone = ${zone}`;
  expect(row).toEqual({ city: "Coro", pinned: ["city"] });
  await removeZone(system, zone);
});

test("the keyboard alone filters, opens, changes and closes", async ({ page, system }) => {
  const zone = `Z${tag()}`;
  await customers(system, zone, 60);
  await page.goto("/users");
  const focusOn = async (name: RegExp | string, role: "button" | "searchbox" | "spinbutton" | "textbox") => {
    const wanted = page.getByRole(role, { name }).first();
    for (let presses = 0; presses < 120; presses++) {
      if (await wanted.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`Tab never came to ${String(name)}`);
  };
  await focusOn("Buscar usuarios", "searchbox");
  await page.keyboard.type(`Cliente${zone}`);
  await page.keyboard.press("Enter");
  await expect(page.getByText("1 a 25 de 60")).toBeVisible();
  await focusOn("Página siguiente", "button");
  await page.keyboard.press("Enter");
  await expect(page.getByText("26 a 50 de 60")).toBeVisible();
  await page.keyboard.press("Shift+Tab");
  await focusOn(/^Ir a la página/, "spinbutton");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("1");
  await page.keyboard.press("Enter");
  await expect(page.getByText("1 a 25 de 60")).toBeVisible();
  await page.goto(`/users?zone=${zone}`);
  await focusOn(/^Editar a .* 060$/, "button");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toBeVisible();
  await focusOn("Ciudad", "textbox");
  await page.keyboard.type("Mérida");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  expect((await system.db<{ n: number }[]>`select count(*) as n from users where zone = ${zone} and city = 'Mérida'`)[0]!.n).toBe(1);
  await focusOn(/^Editar a .* 059$/, "button");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await removeZone(system, zone);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 } });
  test("the rows stack and nothing is wider than the screen", async ({ page }) => {
    await page.goto("/users");
    await expect(page.getByRole("button", { name: "Crear usuario" })).toBeVisible();
    await expectNoSidewaysScroll(page);
    await expectNoAxeFindings(page);
    await page.getByRole("button", { name: /^Editar a/ }).first().click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await expectNoSidewaysScroll(page);
    await expectNoAxeFindings(page);
  });
});

test.describe("who may only read", () => {
  test.use({ role: "viewer" });
  test("sees everybody and is offered no change", async ({ page }) => {
    await page.goto("/users");
    await page.getByRole("button", { name: /^Ver a/ }).first().click();
    await expect(page.getByRole("dialog")).toContainText("Rol");
    await expectNoControlNamed(page, /crear usuario|editar|guardar|desactivar…|reactivar/i);
    await expectNoAxeFindings(page);
  });
});

test("the list comes compressed, at the documents' own address too; another with a slash is led to the page", async ({ api }) => {
  const zipped = { "accept-encoding": "gzip" };
  expect((await api.get("/api/users?per_page=100", { headers: zipped })).headers()["content-encoding"]).toBe("gzip");
  expect((await api.get("/api/users?format=csv", { headers: zipped })).headers()["content-encoding"]).toBeUndefined();
  const list = await api.get("/users/?per_page=100", { headers: zipped });
  expect(list.headers()["content-encoding"]).toBe("gzip");
  expect(await list.json()).toMatchObject({ pagination: { page: 1, per_page: 100 } });
  const again = await api.get("/users/?per_page=100", { headers: { "if-none-match": list.headers().etag! } });
  expect(again.status()).toBe(304);
  expect((await api.get("/leads/", { maxRedirects: 0 })).status()).toBe(308);
});
