import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { POST as bulkStatus } from "./leads/bulk-status/route";
import { POST as bulkStatusAsync } from "./leads/bulk-status-async/route";
import { GET as listLeads, POST as createLead } from "./leads/route";
import { GET as getLead, PATCH as patchLead } from "./leads/[id]/route";
import { GET as getJob, DELETE as deleteJob } from "./jobs/[job_id]/route";
import { GET as getFailures } from "./jobs/[job_id]/failures/route";
import { POST as cancelJob } from "./jobs/[job_id]/cancel/route";
import { POST as undoJob } from "./jobs/[job_id]/undo/route";
import { GET as history } from "./leads/[id]/history/route";
import { addCliente, addLeads, closeTestDatabase, testDatabase } from "@/lib/db/testing";
import { closeDatabase } from "@/lib/db/sql";
import type { RouteHandler } from "@/lib/http/route";
import { addKey, call } from "@/lib/http/testing";

let admin: string;
let viewer: string;
let cliente: number;
let leads: number[];

beforeAll(async () => {
  [admin, viewer] = [await addKey("admin"), await addKey("viewer")];
  cliente = await addCliente({ db: testDatabase() });
  leads = await addLeads({ db: testDatabase() }, cliente, 5);
});

afterAll(async () => {
  await closeDatabase();
  await closeTestDatabase();
});

async function states(): Promise<string[]> {
  const rows = await testDatabase()<{ estado: string }[]>`select estado from leads where id = any(${leads}) order by id`;
  return rows.map((row) => row.estado);
}

describe("bad input", () => {
  const huge = "9".repeat(30);
  const tooMany = JSON.stringify({ lead_ids: Array.from({ length: 10_001 }, (_, n) => n + 1), estado: "aprobado" });
  it.each<[string, unknown, number, string]>([
    ["broken JSON", '{"lead_ids":[1,', 400, "invalid_json"],
    ["an empty body", "", 400, "invalid_json"],
    ["a list", [], 422, "invalid_request"],
    ["null", null, 422, "invalid_request"],
    ["no ids", { lead_ids: [], estado: "aprobado" }, 422, "invalid_request"],
    ["ids as text", { lead_ids: ["1"], estado: "aprobado" }, 422, "invalid_request"],
    ["a fraction", { lead_ids: [1.5], estado: "aprobado" }, 422, "invalid_request"],
    ["a negative id", { lead_ids: [-1], estado: "aprobado" }, 422, "invalid_request"],
    ["zero", { lead_ids: [0], estado: "aprobado" }, 422, "invalid_request"],
    ["2^63", '{"lead_ids":[9223372036854775808],"estado":"aprobado"}', 422, "invalid_request"],
    ["a number that is none", `{"lead_ids":[${huge}e${huge}],"estado":"aprobado"}`, 422, "invalid_request"],
    ["a state that is a number", { lead_ids: [1], estado: 7 }, 422, "invalid_request"],
    ["a state with a NUL", '{"lead_ids":[1],"estado":"a\\u0000b"}', 422, "invalid_request"],
    ["an unknown state", { lead_ids: [1], estado: "inventado" }, 422, "invalid_estado"],
    ["an unknown field", { lead_ids: [1], estado: "aprobado", extra: 1 }, 422, "invalid_request"],
    ["10,001 ids", tooMany, 422, "too_many_leads"],
    ["a body of 3 MiB", `{"lead_ids":[1],"estado":"${"x".repeat(3 * 1024 * 1024)}"}`, 413, "payload_too_large"],
  ])("%s is refused with the contract's answer, and changes nothing", async (_name, body, status, error) => {
    for (const handler of [bulkStatus, bulkStatusAsync]) {
      const answer = await call(handler, "POST", "/api/crm/leads", { key: admin, body });
      expect(answer.json).toMatchObject({ success: false, error, message: expect.any(String), request_id: expect.any(String) });
      expect(answer.status).toBe(status);
    }
    expect(await states()).toEqual(Array(5).fill("nuevo"));
  });

  it("of another content type is 415", async () => {
    const answer = await call(bulkStatus, "POST", "/", { key: admin, body: "lead_ids=1", headers: { "content-type": "application/x-www-form-urlencoded" } });
    expect([answer.status, answer.json.error]).toEqual([415, "unsupported_media_type"]);
  });

  it("names each field in the caller's language", async () => {
    const body = { lead_ids: [1, "dos"], estado: "aprobado" };
    const spanish = await call<{ details: { path: string; message: string }[] }>(bulkStatus, "POST", "/", { key: admin, body });
    const english = await call<{ details: { path: string; message: string }[] }>(bulkStatus, "POST", "/", { key: admin, body, headers: { "accept-language": "en-US,en" } });
    expect(spanish.json.details[0]).toMatchObject({ path: "lead_ids.1", message: expect.stringContaining("número") });
    expect(english.json.details[0]).toMatchObject({ path: "lead_ids.1", message: expect.stringContaining("number") });
  });

  it.each(["page=0", "page=x", "per_page=0", "per_page=101", "per_page=1.5", "estado=", "created_after=ayer", "cliente_id=1,x", "sort=name", "search=a%00b"])(
    "?%s is 422", async (query) => {
      expect((await call(listLeads, "GET", `/api/crm/leads?${query}`, { key: admin })).status).toBe(422);
    },
  );

  it.each(["%", "_", "\\", "'; drop table leads; --", "(", "ñandú", "𝕏"])("searching for %s is harmless", async (text) => {
    expect((await call(listLeads, "GET", `/api/crm/leads?search=${encodeURIComponent(text)}`, { key: admin })).status).toBe(200);
  });
});

describe("who asks", () => {
  it("without a key is 401, with a wrong or malformed one too", async () => {
    for (const headers of [{}, { authorization: "Bearer tanda_wrong" }, { authorization: "Basic x" }, { authorization: "Bearer" }, { cookie: "tanda.session_token=forged.x" }]) {
      expect((await call(listLeads, "GET", "/", { headers: headers as Record<string, string> })).status).toBe(401);
    }
  });

  it("as a viewer reads but may change nothing", async () => {
    expect((await call(listLeads, "GET", "/", { key: viewer })).status).toBe(200);
    expect((await call(bulkStatus, "POST", "/", { key: viewer, body: { lead_ids: leads, estado: "aprobado" } })).status).toBe(403);
    expect(await states()).toEqual(Array(5).fill("nuevo"));
  });

  it("over the request limit of the key is 429 with Retry-After", async () => {
    const key = await addKey("viewer", { limits: { requests_per_minute: 3 } });
    const answers = [];
    for (let n = 0; n < 5; n++) answers.push(await call(listLeads, "GET", "/", { key }));
    expect(answers.map((a) => a.status)).toEqual([200, 200, 200, 429, 429]);
    const refused = answers.at(-1)!;
    expect(refused.json).toMatchObject({ error: "rate_limit_exceeded", retry_after: expect.any(Number), limit: { name: "requests_per_minute", max: 3 } });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(refused.headers.get("ratelimit-policy")).toContain("q=3");
  });

  it("with a method that the path has not is 405, naming those it has", async () => {
    const answer = await call(deleteJob, "DELETE", "/", { key: admin });
    expect([answer.status, answer.headers.get("allow"), answer.json.error]).toEqual([405, "GET", "method_not_allowed"]);
  });
});

describe("a tenant's key", () => {
  it("gets for another tenant's lead or job byte for byte what a missing one gets", async () => {
    const other = await addCliente({ db: testDatabase() });
    const stranger = await addKey("cliente", { clienteId: other });
    const owner = await addKey("cliente", { clienteId: cliente });
    const { json } = await call<{ job_id: string }>(bulkStatusAsync, "POST", "/", { key: owner, body: { lead_ids: leads, estado: "nuevo" } });
    const same = { "x-request-id": "same" };
    const pairs: [RouteHandler, string, Record<string, string>, Record<string, string>, unknown?][] = [
      [getLead, "GET", { id: String(leads[0]) }, { id: "999999999" }],
      [history, "GET", { id: String(leads[0]) }, { id: "999999999" }],
      [patchLead, "PATCH", { id: String(leads[0]) }, { id: "999999999" }, { name: "X" }],
      [getJob, "GET", { job_id: json.job_id }, { job_id: "bulk_missing" }],
      [getFailures, "GET", { job_id: json.job_id }, { job_id: "bulk_missing" }],
      [cancelJob, "POST", { job_id: json.job_id }, { job_id: "bulk_missing" }],
      [undoJob, "POST", { job_id: json.job_id }, { job_id: "bulk_missing" }],
    ];
    for (const [handler, method, theirs, missing, body] of pairs) {
      const [a, b] = [await call(handler, method, "/", { key: stranger, params: theirs, body, headers: same }), await call(handler, method, "/", { key: stranger, params: missing, body, headers: same })];
      expect([a.status, a.text]).toEqual([404, b.text]);
    }
    const bulk = async (id: number) => (await call(bulkStatus, "POST", "/", { key: stranger, body: { lead_ids: [id], estado: "aprobado" } })).text.replace(`"lead_id":${id}`, "ID");
    expect(await bulk(leads[0]!)).toBe(await bulk(999_999_999));
  });

  it("creates leads of its own tenant only", async () => {
    const own = await addKey("cliente", { clienteId: cliente });
    const created = await call(createLead, "POST", "/", { key: own, body: { name: "Nuevo" } });
    expect([created.status, created.json.cliente_id]).toEqual([201, cliente]);
    expect((await call(createLead, "POST", "/", { key: own, body: { name: "Ajeno", cliente_id: cliente + 1 } })).status).toBe(422);
  });
});

describe("an Idempotency-Key", () => {
  it("sent twenty times at once makes one job, and everybody gets its answer", async () => {
    const body = { lead_ids: leads, estado: "nuevo" };
    const headers = { "idempotency-key": crypto.randomUUID() };
    const answers = await Promise.all(Array.from({ length: 20 }, () => call<{ job_id: string }>(bulkStatusAsync, "POST", "/api/x", { key: admin, body, headers })));
    expect(new Set(answers.map((a) => a.status))).toEqual(new Set([202]));
    expect(new Set(answers.map((a) => a.json.job_id)).size).toBe(1);
    expect(answers.filter((a) => a.headers.get("idempotency-replayed") === "true")).toHaveLength(19);
    const [row] = await testDatabase()<{ n: number }[]>`select count(*) as n from jobs where public_id = ${answers[0]!.json.job_id}`;
    expect(row!.n).toBe(1);
  });

  it("with another body is 409", async () => {
    const headers = { "idempotency-key": crypto.randomUUID() };
    await call(bulkStatusAsync, "POST", "/api/x", { key: admin, body: { lead_ids: leads, estado: "nuevo" }, headers });
    const other = await call(bulkStatusAsync, "POST", "/api/x", { key: admin, body: { lead_ids: leads, estado: "aprobado" }, headers });
    expect([other.status, other.json.error]).toEqual([409, "idempotency_conflict"]);
  });

  it("whose request failed may be used again", async () => {
    const headers = { "idempotency-key": crypto.randomUUID() };
    expect((await call(bulkStatusAsync, "POST", "/api/x", { key: admin, body: { lead_ids: leads, estado: "inventado" }, headers })).status).toBe(422);
    expect((await call(bulkStatusAsync, "POST", "/api/x", { key: admin, body: { lead_ids: leads, estado: "nuevo" }, headers })).status).toBe(202);
  });
});
