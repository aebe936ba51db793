import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GET as events } from "./route";
import { POST as bulkStatusAsync } from "@/app/api/crm/leads/bulk-status-async/route";
import { GET as getJob } from "@/app/api/crm/jobs/[job_id]/route";
import { closeDatabase } from "@/lib/db/sql";
import { addCliente, addLeads, closeTestDatabase, testContext, testDatabase } from "@/lib/db/testing";
import { revokeApiKey } from "@/lib/auth/api-keys";
import { closeStreams, subscriptionCount } from "@/lib/events/hub";
import { addKey, call } from "@/lib/http/testing";
import { runToEnd } from "@/lib/leads/testing";

let key: string;
let leads: number[];

beforeAll(async () => {
  key = await addKey("admin");
  leads = await addLeads({ db: testDatabase() }, await addCliente({ db: testDatabase() }), 2500);
});

afterAll(async () => {
  closeStreams();
  await closeDatabase();
  await closeTestDatabase();
});

interface Event {
  id: string;
  event: string;
  data: Record<string, unknown>;
}

interface Stream {
  status: number;
  /** Reads on until an event passes. */
  until(passes: (event: Event) => boolean): Promise<Event[]>;
  close(): void;
}

async function open(topics: string, headers: Record<string, string> = {}): Promise<Stream> {
  const tab = new AbortController();
  const response = await events(
    new Request(`http://tanda.test/api/events?topics=${topics}`, { headers: { authorization: `Bearer ${key}`, ...headers }, signal: tab.signal }),
    { params: Promise.resolve({}) },
  );
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return {
    status: response.status,
    async until(passes) {
      const seen: Event[] = [];
      for (;;) {
        const at = text.indexOf("\n\n");
        if (at >= 0) {
          const event = parse(text.slice(0, at));
          text = text.slice(at + 2);
          if (event) seen.push(event);
          if (event && passes(event)) return seen;
          continue;
        }
        const { value, done } = await reader.read();
        if (done) return seen;
        text += value;
      }
    },
    close: () => tab.abort(),
  };
}

function parse(block: string): Event | null {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1];
  const data = field("data");
  return data ? { id: field("id")!, event: field("event")!, data: JSON.parse(data) as Record<string, unknown> } : null;
}

async function startJob(estado: string): Promise<string> {
  const { json } = await call<{ job_id: string }>(bulkStatusAsync, "POST", "/", { key, body: { lead_ids: leads, estado } });
  return json.job_id;
}

describe("the event stream of a job", () => {
  it("tells its state at once and every change until it is done, in the form of the job's GET", async () => {
    const jobId = await startJob("aprobado");
    const stream = await open(`job:${jobId}`);
    await stream.until((event) => event.data.status === "queued");
    await runToEnd(testContext(testDatabase()), jobId);
    const seen = await stream.until((event) => event.data.status === "completed");
    const last = seen.at(-1)!;
    expect(last).toMatchObject({ event: `job:${jobId}`, data: { progress_percent: 100, processed_leads: 2500 } });
    expect(last.data).toEqual((await call(getJob, "GET", "/", { key, params: { job_id: jobId } })).json);
    stream.close();
  });

  it("taken up again with Last-Event-ID sends what changed meanwhile, and nothing that did not", async () => {
    const jobId = await startJob("contactado");
    const first = await open(`job:${jobId}`);
    const [initial] = await first.until(() => true);
    first.close();
    await runToEnd(testContext(testDatabase()), jobId);
    const second = await open(`job:${jobId}`, { "last-event-id": initial!.id });
    const [missed] = await second.until(() => true);
    expect(missed!.data.status).toBe("completed");
    second.close();
    const other = await startJob("interesado");
    const third = await open(`job:${jobId},job:${other}`, { "last-event-id": missed!.id });
    const [next] = await third.until(() => true);
    expect(next!.event).toBe(`job:${other}`);
    third.close();
  });

  it("leaves nothing behind when the tab is closed", async () => {
    const before = subscriptionCount();
    const jobId = await startJob("agendado");
    const streams = await Promise.all(Array.from({ length: 20 }, () => open(`job:${jobId}`)));
    await Promise.all(streams.map((stream) => stream.until(() => true)));
    expect(subscriptionCount()).toBe(before + 20);
    for (const stream of streams) stream.close();
    expect(subscriptionCount()).toBe(before);
  });

  it("of a job that is not there, or of another tenant, is refused as its GET is", async () => {
    const answer = await call(events, "GET", "/api/events?topics=job:bulk_missing", { key });
    expect([answer.status, answer.json.error]).toEqual([404, "not_found"]);
    const stranger = await addKey("cliente", { clienteId: await addCliente({ db: testDatabase() }) });
    const foreign = await call(events, "GET", `/api/events?topics=job:${await startJob("nuevo")}`, { key: stranger, headers: { "x-request-id": "same" } });
    const missing = await call(events, "GET", "/api/events?topics=job:bulk_missing", { key: stranger, headers: { "x-request-id": "same" } });
    expect([foreign.status, foreign.text]).toEqual([404, missing.text]);
  });

  it("sends the last state even when it comes while the state before is still being read", async () => {
    const jobId = await startJob("aprobado");
    const stream = await open(`job:${jobId}`);
    await stream.until((event) => event.data.status === "queued");
    const db = testDatabase();
    // Two changes in one breath, twenty times: the second's message meets the first's read under way.
    for (let round = 0; round < 20; round++) {
      for (const name of ["a", "b"]) {
        await db.begin(async (tx) => {
          const [job] = await tx<{ id: number; version: number }[]>`update jobs set counters = ${tx.json({ [name]: round })}, version = version + 1 where public_id = ${jobId} returning id, version`;
          await tx`select pg_notify('tanda', ${JSON.stringify({ kind: "job", id: job!.id, publicId: jobId, version: job!.version, clienteId: null })})`;
        });
      }
      const seen = await stream.until((event) => (event.data.counters as Record<string, number>).b === round);
      expect(seen.at(-1)!.data.counters).toEqual({ b: round });
    }
    stream.close();
  });

  it("ends when keys are revoked, so that who asks is asked anew", async () => {
    const jobId = await startJob("contactado");
    const stream = await open(`job:${jobId}`);
    await stream.until(() => true);
    await addKey("viewer");
    const { id } = (await testDatabase()<{ id: number }[]>`select id from api_keys order by id desc limit 1`)[0]!;
    await revokeApiKey(testContext(testDatabase()), id);
    await stream.until(() => false);
    expect(subscriptionCount()).toBe(0);
  });

  it("of an unknown topic is 422", async () => {
    expect((await call(events, "GET", "/api/events?topics=everything", { key })).status).toBe(422);
  });
});
