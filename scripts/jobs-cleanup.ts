process.env.TANDA_PROCESS ??= "cli";
import { systemContext } from "@/lib/context/system-context";
import { closeDatabase } from "@/lib/db/sql";
import { cleanupJobs } from "@/lib/jobs/cleanup-jobs";

const report = await cleanupJobs(systemContext("jobs:cleanup"));
await closeDatabase();
for (const [name, count] of Object.entries(report)) console.log(`${name.replaceAll("_", " ").padEnd(26)} ${count}`);
