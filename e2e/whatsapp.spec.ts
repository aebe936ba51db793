import type { APIRequestContext, Locator } from "@playwright/test";
import { expectNoAxeFindings, expectNoControlNamed, expectNoSidewaysScroll } from "./fixtures/look";
import { expect, test } from "./fixtures/test";
import { decode } from "@/lib/whatsapp/qr-testing";

/** Reports of this epoch stand above whatever a gateway says of the session. */
const EPOCH = 1_000_000;

async function report(api: APIRequestContext, path: string, item: Record<string, unknown>): Promise<void> {
  const answer = await api.post(path, { data: { items: [{ timestamp: Date.now(), epoch: EPOCH, ...item }] } });
  expect(await answer.json()).toMatchObject({ accepted: 1, rejected: [] });
}

const qrText = (n: number) => `2@ref${n}${"Ab3+/".repeat(40)},bm9pc2U=,aWRlbnQ=,c2VjcmV0,1`;
/** What a phone reads just now; null while one picture gives way to the next. */
const drawn = (picture: Locator) => picture.screenshot({ timeout: 5_000 }).then(decode, () => null);

test.describe("WhatsApp sessions", () => {
  test("a session is started, its QR is drawn as issued and renewed, it turns active, and is logged out", async ({ page, api, system }) => {
    const { id: userId } = await system.addPerson("operator");
    const started = await api.post("/api/whatsapp/sessions", { data: { user_id: userId } });
    const { sessionId } = (await started.json()) as { sessionId: string };
    await report(api, "/api/whatsapp/status/batch", { sessionId, status: "pending", seq: 1 });
    await page.goto(`/whatsapp?search=${sessionId}`);
    await page.getByRole("button", { name: "Ver QR" }).click();
    const dialog = page.getByRole("dialog");
    for (const seq of [2, 3]) {
      await report(api, "/api/qr/batch", { sessionId, qr: qrText(seq), seq, expiresAt: Date.now() + 50_000 });
      await expect.poll(() => drawn(dialog.getByAltText("Código QR para vincular")), { timeout: 30_000 }).toBe(qrText(seq));
    }
    await expect(dialog.getByText(/Cambia en \d+ s/)).toBeVisible();
    expect(await page.content()).not.toContain("c2VjcmV0");
    await expectNoAxeFindings(page);
    await report(api, "/api/whatsapp/status/batch", { sessionId, status: "active", seq: 4, phone: "584125550000" });
    await expect(dialog.getByText("El teléfono está vinculado.")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("cell", { name: "+584 ••• 0000" })).toBeVisible();
    await page.getByRole("button", { name: /^Cerrar la sesión de/ }).click();
    await page.getByRole("button", { name: "Cerrar y desvincular" }).click();
    await expect(page.getByText("No hay sesiones")).toBeVisible();
    const [row] = await system.db<{ desired: string }[]>`select desired from whatsapp_sessions where id = ${sessionId}`;
    expect(row!.desired).toBe("logged_out");
    await system.db`delete from whatsapp_sessions where id = ${sessionId}`;
  });

  test.describe("for a viewer on a phone", () => {
    test.use({ role: "viewer", viewport: { width: 390, height: 844 } });
    test("shows sessions, and no control that would be refused", async ({ page }) => {
      await page.goto("/whatsapp");
      await expect(page.getByText("No sirven para envíos masivos")).toBeVisible();
      await expectNoControlNamed(page, /Iniciar sesión|Ver QR|Reiniciar|Cerrar la sesión/);
      await expectNoSidewaysScroll(page);
      await expectNoAxeFindings(page);
    });
  });
});
