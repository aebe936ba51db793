import { betterAuth } from "better-auth";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { drizzle } from "drizzle-orm/postgres-js";
import { openSessionPlugin } from "./open-session";
import * as schema from "@/drizzle/schema/auth";
import { settings } from "@/lib/config/env";
import { openDatabase } from "@/lib/db/sql";

const SESSION_DAYS = 7;
const POOL_MAX = 4;

function createAuth() {
  const { APP_URL, AUTH_SECRET, DATABASE_URL, HOST, PORT } = settings();
  return betterAuth({
    appName: "Tanda",
    secret: AUTH_SECRET,
    baseURL: APP_URL ?? `http://${HOST}:${PORT}`,
    basePath: "/api/auth",
    // The console is opened by its name, its address or through a tunnel: whoever serves the page may post to it.
    trustedOrigins: (request) => ownOrigins(request),
    // A pool of its own: drizzle takes over a client's reading and writing of dates and JSON.
    database: drizzleAdapter(drizzle(openDatabase(DATABASE_URL, { max: POOL_MAX, applicationName: "tanda auth", statementTimeoutMs: 5_000 })), {
      provider: "pg",
      schema: { user: schema.users, session: schema.sessions, account: schema.accounts, verification: schema.verifications },
    }),
    advanced: { database: { generateId: "serial" }, cookiePrefix: "tanda" },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10 },
    session: { expiresIn: SESSION_DAYS * 24 * 3600, updateAge: 24 * 3600 },
    rateLimit: { enabled: true, window: 60, max: 120, customRules: { "/sign-in/email": { window: 60, max: 20 } } },
    user: {
      additionalFields: {
        role: { type: "string", required: true, input: false },
        clienteId: { type: "number", required: false, input: false },
        active: { type: "boolean", required: false, input: false },
        limits: { type: "json", required: false, input: false, returned: true },
      },
    },
    plugins: [openSessionPlugin],
    telemetry: { enabled: false },
    logger: { disabled: true },
    // Its own report of what went wrong shows the parameters of statements, which are tokens too.
    onAPIError: { throw: true },
  });
}

function ownOrigins(request: Request | undefined): string[] {
  const host = request?.headers.get("host");
  return host ? [`http://${host}`, `https://${host}`] : [];
}

const shared = globalThis as typeof globalThis & { tandaAuth?: ReturnType<typeof createAuth> };

/** Sign-in, sessions and passwords, by better-auth on the product's own tables. */
export function auth() {
  shared.tandaAuth ??= createAuth();
  return shared.tandaAuth;
}
