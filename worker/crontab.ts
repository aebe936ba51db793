import { parseCronItems } from "graphile-worker";

/** What runs by the clock. Cron is in UTC: what has an hour of APP_TIMEZONE looks at the clock itself. */
export const CRON_ITEMS = parseCronItems([
  { task: "jobs:watch", match: "* * * * *", identifier: "jobs:watch" },
  { task: "leads:fold-counts", match: "* * * * *", identifier: "leads:fold-counts" },
  { task: "users:fold-counts", match: "* * * * *", identifier: "users:fold-counts" },
  { task: "wispro:nightly", match: "*/15 * * * *", identifier: "wispro:nightly" },
  { task: "campaigns:watch", match: "* * * * *", identifier: "campaigns:watch", options: { backfillPeriod: 60_000 } },
  { task: "campaigns:cleanup", match: "10 7 * * *", identifier: "campaigns:cleanup" },
  { task: "monitoring:roll-up", match: "5,20,35,50 * * * *", identifier: "monitoring:roll-up" },
  { task: "monitoring:watch", match: "* * * * *", identifier: "monitoring:watch" },
  { task: "whatsapp:watch", match: "* * * * *", identifier: "whatsapp:watch" },
  { task: "webhooks:cleanup", match: "40 7 * * *", identifier: "webhooks:cleanup" },
  { task: "jobs:cleanup", match: "*/15 * * * *", identifier: "jobs:cleanup", options: { backfillPeriod: 12 * 3600 * 1000 } },
]);
