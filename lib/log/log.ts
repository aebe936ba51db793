import pino, { type Logger } from "pino";

/** Field names whose values never reach a log line, at any depth that pino's paths reach. */
const SECRET_FIELDS = ["password", "token", "authorization", "cookie", "key", "api_key", "secret", "qr", "link_mobile_login", "identity", "set-cookie"];

export type Log = Logger;

let root: Logger | undefined;

/** The process's logger: JSON lines on stdout (a command's on stderr), secrets replaced by `[redacted]`. */
export function log(): Logger {
  const kind = process.env.TANDA_PROCESS ?? "web";
  // A command's standard output is its answer; its log goes beside it.
  root ??= pino({
    level: process.env.LOG_LEVEL ?? "info",
    base: { process: kind, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: SECRET_FIELDS.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]), censor: "[redacted]" },
    serializers: { err: serializeError },
  }, pino.destination(kind === "cli" ? 2 : 1));
  return root;
}

/** What a log may say of an error: driver errors carry statement parameters, which can be secrets, so only chosen fields pass. */
function serializeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  // A query builder's error writes the parameters into its message; what the driver said is its cause.
  const said = "params" in error && error.cause instanceof Error ? error.cause : error;
  const { code, severity, constraint_name, table_name } = said as Error & Record<string, unknown>;
  return { type: said.name, message: said.message, code, severity, constraint_name, table_name, stack: said.stack };
}
