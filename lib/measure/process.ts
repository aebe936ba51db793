import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";

export type ProcessKind = "web" | "worker" | "gateway";

/** Who measures. */
export interface ProcessIdentity {
  id: string;
  kind: ProcessKind;
  host: string;
  pid: number;
  /** What was built: another one is a deploy. */
  build: string;
}

const BUILD_LENGTH = 12;

export function newIdentity(kind: ProcessKind): ProcessIdentity {
  return { id: randomUUID(), kind, host: hostname(), pid: process.pid, build: buildId() };
}

/** `APP_BUILD`, else the digest of the sources that scripts/lib/build.mjs leaves beside the build, else the version. */
function buildId(): string {
  return process.env.APP_BUILD || firstReadable(() => readFileSync(".next/source-hash", "utf8").slice(0, BUILD_LENGTH)) || `v${process.env.npm_package_version ?? "0"}`;
}

function firstReadable(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
