import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ownDatabase, startWorkerProcess, until, type WorkerProcess } from "../testing";
import { addCliente, addLeads, keyActor, testContext } from "@/lib/db/testing";
import type { Context } from "@/lib/context/context";
import type { AcceptedJob } from "@/lib/jobs/schemas";
import { bulkStatusAsync } from "@/lib/leads/bulk-status-async";
import { listDeliveries, sendTest } from "@/lib/webhooks/deliveries";
import { createWebhook, rotateOwnerSecret } from "@/lib/webhooks/endpoints";

process.env.WEBHOOK_ALLOW_PRIVATE = "true";
const WITHIN_MS = 30_000;

interface Received {
  headers: IncomingHttpHeaders;
  body: string;
  response: ServerResponse;
}

let own: Awaited<ReturnType<typeof ownDatabase>>;
let ctx: Context;
let receiver: Server;
let url: string;
let got: Received[] = [];
/** Whether requests are answered as they come. */
let answering = true;
const workers: WorkerProcess[] = [];

beforeAll(async () => {
  own = await ownDatabase();
  ctx = { ...testContext(own.db), actor: keyActor("admin") };
  receiver = createServer((request, response) => {
    void request.toArray().then((chunks) => {
      got.push({ headers: request.headers, body: Buffer.concat(chunks as Buffer[]).toString(), response });
      if (answering) response.writeHead(200).end("thanks");
    });
  }).listen(0, "127.0.0.1");
  await once(receiver, "listening");
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
});

afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.kill()));
  receiver.closeAllConnections();
  receiver.close();
  await own.drop();
});

async function startWorker(): Promise<WorkerProcess> {
  const worker = await startWorkerProcess(own.url, { WEBHOOK_ALLOW_PRIVATE: "true" });
  workers.push(worker);
  return worker;
}

const received = (count: number) => until(() => Promise.resolve(got.length), (length) => length >= count, WITHIN_MS);
const verify = (secret: string, { headers, body }: Received) => new Webhook(secret).verify(body, headers as Record<string, string>);

it("a worker killed in the middle of a delivery: another delivers it under the same id, and the log tells both attempts", async () => {
  got = [];
  answering = false;
  const { id, secret } = await createWebhook(ctx, { url, events: ["job.completed"] });
  const first = await startWorker();
  await sendTest(ctx, id);
  await received(1);
  await first.kill();
  answering = true;
  await startWorker();
  await received(2);
  const { items } = await until(() => listDeliveries(ctx, id, { page: 1, per_page: 10 }), (page) => page.items[0]!.status === "delivered", WITHIN_MS);
  expect(items).toMatchObject([{ event: "test", status: "delivered", attempts: 2, response_status: 200, response_body: "thanks" }]);
  expect(got.map(({ headers }) => headers["webhook-id"])).toEqual([items[0]!.message_id, items[0]!.message_id]);
  expect(got[1]!.body).toBe(got[0]!.body);
  for (const one of got) verify(secret, one);
});

it("the webhook_url of a bulk job is told at its end what the job's GET shows, signed with its owner's secret", async () => {
  got = [];
  const { secret } = await rotateOwnerSecret(ctx);
  const leads = await addLeads(ctx, await addCliente(ctx), 2500);
  const { job_id } = (await bulkStatusAsync(ctx, { lead_ids: leads, estado: "aprobado", priority: "normal", dry_run: false, webhook_url: url })) as AcceptedJob;
  const told = await until(() => Promise.resolve(got.find(({ body }) => body.includes(job_id) && !body.startsWith('{"type"'))), (one) => one !== undefined, WITHIN_MS);
  expect(verify(secret, told!)).toMatchObject({ job_id, status: "completed", processed_leads: 2500, updated: 2500, progress_percent: 100 });
});
