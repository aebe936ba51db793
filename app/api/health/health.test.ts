import { afterAll, beforeEach, expect, it } from "vitest";
import { GET as deep } from "./route";
import { GET as live } from "./live/route";
import { GET as ready } from "./ready/route";
import { closeDatabase } from "@/lib/db/sql";
import { closeTestDatabase, testDatabase } from "@/lib/db/testing";
import { call } from "@/lib/http/testing";

interface Report {
  status: string;
  parts: Record<string, { status: string; latency_ms: number | null; detail: string | null }>;
}

const POOL = "health test";
beforeEach(async () => {
  await testDatabase()`delete from worker_pools where pool_id = ${POOL}`;
});
afterAll(async () => {
  await testDatabase()`delete from worker_pools where pool_id = ${POOL}`;
  await closeDatabase();
  await closeTestDatabase();
});

it("200 with each part and its latency while a worker lives", async () => {
  await testDatabase()`insert into worker_pools (pool_id, lock_key, host, pid, concurrency, seen_at) values (${POOL}, 1, 'h', 1, 1, now() + interval '1 minute')`;
  const { status, json } = await call<Report & Record<string, unknown>>(deep, "GET", "/api/health");
  expect([status, json.status]).toEqual([200, "ok"]);
  for (const name of ["database", "queue", "worker"]) expect(json.parts[name]).toMatchObject({ status: "ok", latency_ms: expect.any(Number) });
});

it("503 that names the part without a worker; ready and live all the same", async () => {
  const { status, json } = await call<Report & Record<string, unknown>>(deep, "GET", "/api/health");
  expect([status, json.status]).toEqual([503, "down"]);
  expect(json.parts.worker).toMatchObject({ status: "down", detail: expect.stringContaining("npm run worker") });
  expect(await call(ready, "GET", "/api/health/ready")).toMatchObject({ status: 200, json: { status: "ok", parts: { database: { status: "ok" } } } });
  expect(await call(live, "GET", "/api/health/live")).toMatchObject({ status: 200, json: { status: "ok" } });
});

it("says nothing of hosts, users or versions to whoever asks", async () => {
  const { text } = await call(deep, "GET", "/api/health");
  const { hostname, username } = new URL(process.env.DATABASE_URL!);
  expect(text).not.toContain(hostname);
  expect(text).not.toContain(`"${username}"`);
});
