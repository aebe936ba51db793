// Runs one TypeScript file with the product's environment: node scripts/run.mjs FILE [arguments…]
//
// In this very process, so signals reach it and its exit code is the caller's. Standard output belongs to the file.
import path from "node:path";
import { pathToFileURL } from "node:url";
import { loadEnvironment, root } from "./lib/environment.mjs";

const signalNumbers = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 };

async function main([file, ...args]) {
  if (!file) throw new Error("Usage: node scripts/run.mjs FILE [arguments…]");
  const { env, release } = await loadEnvironment();
  Object.assign(process.env, env);
  process.once("exit", release);
  exitOnSignals();

  const entry = path.resolve(root, file);
  process.argv = [process.argv[0], entry, ...args];
  const { register } = await import("tsx/esm/api");
  register();
  await import(pathToFileURL(entry).href);
}

/** A signal's default end skips the handlers of "exit"; a file with a handler of its own drains as it likes. */
function exitOnSignals() {
  for (const [name, number] of Object.entries(signalNumbers)) {
    process.on(name, () => {
      if (process.listenerCount(name) === 1) process.exit(128 + number);
    });
  }
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error?.stack ?? error);
  process.exit(1);
});
