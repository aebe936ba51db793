import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate } from "@/drizzle/migrate";

const root = path.resolve(import.meta.dirname, "..");
const name = `keys_${randomUUID().replaceAll("-", "")}`;
const dataDir = mkdtempSync(path.join(os.tmpdir(), "tanda-keys-"));
let admin: postgres.Sql;
let url: string;

beforeAll(async () => {
  admin = postgres(process.env.TEST_DATABASE_ADMIN_URL!, { max: 1 });
  await admin.unsafe(`create database ${name}`);
  url = Object.assign(new URL(process.env.TEST_DATABASE_ADMIN_URL!), { pathname: `/${name}` }).href;
});

afterAll(async () => {
  await admin.unsafe(`drop database ${name} with (force)`);
  await admin.end();
  rmSync(dataDir, { recursive: true });
});

test("a key asked of a database without tables says in both languages what to run first, and comes once that was done", async () => {
  const refused = await apiKey("create", "--name", "first", "--role", "admin");
  expect(refused).toMatchObject({ code: 1, stdout: "" });
  expect(refused.stderr.trim().split("\n")).toEqual([
    "A la base de datos le faltan tablas de esta versión: ejecuta antes npm run db:migrate",
    "The database lacks tables of this version: run npm run db:migrate first",
  ]);

  await migrate(url);

  expect(await apiKey("create", "--name", "first", "--role", "admin")).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\S{30,}\n$/) as string });
  expect((await apiKey("list")).stdout).toContain("first");
});

/** Runs `npm run api-key`'s own command on the database. */
function apiKey(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { ...process.env, NODE_ENV: "production" as const, VITEST: "", DATABASE_URL: url, DATA_DIR: dataDir };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, ["scripts/run.mjs", "scripts/api-key.ts", ...args], { cwd: root, env }, (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }));
  });
}
