// One-off programs with their output kept, to be shown only if they fail.
import { spawn } from "node:child_process";
import { root } from "./environment.mjs";
import { signal } from "./processes.mjs";

const keptCharacters = 200_000;

/**
 * Runs a program in a process group of its own and resolves with `{code, stdout, output}`; never rejects for its exit
 * code. `onSpawn(child)` sees the process at once. After `timeoutMs` its group is killed and `code` is null.
 */
export function capture(program, args, { env = process.env, cwd = root, timeoutMs, onSpawn, echo = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    const kept = { stdout: "", output: "" };
    const keep = (names) => (chunk) => {
      for (const name of names) kept[name] = (kept[name] + chunk).slice(-keptCharacters);
      if (echo) process.stderr.write(chunk);
    };
    child.stdout.setEncoding("utf8").on("data", keep(["stdout", "output"]));
    child.stderr.setEncoding("utf8").on("data", keep(["output"]));
    onSpawn?.(child);
    const timer = timeoutMs && setTimeout(() => signal(-child.pid, "SIGKILL"), timeoutMs);
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code, ...kept });
    });
  });
}

/** The same for a program that must succeed: rejects with the end of what it printed. Resolves with its stdout. */
export async function mustRun(title, program, args, options) {
  const { code, stdout, output } = await capture(program, args, options);
  if (code === 0) return stdout;
  throw new Error(`${title} failed (exit code ${code}).\n${output.trim().split("\n").slice(-60).join("\n")}`);
}
