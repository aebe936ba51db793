import createNextIntlPlugin from "next-intl/plugin";
import type { NextConfig } from "next";
import { SECURITY_HEADERS } from "./lib/http/security-headers";

const config: NextConfig = {
  // Drivers with native or dynamic requires stay out of the bundle.
  serverExternalPackages: ["postgres", "pino", "ioredis", "graphile-worker", "pg", "twilio", "@opentelemetry/api", "@opentelemetry/core", "@opentelemetry/sdk-trace-base", "@opentelemetry/context-async-hooks", "@opentelemetry/resources", "@opentelemetry/exporter-trace-otlp-http"],
  // Types are checked by `npm run verify` and `npm test`; a start need not wait for them again.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  reactStrictMode: true,
  // proxy.ts redirects, all but `/users/`.
  skipTrailingSlashRedirect: true,
  rewrites: async () => [{ source: "/health", destination: "/api/health" }, { source: "/performance/stats", destination: "/api/performance/stats" }],
  headers: async () => [{ source: "/:path*", headers: Object.entries(SECURITY_HEADERS).map(([key, value]) => ({ key, value })) }],
  // forbidden() answers a page that the role may not see with 403 and its own page.
  experimental: { authInterrupts: true },
};

export default createNextIntlPlugin("./lib/i18n/request.ts")(config);
