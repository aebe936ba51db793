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

/** What PostgreSQL calls a table, column, function or schema that is not there. */
const missingInDatabase = ["42P01", "42703", "42883", "3F000"];

/** Runs a command's main function; an error is told on standard error and makes the exit code 1. */
export function runCommand(main) {
  main(process.argv.slice(2)).catch((error) => {
    console.error(told(error));
    process.exit(1);
  });
}

/** What whoever runs a command can put right is told in words; anything else with where it came from. */
function told(error) {
  if (missingInDatabase.includes(error?.code)) {
    return "A la base de datos le faltan tablas de esta versión: ejecuta antes npm run db:migrate\n" +
      "The database lacks tables of this version: run npm run db:migrate first";
  }
  return error?.name === "SettingsError" ? error.message : (error?.stack ?? error);
}
