// npm test: everything its tests need, then every part even if an earlier one failed, and one closing line.
// npm test -- --only unit|database|process|browser runs one part.
import { install, needsInstall } from "./lib/dependencies.mjs";
import { createReporter } from "./lib/steps.mjs";

const parts = ["unit", "database", "process", "browser"];

async function main(args) {
  const only = args[0] === "--only" ? args[1] : undefined;
  if (args.length > 0 && !parts.includes(only)) throw new Error(`Usage: npm test [-- --only ${parts.join("|")}]`);
  if (needsInstall()) await createReporter().step("Installing dependencies", () => install());

  const { runBrowserTests, runChecks, runVitest } = await import("./lib/test-parts.mjs");
  const projects = parts.filter((part) => part !== "browser" && (!only || part === only));
  const runs = [
    !only && ["Lint and types", runChecks],
    projects.length > 0 && [`Tests: ${projects.join(", ")}`, () => runVitest(projects)],
    (!only || only === "browser") && ["Browser tests", runBrowserTests],
  ].filter(Boolean);
  return addUp(runs);
}

async function addUp(runs) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const [title, run] of runs) {
    console.log(`\n== ${title}`);
    const result = await run().catch((error) => {
      console.error(error.message);
      return { passed: 0, failed: 1, skipped: 0 };
    });
    for (const name of Object.keys(total)) total[name] += result[name];
  }
  return total;
}

for (const [name, number] of [["SIGINT", 2], ["SIGTERM", 15]]) process.on(name, () => process.exit(128 + number));

try {
  const { passed, failed, skipped } = await main(process.argv.slice(2));
  console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = failed > 0 ? 1 : 0;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
