import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTracing } from "./start-tracing";
import { stopTracing } from "./trace";
import { POST as bulkStatusAsync } from "@/app/api/crm/leads/bulk-status-async/route";
import { SYSTEM } from "@/lib/auth/actor";
import { createApiKey } from "@/lib/auth/api-keys";
import { closeDatabase } from "@/lib/db/sql";
import { addCliente, addLeads, testContext } from "@/lib/db/testing";
import { call } from "@/lib/http/testing";
import { ownDatabase, startWorkerProcess } from "@/worker/testing";

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  attributes: { key: string; value: { stringValue?: string } }[];
}

/** Takes traces as a collector does. */
const spans: Span[] = [];
const collector = createServer((request, response) => {
  let text = "";
  request.setEncoding("utf8").on("data", (part: string) => (text += part)).on("end", () => {
    const { resourceSpans } = JSON.parse(text) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] };
    spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
    response.setHeader("Content-Type", "application/json").end("{}");
  });
});

let own: Awaited<ReturnType<typeof ownDatabase>>;

beforeAll(async () => {
  collector.listen(0, "127.0.0.1");
  await once(collector, "listening");
  own = await ownDatabase();
  process.env.DATABASE_URL = own.url;
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await stopTracing();
  await closeDatabase();
  await own.drop();
  collector.close();
});

test("A trace goes from the route through the task to the statements, and shows no value", async () => {
  const ctx = testContext(own.db, SYSTEM);
  const leads = await addLeads(ctx, await addCliente(ctx), 50);
  const { key } = await createApiKey(ctx, { name: "trace", role: "admin" });
  await startTracing("web");
  const answer = await call<{ job_id: string }>(bulkStatusAsync, "POST", "/api/crm/leads/bulk-status-async", { key, body: { lead_ids: leads, estado: "aprobado" } });
  expect(answer.status).toBe(202);
  await stopTracing();
  const worker = await startWorkerProcess(own.url, { OTEL_EXPORTER_OTLP_ENDPOINT: process.env.OTEL_EXPORTER_OTLP_ENDPOINT! });
  await expect.poll(async () => (await own.db`select status from jobs where public_id = ${answer.json.job_id}`)[0]!.status, { timeout: 30_000 }).toBe("completed");
  await worker.terminate();

  const route = spans.find(({ name }) => name === "POST /api/crm/leads/bulk-status-async")!;
  const ofTrace = spans.filter(({ traceId }) => traceId === route.traceId);
  const under = (parent: Span) => ofTrace.filter(({ parentSpanId }) => parentSpanId === parent.spanId);
  const transaction = under(route).find(({ name }) => name === "TRANSACTION")!;
  expect(under(transaction).length).toBeGreaterThan(0);
  const task = ofTrace.find(({ name }) => name === "task leads:bulk-status")!;
  expect(ofTrace.find(({ spanId }) => spanId === task.parentSpanId)).toBeDefined();
  const statements = ofTrace.flatMap(({ attributes }) => attributes.filter(({ key: name }) => name === "db.query.text").map(({ value }) => value.stringValue!));
  expect(under(task).length).toBeGreaterThan(0);
  expect(statements.some((text) => text.includes("insert into jobs"))).toBe(true);
  expect(statements.some((text) => text.includes("aprobado"))).toBe(false);
  expect(JSON.stringify(spans)).not.toContain(key);
});
