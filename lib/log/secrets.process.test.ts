import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SIMULATED_AUTH_TOKEN } from "@/e2e/simulators/twilio/server";
import { SIMULATOR_TOKEN } from "@/e2e/simulators/wispro/server";
import { type Database, openDatabase } from "@/lib/db/sql";
import { freePort } from "@/scripts/lib/ports.mjs";
import { end, launch, type Launcher, ready } from "@/scripts/testing";
import { until } from "@/worker/testing";

const WITHIN_MS = 60_000;
const home = mkdtempSync(path.join(os.tmpdir(), "tanda-log-"));
const dataDir = path.join(home, "data");
const AUTH_SECRET = "the-secret-that-signs-sessions-and-tickets";
const ADMIN = { email: "admin@tanda.test", password: "first-password-of-the-admin" };

let launcher: Launcher;
let base: string;
let db: Database;
let databaseUrl: URL;
let wispro: string;
/** The admin's, signed in. */
let cookie: string;
/** What must be in no line: what it is, and its text. */
const secrets = new Map<string, string>();

beforeAll(async () => {
  // PostgreSQL, which root runs as somebody else, goes through it.
  chmodSync(home, 0o755);
  const port = await freePort();
  base = `http://127.0.0.1:${port}`;
  launcher = launch(dataDir, port, {
    ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password, SEED_DEMO: "false", WEBHOOK_ALLOW_PRIVATE: "true", WISPRO_SIMULATOR_CLIENTS: "300", LOG_LEVEL: "trace",
    AUTH_SECRET, REDIS_URL: "", WISPRO_API_TOKEN: "", TWILIO_ACCOUNT_SID: "", WHATSAPP_LIVE: "",
  });
  await ready(launcher);
  const system = JSON.parse(readFileSync(path.join(dataDir, "system.json"), "utf8")) as { databaseUrl: string; simulators: { wispro: string } };
  wispro = system.simulators.wispro;
  databaseUrl = new URL(system.databaseUrl);
  db = openDatabase(system.databaseUrl, { max: 1, applicationName: "tanda test", statementTimeoutMs: 60_000 });
});

afterAll(async () => {
  await db?.end({ timeout: 5 });
  await end(launcher);
  rmSync(home, { recursive: true, force: true });
});

test("nothing secret stands in what the web, the worker and the gateway log, at any level, whatever is done or goes wrong", async () => {
  secrets.set("the admin's password", ADMIN.password);
  secrets.set("the secret that signs sessions", AUTH_SECRET);
  secrets.set("the database's password", decodeURIComponent(databaseUrl.password));
  secrets.set("Wispro's token", SIMULATOR_TOKEN).set("Twilio's token", SIMULATED_AUTH_TOKEN);

  const key = await signInAndCreateKey();
  await createUsers(key);
  await createWebhooks(key);
  await runSync(key);
  await startCampaign(key);
  await startSession(key);
  await failInTheDatabase(key);

  const log = launcher.printed().split("\n").filter((line) => !/^\w+-simulator │|Contraseña · Password:/.test(line));
  for (const name of ["web", "worker", "gateway"]) expect(log.filter((line) => line.includes(`"process":"${name}"`)).length, `lines of ${name}`).toBeGreaterThan(0);
  // Of a session that could not be written nobody knows the token; it would stand among the statement's parameters.
  expect(log.filter((line) => /params: .*\b[A-Za-z0-9]{32}\b/.test(line))).toEqual([]);
  for (const [what, secret] of secrets) expect(log.filter((line) => line.includes(secret)), what).toEqual([]);
});

/** A right password, a wrong one, one in a body that is no JSON; then a key, made with the session. */
async function signInAndCreateKey(): Promise<string> {
  const signIn = (body: string) => fetch(`${base}/api/auth/sign-in/email`, { method: "POST", headers: { origin: base, "content-type": "application/json" }, body });
  const wrong = secret("a wrong password", "a-password-that-is-wrong");
  expect((await signIn(JSON.stringify({ ...ADMIN, password: wrong }))).status).toBe(401);
  expect((await signIn(`{"email": "${ADMIN.email}", "password": "${secret("a password in a broken body", "a-password-cut-short")}`)).ok).toBe(false);
  const answer = await signIn(JSON.stringify(ADMIN));
  expect(answer.status).toBe(200);
  cookie = answer.headers.getSetCookie().map((text) => text.split(";")[0]!).join("; ");
  secret("the session's token", decodeURIComponent(/session_token=([^.;]+)/.exec(cookie)![1]!));

  const created = await fetch(`${base}/api/api-keys`, { method: "POST", headers: { origin: base, cookie, "content-type": "application/json" }, body: JSON.stringify({ name: "log", role: "admin" }) });
  const { key } = (await created.json()) as { key: string };
  secret("an API key", key);
  const refused = await fetch(`${base}/api/users`, { headers: { authorization: `Bearer ${secret("a key that does not exist", key.replace(/.{8}$/, "zzzzzzzz"))}` } });
  expect(refused.status).toBe(401);
  return key;
}

/** One is taken, one is refused by the form, one by the database. */
async function createUsers(key: string): Promise<void> {
  const user = { name: "Ana", role: "viewer", login_email: "ana@tanda.test" };
  expect((await ask(key, "POST", "/api/users", { ...user, password: secret("a user's password", "a-password-of-a-user") })).status).toBe(201);
  expect((await ask(key, "POST", "/api/users", { ...user, password: secret("a password too short", "short-pw") })).status).toBe(422);
  expect((await ask(key, "POST", "/api/users", { ...user, password: secret("a password of nobody", "a-password-of-nobody") })).status).toBe(409);
}

/** Its secret, the next one, and that of one's own jobs; a test of it fails, as nobody listens there. */
async function createWebhooks(key: string): Promise<void> {
  const url = `http://127.0.0.1:${await freePort()}/${secret("a token in a webhook's address", "path-token-of-the-receiver")}`;
  const { id, secret: first } = (await ask(key, "POST", "/api/webhooks", { url, events: ["wispro.completed", "campaign.sending", "alert.raised"] })).json as { id: number; secret: string };
  const { secret: second } = (await ask(key, "POST", `/api/webhooks/${id}/rotate`)).json as { secret: string };
  const { secret: own } = (await ask(key, "POST", "/api/webhooks/signing-secret")).json as { secret: string };
  for (const [what, text] of Object.entries({ first, second, own })) secret(`a webhook's secret (${what})`, text.replace("whsec_", ""));
  expect((await ask(key, "POST", `/api/webhooks/${id}/test`)).status).toBeLessThan(300);
  await until(async () => (await db`select max(attempts) as attempts from webhook_deliveries`)[0] as { attempts: number }, ({ attempts }) => attempts > 0, WITHIN_MS);
}

/** A whole run; then a customer's first password, the one chosen instead, and a wrong one. */
async function runSync(key: string): Promise<void> {
  const clients = (await (await fetch(`${wispro}/api/v1/clients?page=1&per_page=100`, { headers: { authorization: SIMULATOR_TOKEN } })).json()) as {
    data: { link_mobile_login: string; national_identification_number: string | null }[];
  };
  const withLink = clients.data.filter(({ link_mobile_login: link }) => link);
  expect(withLink.length).toBeGreaterThan(50);
  withLink.forEach(({ link_mobile_login: link }, n) => secret(`a customer's mobile login ${n}`, link.split("/").at(-1)!));

  const { job_id: run } = (await ask(key, "POST", "/api/users/sync-wispro-all")).json as { job_id: string };
  const job = () => ask(key, "GET", `/api/users/sync-wispro/${run}`).then(({ json }) => json as { status: string });
  expect(await until(job, ({ status }) => ["completed", "failed"].includes(status), WITHIN_MS)).toMatchObject({ status: "completed" });

  const [customer] = await db<{ identity: string }[]>`select identity from users where initial_credential is not null and identity ~ '[0-9]{7}' order by id limit 1`;
  const identity = secret("a customer's identity number", customer!.identity);
  const digits = secret("its digits, the first password", identity.replace(/\D/g, ""));
  const headers = { origin: base, "content-type": "application/json" };
  const signIn = (password: string) => fetch(`${base}/api/account/sign-in`, { method: "POST", headers, body: JSON.stringify({ identity, password }) });
  expect((await signIn(secret("a customer's wrong password", "a-customers-wrong-password"))).status).toBe(401);
  const known = await signIn(digits);
  expect(known.status).toBe(200);
  const cookie = known.headers.getSetCookie().map((text) => text.split(";")[0]!).join("; ");
  secret("the ticket to choose a password", cookie.split("=").slice(1).join("="));
  const chosen = secret("a customer's own password", "a-password-of-a-customer");
  expect((await fetch(`${base}/api/account/password`, { method: "POST", headers: { ...headers, cookie }, body: JSON.stringify({ password: chosen }) })).status).toBe(200);
}

/** To one contact; it ends when Twilio's stand-in has taken its message. */
async function startCampaign(key: string): Promise<void> {
  const { id: contact } = (await ask(key, "POST", "/api/contacts", { phone: "04141234567", name: "Ana" })).json as { id: number };
  const { id } = (await ask(key, "POST", "/api/campaigns", { name: "Log", message: "Hola {{name}}", contacts: [contact] })).json as { id: number };
  expect((await ask(key, "POST", `/api/campaigns/${id}/start`)).status).toBe(202);
  await until(async () => (await db`select status from campaigns where id = ${id}`)[0] as { status: string }, ({ status }) => status === "completed", WITHIN_MS);
}

/** Until its QR is there, and has been drawn. */
async function startSession(key: string): Promise<void> {
  const [person] = await db<{ id: number }[]>`select id from users where login_email = 'ana@tanda.test'`;
  const started = await ask(key, "POST", "/api/whatsapp/sessions", { user_id: person!.id });
  expect(started.status).toBe(202);
  const { sessionId } = started.json as { sessionId: string };
  const { qr } = await until(async () => (await db`select qr from whatsapp_sessions where id = ${sessionId}`)[0] as { qr: string | null }, (row) => row.qr !== null, WITHIN_MS);
  qr!.split("#").at(-1)!.split(",").slice(0, 4).forEach((part, n) => secret(`part ${n} of a QR`, part));
  expect((await fetch(`${base}/api/whatsapp/sessions/${sessionId}/qr.svg`, { headers: { authorization: `Bearer ${key}` } })).status).toBe(200);
  await ask(key, "POST", `/api/whatsapp/sessions/${sessionId}/logout`);
}

/** Statements that carry a password, a token and a key fail, and the web says so. */
async function failInTheDatabase(key: string): Promise<void> {
  await db`alter table accounts rename to accounts_away`;
  const user = { name: "Eva", role: "viewer", login_email: "eva@tanda.test", password: secret("a password whose statement fails", "a-password-that-is-not-kept") };
  expect((await ask(key, "POST", "/api/users", user)).status).toBe(500);
  const signIn = { method: "POST", headers: { origin: base, "content-type": "application/json" }, body: JSON.stringify(ADMIN) };
  expect((await fetch(`${base}/api/auth/sign-in/email`, signIn)).ok).toBe(false);
  await db`alter table accounts_away rename to accounts`;
  await db`alter table sessions rename to sessions_away`;
  expect((await fetch(`${base}/api/users`, { headers: { cookie } })).ok).toBe(false);
  expect(await (await fetch(`${base}/api/auth/sign-in/email`, signIn)).json()).toMatchObject({ success: false, error: "internal_error" });
  await db`alter table sessions_away rename to sessions`;
  await db`alter table api_keys rename to api_keys_away`;
  expect((await ask(secret("a key that cannot be looked up", key.replace(/.{8}$/, "yyyyyyyy")), "GET", "/api/users")).status).toBe(500);
  await db`alter table api_keys_away rename to api_keys`;
}

function secret(what: string, text: string): string {
  expect(text.length, what).toBeGreaterThan(6);
  secrets.set(what, text);
  return text;
}

async function ask(key: string, method: string, at: string, body?: object): Promise<{ status: number; json: unknown }> {
  const answer = await fetch(`${base}${at}`, {
    method, headers: { authorization: `Bearer ${key}`, ...(body && { "content-type": "application/json" }) }, ...(body && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, json: await answer.json() };
}
