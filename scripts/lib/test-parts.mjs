// The parts of npm test. Each resolves with how many passed, failed and were skipped, and rejects if it could not run.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { ensureChromium } from "./browser.mjs";
import { build } from "./build.mjs";
import { checkTypes, lint } from "./checks.mjs";
import { root } from "./environment.mjs";
import { readJson } from "./processes.mjs";
import { ensureRedis } from "./redis.mjs";
import { startTestSystem } from "./test-system.mjs";

/** Lint and types. */
export async function runChecks() {
  const passed = (await Promise.all([lint(), checkTypes()])).filter(Boolean).length;
  return { passed, failed: 2 - passed, skipped: 0 };
}

/** The given projects of vitest: unit, database, process. */
export async function runVitest(projects) {
  if (projects.some((name) => name !== "unit")) await ensureRedis();
  if (projects.includes("process")) await build();
  const args = ["node_modules/vitest/vitest.mjs", "run", "--reporter=default", "--reporter=json", ...projects.flatMap((name) => ["--project", name])];
  const { report, code } = await withReport((file) => run([...args, `--outputFile.json=${file}`], { NODE_ENV: "test" }));
  if (!report) throw new Error(`vitest ended with ${code} and left no report.`);
  const brokenFiles = report.testResults.filter((file) => file.status === "failed" && !file.assertionResults.some(({ status }) => status === "failed"));
  const failed = report.numFailedTests + brokenFiles.length;
  return {
    passed: report.numPassedTests,
    // Errors outside any test end it with a code of their own.
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** Playwright's specs against a system started for them. */
export async function runBrowserTests() {
  const chromium = await ensureChromium();
  await build();
  const system = await startTestSystem();
  try {
    const args = ["node_modules/@playwright/test/cli.js", "test", "--pass-with-no-tests", "--reporter=list,json"];
    const { report, code } = await withReport((file) =>
      run(args, { ...system.env, CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: file }),
    );
    if (!report) throw new Error(`playwright ended with ${code} and left no report.`);
    const { expected, unexpected, flaky, skipped } = report.stats;
    return { passed: expected + flaky, failed: unexpected === 0 && code !== 0 ? 1 : unexpected, skipped };
  } finally {
    await system.stop();
  }
}

async function withReport(runWith) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "tanda-report-"));
  try {
    const file = path.join(folder, "report.json");
    const code = await runWith(file);
    return { report: readJson(file), code };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs node in the open: what it prints is the progress that the reader sees. */
function run(args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, ...env }, stdio: ["ignore", "inherit", "inherit"] });
    child.once("error", reject);
    child.once("close", resolve);
  });
}
