import { expectNoAxeFindings } from "./fixtures/look";
import { expect, test } from "./fixtures/test";

test.use({ role: null });

test("signing in leads back to the page that was asked for", async ({ page }) => {
  await page.goto("/jobs?status=failed");
  await expect(page).toHaveURL("/sign-in?next=%2Fjobs%3Fstatus%3Dfailed");
  await page.getByLabel("Correo").fill(process.env.E2E_ADMIN_EMAIL!);
  await page.getByLabel("Contraseña", { exact: true }).fill(process.env.E2E_ADMIN_PASSWORD!);
  await page.getByRole("button", { name: "Entrar" }).click();
  await expect(page).toHaveURL("/jobs?status=failed");
  await page.goto("/");
  await expect(page).toHaveURL("/overview");
});

test("a wrong password is said in words, and an address of another site is not followed", async ({ page, system }) => {
  const person = await system.addPerson("viewer");
  await page.goto("/sign-in?next=https://evil.test/");
  await page.getByLabel("Correo").fill(person.email);
  await page.getByLabel("Contraseña", { exact: true }).fill("not-the-password");
  await page.getByRole("button", { name: "Entrar" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "no coinciden" })).toBeVisible();
  await page.getByLabel("Contraseña", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Entrar" }).click();
  await expect(page).toHaveURL("/overview");
});

test("a deactivated account is told so and gets no session", async ({ page, system }) => {
  const person = await system.addPerson("operator");
  await system.db`update users set active = false where id = ${person.id}`;
  await page.goto("/sign-in");
  await page.getByLabel("Correo").fill(person.email);
  await page.getByLabel("Contraseña", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Entrar" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "desactivada" })).toBeVisible();
});

test("the sign-in page passes axe in both themes", async ({ page }) => {
  await page.goto("/sign-in");
  await expectNoAxeFindings(page);
});
