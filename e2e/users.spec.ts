import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { expectEveryStopSeen, expectFocusOn, expectFocusTrapped, pressOn, typeInto } from "./fixtures/keyboard";
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
  expect((await readFile(await download.path(), "utf8")).trim().split("\n")).toHaveLength(13);

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

test("the keyboard alone filters, turns and jumps pages, exports, and takes the filters away", async ({ page, system }) => {
  test.slow();
  const zone = `Z${tag()}`;
  await customers(system, zone, 60);
  await page.goto("/users");
  expect(await expectEveryStopSeen(page)).toBeGreaterThan(30);
  await typeInto(page, page.getByRole("searchbox", { name: "Buscar usuarios" }), `Cliente${zone}`);
  await page.keyboard.press("Enter");
  await expect(page.getByText("1 a 25 de 60")).toBeVisible();
  await pressOn(page, page.getByRole("button", { name: "Página siguiente" }));
  await expect(page.getByText("26 a 50 de 60")).toBeVisible();
  await typeInto(page, page.getByRole("spinbutton", { name: /^Ir a la página/ }), "1");
  await page.keyboard.press("Enter");
  await expect(page.getByText("1 a 25 de 60")).toBeVisible();
  const last = page.getByRole("button", { name: "Última" });
  await pressOn(page, last, "Space");
  await expect(page.getByText("51 a 60 de 60")).toBeVisible();
  await expect(last).toBeDisabled();
  await expectFocusOn(page, last);

  await pressOn(page, page.getByRole("button", { name: /^Nombre/ }));
  await expect(page).toHaveURL(/sort=name/);
  await pressOn(page, page.getByRole("combobox", { name: "Rol" }));
  await page.keyboard.type("Abonado");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/role=subscriber/);
  await expectFocusOn(page, page.getByRole("combobox", { name: "Rol" }));
  await pressOn(page, page.getByRole("button", { name: /^Zona/ }));
  await page.keyboard.type(zone);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`zone=${zone}`));
  await pressOn(page, page.getByRole("button", { name: /^Desactivados/ }), "Space");
  await expect(page.getByText("1 a 6 de 6")).toBeVisible();
  const download = page.waitForEvent("download");
  await pressOn(page, page.getByRole("link", { name: "Descargar CSV" }));
  expect((await readFile(await (await download).path(), "utf8")).trim().split("\n")).toHaveLength(7);
  await page.keyboard.press("Shift+Tab");
  await expectFocusOn(page, page.getByRole("button", { name: "Quitar filtros" }));
  await page.keyboard.press("Enter");
  await expect(page).not.toHaveURL(/zone|active|search|role/);
  await expectFocusOn(page, page.getByRole("searchbox", { name: "Buscar usuarios" }));
  await removeZone(system, zone);
});

test("the keyboard alone creates a person, changes the role, deactivates and brings back, and is left where it was", async ({ page, system }) => {
  test.slow();
  const name = `Persona ${tag()}`;
  const saved = async () => (await system.db`select role, active, cliente_id, limits from users where name = ${name}`)[0];
  await page.goto("/users");
  const create = page.getByRole("button", { name: "Crear usuario" });
  const dialog = page.getByRole("dialog");
  const role = dialog.getByRole("combobox", { name: "Rol" });
  await pressOn(page, create);
  await expectFocusOn(page, role);
  await expectFocusTrapped(page, dialog);
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expectFocusOn(page, create);
  await page.keyboard.press("Space");
  await expectFocusOn(page, role);
  await page.keyboard.press("Tab");
  await expectFocusOn(page, dialog.getByLabel("Nombre"));
  await page.keyboard.type(name);
  await typeInto(page, dialog.getByLabel("Correo para entrar"), `${tag()}@tanda.test`);
  await typeInto(page, dialog.getByLabel("Contraseña nueva"), "una contraseña larga");
  await page.keyboard.press("Enter");
  await expect(dialog).toHaveCount(0);
  await expectFocusOn(page, create);
  expect(await saved()).toMatchObject({ role: "viewer", active: true });

  await typeInto(page, page.getByRole("searchbox", { name: "Buscar usuarios" }), name);
  await page.keyboard.press("Enter");
  await expect(page.getByText("1 a 1 de 1", { exact: true })).toBeVisible();
  const edit = page.getByRole("button", { name: `Editar a ${name}` });
  await pressOn(page, edit);
  await expectFocusOn(page, role);
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("option", { name: "Consulta" })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expectFocusOn(page, page.getByRole("option", { name: "Empresa" }));
  await page.keyboard.press("Enter");
  await expectFocusOn(page, role);
  await page.keyboard.press("Tab");
  await expectFocusOn(page, dialog.getByRole("button", { name: "Empresa" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("option").first()).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expectFocusOn(page, dialog.getByRole("button", { name: "Empresa" }));
  await typeInto(page, dialog.getByLabel("Leads por trabajo"), "250");
  await pressOn(page, dialog.getByRole("button", { name: "Guardar cambios" }));
  await expect(dialog).toHaveCount(0);
  await expectFocusOn(page, edit);
  expect((await saved())!.cliente_id).toEqual(expect.any(Number));
  expect(await saved()).toMatchObject({ role: "cliente", limits: { max_leads_per_job: 250 } });

  await page.keyboard.press("Enter");
  const deactivate = dialog.getByRole("button", { name: "Desactivar…" });
  const question = page.getByRole("alertdialog");
  await pressOn(page, deactivate);
  await expectFocusOn(page, question.getByRole("button", { name: "Volver" }));
  await expectFocusTrapped(page, question);
  await page.keyboard.press("Escape");
  await expect(question).toHaveCount(0);
  await expectFocusOn(page, deactivate);
  await page.keyboard.press("Enter");
  await pressOn(page, question.getByRole("button", { name: `Desactivar a ${name}` }));
  await expect(dialog).toHaveCount(0);
  await expectFocusOn(page, edit);
  expect(await saved()).toMatchObject({ active: false });
  await page.keyboard.press("Enter");
  await pressOn(page, dialog.getByRole("button", { name: "Reactivar" }));
  await expect(dialog).toHaveCount(0);
  await expectFocusOn(page, edit);
  expect(await saved()).toMatchObject({ active: true });
  await system.db`delete from users where name = ${name}`;
});

test("the keyboard alone changes and pins a field of a client of Wispro", async ({ page, system }) => {
  const zone = `Z${tag()}`;
  await customers(system, zone, 1);
  await page.goto(`/users?zone=${zone}`);
  const edit = page.getByRole("button", { name: /^Editar a/ });
  const dialog = page.getByRole("dialog");
  await pressOn(page, edit);
  await typeInto(page, dialog.getByRole("textbox", { name: "Ciudad" }), "Mérida");
  await page.keyboard.press("Tab");
  await expectFocusOn(page, dialog.getByLabel("Fijar Ciudad"));
  await page.keyboard.press("Space");
  await pressOn(page, dialog.getByRole("button", { name: "Guardar cambios" }));
  await expect(page.getByText("1 campo fijado")).toBeVisible();
  await expectFocusOn(page, edit);
  const [row] = await system.db<{ city: string; pinned: string[] }[]>`select city, pinned from users where zone = ${zone}`;
  expect(row).toEqual({ city: "Mérida", pinned: ["city"] });
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
