import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";

it("storages stay apart across awaits, and those of 300 sockets weigh no more than one", { timeout: 60_000 }, async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", path.join(import.meta.dirname, "async-storage-testing.ts")], { cwd: path.join(import.meta.dirname, "../..") });
  expect(JSON.parse(stdout)).toEqual({
    nested: ["a", "b"], exited: [null, "b"], after: ["a", "b"], left: ["a", null], apart: ["x", "y"], outside: [null, null], entered: ["entered", "here"], grown: 0,
  });
});
