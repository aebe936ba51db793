// Runs one TypeScript file with the product's environment: node scripts/run.mjs FILE [arguments…]
//
// In this very process, so signals reach it and its exit code is the caller's. Standard output belongs to the file.
import path from "node:path";
import { pathToFileURL } from "node:url";
import { enterEnvironment, runCommand } from "./lib/command.mjs";
import { root } from "./lib/environment.mjs";

runCommand(async ([file, ...args]) => {
  if (!file) throw new Error("Usage: node scripts/run.mjs FILE [arguments…]");
  await enterEnvironment();
  const entry = path.resolve(root, file);
  process.argv = [process.argv[0], entry, ...args];
  const { register } = await import("tsx/esm/api");
  register();
  await import(pathToFileURL(entry).href);
});
