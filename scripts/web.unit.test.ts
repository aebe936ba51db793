import { expect, it } from "vitest";
import scripts from "../package.json";

it("npm run web gives its process the room that npm start does", async () => {
  const { webFlags } = (await import("./lib/build.mjs" as string)) as { webFlags: string[] };
  expect(scripts.scripts.web).toBe(`node ${webFlags.join(" ")} scripts/web.mjs`);
});
