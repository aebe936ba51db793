// npm run verify: lint, types and unit tests, without a database.
import path from "node:path";
import { check, checkTypes, lint } from "./lib/checks.mjs";
import { root } from "./lib/environment.mjs";

const vitest = path.join(root, "node_modules/vitest/vitest.mjs");
const unitTests = () => check("unit tests", process.execPath, [vitest, "run", "--project", "unit"], { env: { NODE_ENV: "test" } });

const results = await Promise.all([lint().then(async (passed) => (await unitTests()) && passed), checkTypes()]);
process.exitCode = results.every(Boolean) ? 0 : 1;
