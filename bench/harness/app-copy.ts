import { execFileSync, spawn } from "node:child_process";
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

const ROOT = path.join(import.meta.dirname, "../..");
const PARTS = ["app", "components", "lib", "messages", "public", "drizzle", "instrumentation.ts", "next.config.ts", "postcss.config.mjs", "tsconfig.json", "package.json"];

/** Handlers that do nothing, the yardstick of every route: built into a copy of the app, since the product itself has no use for them. */
const EMPTY_HANDLERS = `
export async function GET() { return Response.json({ success: true }); }
export async function POST(request) { await request.arrayBuffer(); return Response.json({ success: true }, { status: 202 }); }
`;

/**
 * A production build of the app with `/api/bench-empty` and `/api/bench-upsert` added, in the system's temporary folder. Answers the folder; `remove`
 * deletes it.
 */
export async function buildAppCopy(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = path.join(tmpdir(), `tanda-bench-app-${process.pid}`);
  await mkdir(folder, { recursive: true });
  for (const part of PARTS) await cp(path.join(ROOT, part), path.join(folder, part), { recursive: true, force: true }).catch(ignoreMissing);
  linkModules(folder);
  await mkdir(path.join(folder, "app/api/bench-empty"), { recursive: true });
  await writeFile(path.join(folder, "app/api/bench-empty/route.js"), EMPTY_HANDLERS);
  await mkdir(path.join(folder, "app/api/bench-upsert"), { recursive: true });
  await cp(path.join(import.meta.dirname, "bench-upsert-route.ts"), path.join(folder, "app/api/bench-upsert/route.ts"));
  await cp(path.join(import.meta.dirname, "bare-upsert.ts"), path.join(folder, "app/api/bench-upsert/bare-upsert.ts"));
  await build(folder);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Hard links where the file system can: a link to the folder itself would lead the bundler out of its root. */
function linkModules(folder: string): void {
  const modules = path.join(ROOT, "node_modules");
  try {
    execFileSync("cp", ["-al", modules, folder], { stdio: "ignore" });
  } catch {
    execFileSync("cp", ["-a", modules, folder]);
  }
}

function build(folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["node_modules/next/dist/bin/next", "build"], {
      cwd: folder, env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" }, stdio: ["ignore", "ignore", "inherit"],
    });
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`next build of the copy ended with ${code}`))));
  });
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}
