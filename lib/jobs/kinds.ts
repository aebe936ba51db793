/** The kinds of long work: what their ids begin with, which queue task runs them, and how long one may take. */
export const JOB_KINDS = {
  bulk_status: { prefix: "bulk", task: "leads:bulk-status", timeLimitSeconds: 900, countsInQuota: true },
  lead_undo: { prefix: "undo", task: "leads:undo", timeLimitSeconds: 900, countsInQuota: false },
  wispro_sync: { prefix: "wispro", task: "wispro:sync", timeLimitSeconds: 900, countsInQuota: false },
  lead_import: { prefix: "import", task: "leads:import", timeLimitSeconds: 1800, countsInQuota: false },
  contact_import: { prefix: "contacts", task: "campaigns:import-contacts", timeLimitSeconds: 1800, countsInQuota: false },
  campaign: { prefix: "campaign", task: "campaigns:run", timeLimitSeconds: 0, countsInQuota: false, ownControls: true },
} as const satisfies Record<string, JobKindDefinition>;

interface JobKindDefinition {
  prefix: string;
  task: string;
  timeLimitSeconds: number;
  /** Do the owner's quotas of bulk changes count it? */
  countsInQuota: boolean;
  /** Its room pauses, stops and watches it: it may wait for days, and is cancelled on its own page. */
  ownControls?: boolean;
}

export type JobKind = keyof typeof JOB_KINDS;

export const JOB_KIND_NAMES = Object.keys(JOB_KINDS) as [JobKind, ...JobKind[]];

/** Kinds that their room watches and controls. */
export const OWN_CONTROL_KINDS = JOB_KIND_NAMES.filter((name) => (JOB_KINDS[name] as JobKindDefinition).ownControls);

export const PRIORITIES = ["low", "normal", "high"] as const;
export type Priority = (typeof PRIORITIES)[number];

/** graphile-worker takes the lowest number first. */
export const QUEUE_PRIORITY: Record<Priority, number> = { high: -10, normal: 0, low: 10 };
