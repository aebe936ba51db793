import { z } from "zod";

const wholeNumber = z.coerce.number({ error: "a whole number" }).int("a whole number");
const integer = (fallback: number, min = 1) => wholeNumber.min(min, `a whole number of at least ${min}`).default(fallback);
const port = (fallback: number) => wholeNumber.min(1, "a port from 1 to 65535").max(65_535, "a port from 1 to 65535").default(fallback);
const percentage = (fallback: number) => wholeNumber.min(1, "a percentage from 1 to 100").max(100, "a percentage from 1 to 100").default(fallback);

const flag = (fallback: boolean) =>
  z
    .enum(["true", "false", "1", "0"], { error: "true or false" })
    .default(fallback ? "true" : "false")
    .transform((value) => value === "true" || value === "1");

const timeZone = z.string().refine(isTimeZone, "an IANA time zone such as America/Caracas").default("America/Caracas");

const databaseUrlForm = "a URL with a host and a database such as postgres://user:password@127.0.0.1:5432/tanda";

/** Every setting of the product, its default and what it expects. */
const settingsSchema = z
  .object({
    NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
    DATABASE_URL: z.string({ error: databaseUrlForm }).refine(isDatabaseUrl, databaseUrlForm),
    HOST: z.string().default("127.0.0.1"),
    PORT: port(3000),
    APP_URL: z.url("an absolute URL such as https://tanda.example.com").optional(),
    AUTH_SECRET: z.string({ error: "at least 32 characters" }).min(32, "at least 32 characters"),
    ADMIN_EMAIL: z.email("an e-mail address").default("admin@tanda.local"),
    ADMIN_PASSWORD: z.string().min(10, "at least 10 characters").optional(),
    SEED_DEMO: flag(true),
    APP_TIMEZONE: timeZone,
    OTEL_EXPORTER_OTLP_ENDPOINT: z.url("an absolute URL such as http://127.0.0.1:4318").optional(),
    LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"], { error: "fatal, error, warn, info, debug, trace or silent" }).default("info"),
    REDIS_URL: z.string().regex(/^rediss?:\/\//, "a redis:// or rediss:// URL").optional(),
    UPSTASH_REDIS_REST_URL: z.url("an https:// URL").optional(),
    UPSTASH_REDIS_REST_TOKEN: z.string().min(1, "the token of UPSTASH_REDIS_REST_URL").optional(),
    DATABASE_POOL_MAX: integer(10),
    WORKER_CONCURRENCY: integer(10),
    QUOTA_MAX_PENDING_JOBS: integer(10),
    QUOTA_MAX_JOBS_PER_DAY: integer(100),
    QUOTA_MAX_LEADS_PER_JOB: integer(10_000),
    QUOTA_MAX_LEADS_PER_DAY: integer(50_000),
    QUOTA_COOLDOWN_SECONDS: integer(30, 0),
    API_REQUESTS_PER_MINUTE: integer(600),
    CACHE_TTL_USERS: integer(300),
    CACHE_TTL_CLIENTS: integer(600),
    CACHE_TTL_REPORTS: integer(1800),
    DEFAULT_PAGE_SIZE: integer(10),
    // No list gives more: its statements are planned for pages of at most 100.
    MAX_PAGE_SIZE: wholeNumber.min(1, "a whole number from 1 to 100").max(100, "a whole number from 1 to 100").default(100),
    WISPRO_API_URL: z.url("an absolute URL").default("https://www.cloud.wispro.co/api/v1"),
    WISPRO_API_TOKEN: z.string().min(1, "a token").optional(),
    WISPRO_PER_PAGE: integer(100),
    WISPRO_COUNTRY: z.string().regex(/^[A-Z]{2}$/, "an ISO country code such as VE").default("VE"),
    WISPRO_SIMULATED: flag(false),
    TWILIO_SIMULATED: flag(false),
    TWILIO_ACCOUNT_SID: z.string().regex(/^AC[0-9a-fA-F]{32}$/, "AC and 32 hexadecimal digits").optional(),
    TWILIO_AUTH_TOKEN: z.string().min(1, "the token of TWILIO_ACCOUNT_SID").optional(),
    TWILIO_WHATSAPP_NUMBER: z.string().regex(/^(whatsapp:)?\+[1-9]\d{6,14}$/, "a number such as +14155238886").optional(),
    TWILIO_API_URL: z.url("an absolute URL").optional(),
    TWILIO_MESSAGES_PER_SECOND: integer(10),
    TWILIO_MAX_CONCURRENT: integer(50),
    TWILIO_TIMEOUT_MS: integer(15_000),
    TWILIO_LOOKUP_SECONDS: integer(10),
    TWILIO_ABSENT_SECONDS: integer(120),
    TWILIO_PROBE_SECONDS: integer(60),
    BATCH_SIZE: integer(500),
    MAX_CONCURRENT_BATCHES: integer(10),
    BATCH_RETRY_ATTEMPTS: integer(3),
    BATCH_RETRY_DELAY: integer(1000),
    GATEWAY_HOST: z.string().regex(/^(127(\.\d{1,3}){3}|localhost|::1)$/, "an address of this machine alone such as 127.0.0.1").default("127.0.0.1"),
    GATEWAY_PORT: port(4000),
    GATEWAY_TOKEN: z.string().min(32, "at least 32 characters").optional(),
    GATEWAY_WEB_URL: z.url("an absolute URL").optional(),
    GATEWAY_MAX_CONNECTS: integer(5),
    WHATSAPP_LIVE: flag(false),
    WHATSAPP_SIMULATED: flag(false),
    WHATSAPP_WS_URL: z.string().regex(/^wss?:\/\//, "a ws:// or wss:// URL").optional(),
    GATEWAY_BATCH_SIZE: integer(50),
    GATEWAY_BATCH_INTERVAL_MS: integer(5000),
    GATEWAY_PRIORITY_INTERVAL_MS: integer(500),
    ALERT_RESPONSE_TIME_THRESHOLD: integer(500),
    ALERT_CPU_THRESHOLD: percentage(80),
    ALERT_MEMORY_THRESHOLD: percentage(85),
    ALERT_CACHE_ERROR_THRESHOLD: percentage(5),
    ALERT_DISK_THRESHOLD: percentage(90),
    WEBHOOK_ALLOW_PRIVATE: flag(false),
    DEFAULT_COUNTRY: z.string().regex(/^[A-Z]{2}$/, "a country's two letters such as VE").default("VE"),
  })
  .refine((s) => !s.TWILIO_ACCOUNT_SID === !s.TWILIO_AUTH_TOKEN && !s.TWILIO_ACCOUNT_SID === !s.TWILIO_WHATSAPP_NUMBER, {
    path: ["TWILIO_ACCOUNT_SID"],
    message: "TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_WHATSAPP_NUMBER to be set together",
  })
  .refine((s) => !s.UPSTASH_REDIS_REST_URL === !s.UPSTASH_REDIS_REST_TOKEN, {
    path: ["UPSTASH_REDIS_REST_TOKEN"],
    message: "to be set together with UPSTASH_REDIS_REST_URL",
  })
  .refine((s) => s.DEFAULT_PAGE_SIZE <= s.MAX_PAGE_SIZE, { path: ["DEFAULT_PAGE_SIZE"], message: "a whole number of at most MAX_PAGE_SIZE" });

export type Settings = z.output<typeof settingsSchema>;

/** A setting that is missing or malformed; the message names each variable and what it expects, never its value. */
export class SettingsError extends Error {
  override name = "SettingsError";
}

/**
 * Reads the settings from an environment; empty strings count as unset.
 * @throws SettingsError naming each bad variable and what it expects.
 */
export function parseSettings(environment: Record<string, string | undefined>): Settings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = settingsSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: expects ${issue.message}`);
  throw new SettingsError(`Settings are missing or malformed:\n${lines.join("\n")}`);
}

let cached: Settings | undefined;

/** The settings of this process, read and checked once. */
export function settings(): Settings {
  cached ??= parseSettings(process.env);
  return cached;
}

/** Several hosts, which PostgreSQL's own tools take too, are no URL to the platform: the parts are looked at as text. A socket's folder may stand in `host`. */
function isDatabaseUrl(text: string): boolean {
  const [, host, database, query] = /^postgres(?:ql)?:\/\/(?:[^/?#]*@)?([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?/.exec(text) ?? [];
  return Boolean(database) && (/^[^:,]/.test(host ?? "") || new URLSearchParams(query).get("host") !== null);
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
