import { z } from "zod";
import type { Context } from "@/lib/context/context";

/** What a task is handed besides its payload. */
export interface TaskContext {
  ctx: Context;
  /** The worker that runs it. */
  workerId: string;
}

export interface Task<S extends z.ZodType = z.ZodType> {
  payload: S;
  /** Loaded when first needed. */
  load: () => Promise<{ run: (task: TaskContext, payload: z.output<S>) => Promise<void> }>;
}

const jobPayload = z.object({ jobId: z.int() });
const campaignPayload = z.object({ jobId: z.int(), campaignId: z.int() });
/** Cron tasks carry graphile-worker's own `_cron` payload. */
const cronPayload = z.looseObject({});

/** Ties a payload's schema to the task that takes it. */
function task<S extends z.ZodType>(payload: S, load: Task<S>["load"]): Task {
  return { payload, load } as unknown as Task;
}

/** Every task of the queue. */
export const TASKS: Record<string, Task> = {
  "leads:bulk-status": task(jobPayload, () => import("./leads/bulk-status")),
  "leads:undo": task(jobPayload, () => import("./leads/undo")),
  "leads:import": task(jobPayload, () => import("./leads/import")),
  "leads:fold-counts": task(cronPayload, () => import("./leads/fold-counts")),
  "users:fold-counts": task(cronPayload, () => import("./users/fold-counts")),
  "wispro:sync": task(jobPayload, () => import("./wispro/sync")),
  "wispro:nightly": task(cronPayload, () => import("./wispro/nightly")),
  "campaigns:run": task(jobPayload, () => import("./campaigns/run")),
  "campaigns:send-batch": task(campaignPayload.extend({ seq: z.int() }), () => import("./campaigns/send-batch")),
  "campaigns:import-contacts": task(jobPayload, () => import("./campaigns/import-contacts")),
  "campaigns:watch": task(cronPayload, () => import("./campaigns/watch")),
  "campaigns:cleanup": task(cronPayload, () => import("./campaigns/cleanup")),
  "campaigns:reconcile": task(campaignPayload, () => import("./campaigns/reconcile")),
  "whatsapp:watch": task(cronPayload, () => import("./whatsapp/watch")),
  "webhooks:deliver": task(z.object({ deliveryId: z.int() }), () => import("./webhooks/deliver")),
  "webhooks:cleanup": task(cronPayload, () => import("./webhooks/cleanup")),
  "monitoring:watch": task(cronPayload, () => import("./monitoring/watch")),
  "jobs:cleanup": task(cronPayload, () => import("./jobs/cleanup")),
  "monitoring:roll-up": task(cronPayload, () => import("./monitoring/roll-up")),
  "jobs:watch": task(cronPayload, () => import("./jobs/watch")),
};
