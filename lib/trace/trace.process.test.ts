import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SYSTEM } from "@/lib/auth/actor";
import { createApiKey } from "@/lib/auth/api-keys";
import { addCliente, addLeads, testContext } from "@/lib/db/testing";
import { freePort } from "@/scripts/lib/ports.mjs";
import { endedBy, ownDatabase, ROOT, startWorkerProcess } from "@/worker/testing";

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  attributes: { key: string; value: { stringValue?: string } }[];
  /** Of the process that made it. */
  service: string;
}

interface ResourceSpans {
  resource: { attributes: Span["attributes"] };
  scopeSpans: { spans: Omit<Span, "service">[] }[];
}

/** Takes traces as a collector does. */
const spans: Span[] = [];
const collector = createServer((request, response) => {
  let text = "";
  request.setEncoding("utf8").on("data", (part: string) => (text += part)).on("end", () => {
    const { resourceSpans } = JSON.parse(text) as { resourceSpans: ResourceSpans[] };
    for (const { resource, scopeSpans } of resourceSpans) {
      const service = resource.attributes.find(({ key }) => key === "service.name")!.value.stringValue!;
      spans.push(...scopeSpans.flatMap((scope) => scope.spans).map((span) => ({ ...span, service })));
    }
    response.setHeader("Content-Type", "application/json").end("{}");
  });
});

let own: Awaited<ReturnType<typeof ownDatabase>>;
let endpoint: string;
const started: ReturnType<typeof endedBy>[] = [];

beforeAll(async () => {
  collector.listen(0, "127.0.0.1");
  await once(collector, "listening");
  endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  own = await ownDatabase();
  // First, so that nobody else takes the port meanwhile.
  await promisify(execFile)(process.execPath, ["scripts/build.mjs"], { cwd: ROOT });
});

afterAll(async () => {
  for (const { kill } of started) await kill();
  await own.drop();
  collector.close();
});

test("A trace goes from the route of a built web through the task of a worker to the statements, and shows no value", async () => {
  const ctx = testContext(own.db, SYSTEM);
  const leads = await addLeads(ctx, await addCliente(ctx), 50);
  const { key } = await createApiKey(ctx, { name: "trace", role: "admin" });
  const port = await freePort();
  const web = spawn(process.execPath, ["scripts/web.mjs"], {
    cwd: ROOT, stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, NODE_ENV: "production", HOST: "127.0.0.1", PORT: String(port), DATABASE_URL: own.url, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint },
  });
  const { kill, terminate } = endedBy(web);
  started.push({ kill, terminate });
  const base = `http://127.0.0.1:${port}`;
  await expect.poll(() => fetch(`${base}/api/health/ready`).then(({ status }) => status, () => 0), { timeout: 60_000 }).toBe(200);
  const answer = await fetch(`${base}/api/crm/leads/bulk-status-async`, {
    method: "POST", headers: { authorization: `Bearer ${key}`, "content-type": "application/json" }, body: JSON.stringify({ lead_ids: leads, estado: "aprobado" }),
  });
  expect(answer.status).toBe(202);
  const { job_id: jobId } = (await answer.json()) as { job_id: string };
  const worker = await startWorkerProcess(own.url, { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
  await expect.poll(async () => (await own.db`select status from jobs where public_id = ${jobId}`)[0]!.status, { timeout: 30_000 }).toBe("completed");
  await worker.terminate();
  await terminate();

  const route = spans.find(({ name }) => name === "POST /api/crm/leads/bulk-status-async")!;
  const ofTrace = spans.filter(({ traceId }) => traceId === route.traceId);
  const under = (parent: Span) => ofTrace.filter(({ parentSpanId }) => parentSpanId === parent.spanId);
  const transaction = under(route).find(({ name }) => name === "TRANSACTION")!;
  expect(under(transaction).length).toBeGreaterThan(0);
  const task = ofTrace.find(({ name }) => name === "task leads:bulk-status")!;
  expect(ofTrace.find(({ spanId }) => spanId === task.parentSpanId)).toBeDefined();
  const statements = ofTrace.flatMap(({ attributes }) => attributes.filter(({ key: name }) => name === "db.query.text").map(({ value }) => value.stringValue!));
  expect(under(task).length).toBeGreaterThan(0);
  expect([route.service, transaction.service, task.service]).toEqual(["tanda-web", "tanda-web", "tanda-worker"]);
  expect(statements.some((text) => text.includes("insert into jobs"))).toBe(true);
  expect(statements.some((text) => text.includes("aprobado"))).toBe(false);
  expect(JSON.stringify(spans)).not.toContain(key);
});
