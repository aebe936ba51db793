import { departure, documentedPaths } from "./fixtures/api-document";
import { expect, test } from "./fixtures/test";

/** Never ends. */
const STREAM = "/api/events";
/** A key has no account; a session shows no QR unless it waits to be scanned. */
const MAY_BE_MISSING = ["/api/account", "/api/whatsapp/sessions/{id}/qr.png", "/api/whatsapp/sessions/{id}/qr.svg"];

test("every answer to a GET is as the API's document says", async ({ api, baseURL, system }) => {
  const [lead] = await system.db<{ id: number }[]>`select id from leads limit 1`;
  const made = await Promise.all([
    api.post("/api/crm/leads/bulk-status-async", { data: { lead_ids: [lead!.id], estado: "contactado" } }),
    api.post("/api/campaigns", { data: { name: "Como dice el documento", message: "Hola", audience: { leads: {} } } }),
    api.post("/api/users", { data: { name: "Ana Pérez", role: "viewer" } }),
  ]);
  expect(made.map((response) => response.status())).toEqual([202, 201, 201]);

  const departures: string[] = [];
  const missing: string[] = [];
  const get = async (path: string, values: Record<string, unknown> = {}): Promise<unknown> => {
    const url = path.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? "999999999"));
    const response = await api.get(url);
    const contentType = response.headers()["content-type"] ?? "";
    const text = await response.text();
    const differs = departure({ method: "GET", url: `${baseURL}${url}`, status: response.status(), contentType, text });
    if (differs) departures.push(differs);
    if (!response.ok() && values !== NOTHING && !MAY_BE_MISSING.includes(path)) missing.push(`${path} ${response.status()}`);
    return response.ok() && contentType.startsWith("application/json") ? JSON.parse(text) : null;
  };
  const NOTHING = {};
  const paths = documentedPaths.filter(({ path, methods }) => methods.includes("GET") && path !== STREAM).map(({ path }) => path);
  const lists = new Map<string, { items?: Record<string, unknown>[] } | null>();
  for (const path of paths.filter((path) => !path.includes("{"))) lists.set(path, (await get(path)) as { items?: Record<string, unknown>[] } | null);
  // Of a thing that there is, and of one that there is not.
  for (const path of paths.filter((path) => path.includes("{"))) {
    const item = lists.get(path.slice(0, path.indexOf("/{")))?.items?.[0];
    if (item) await get(path, item);
    await get(path, NOTHING);
  }
  const [, campaign, user] = (await Promise.all(made.map((response) => response.json()))) as { id?: number }[];
  await api.delete(`/api/campaigns/${campaign!.id!}`);
  await system.db`delete from users where id = ${user!.id!}`;
  expect(departures).toEqual([]);
  expect(missing).toEqual([]);
});
