// Keeps the product's processes running: each leads a process group of its own (Ctrl-C in the terminal reaches the
// launcher alone, which then lets them drain), is on record in DATA_DIR for the case that the launcher is killed, and
// is started again when it dies.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { root } from "./environment.mjs";
import { endRecorded, processRegister, signal } from "./processes.mjs";

const backoffMs = { first: 500, most: 30_000 };
const steadyAfterMs = 60_000;

/**
 * Returns `{start(service), adopt(child, name), endEarlier(graceMs), stop(graceMs), kill()}` over the records in `folder`.
 * A service is `{name, args, env}`: node's arguments; `say` gets each line it prints. `start` returns
 * `{printed(text), died}`: a promise for a line holding the text, and one that rejects if it ends before its time.
 */
export function createSupervisor({ folder, say }) {
  const register = processRegister(folder);
  let stopping = false;

  /** Puts a child on record; a step of the start is disposable, a service has work to finish. */
  function adopt(child, name, disposable = true) {
    if (!child.pid) return;
    if (stopping) signal(-child.pid, "SIGKILL");
    register.enter(child.pid, { name, disposable });
    child.once("exit", () => {
      // Whatever it started and left behind goes with it.
      signal(-child.pid, "SIGKILL");
      register.leave(child.pid);
    });
  }

  function start(service) {
    const lines = lineWatch();
    let rejectDied;
    const died = new Promise((_, reject) => (rejectDied = reject));
    died.catch(() => {});
    launch(service, { delayMs: backoffMs.first, onLine: lines.see, onExit: rejectDied });
    return { printed: lines.printed, died };
  }

  function launch(service, { delayMs, onLine, onExit }) {
    const since = Date.now();
    const child = spawn(process.execPath, service.args, { cwd: root, env: service.env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    adopt(child, service.name, false);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        onLine(line);
        say(line.startsWith("{") ? line : `${service.name} │ ${line}`);
      });
    }
    child.once("exit", (code, killedBy) => {
      if (stopping) return;
      onExit(new Error(`${service.name} ended before it was ready (${killedBy ?? `exit code ${code}`}).`));
      const delay = Date.now() - since > steadyAfterMs ? backoffMs.first : delayMs;
      say(`! ${service.name} ended (${killedBy ?? `exit code ${code}`}); starting it again in ${delay / 1_000} s`);
      setTimeout(() => stopping || launch(service, { delayMs: Math.min(delay * 2, backoffMs.most), onLine, onExit }), delay);
    });
  }

  return {
    start,
    adopt,
    /** Ends what a killed launcher left running; returns the names. */
    async endEarlier(graceMs) {
      const records = register.living();
      await endRecorded(records, graceMs);
      return records.map(({ name }) => name);
    },
    /** Asks everything to drain and end, and ends what has not after `graceMs`. */
    async stop(graceMs) {
      stopping = true;
      await endRecorded(register.living(), graceMs);
      register.living(); // Forgets those whose end this process has not been told of yet.
    },
    /** Ends everything at once. */
    kill() {
      for (const { pid } of register.living()) signal(-pid, "SIGKILL");
    },
  };
}

/** Lets others wait for a line that holds a text. */
function lineWatch() {
  const waiting = new Set();
  return {
    printed: (text) => new Promise((resolve) => waiting.add({ text, resolve })),
    see(line) {
      for (const entry of waiting) {
        if (!line.includes(entry.text)) continue;
        waiting.delete(entry);
        entry.resolve();
      }
    },
  };
}
