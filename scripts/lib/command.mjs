import { loadEnvironment } from "./environment.mjs";

const signalNumbers = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 };

/** Gives this process the product's environment until it ends, the database included; returns the environment. */
export async function enterEnvironment() {
  const { env, release } = await loadEnvironment();
  Object.assign(process.env, env);
  process.once("exit", release);
  exitOnSignals();
  return env;
}

/** A signal's default end skips the handlers of "exit"; a command with a handler of its own drains as it likes. */
function exitOnSignals() {
  for (const [name, number] of Object.entries(signalNumbers)) {
    process.on(name, () => {
      if (process.listenerCount(name) === 1) process.exit(128 + number);
    });
  }
}

/** Runs a command's main function; an error is told on standard error and makes the exit code 1. */
export function runCommand(main) {
  main(process.argv.slice(2)).catch((error) => {
    console.error(error?.stack ?? error);
    process.exit(1);
  });
}
