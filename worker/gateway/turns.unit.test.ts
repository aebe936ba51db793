import { setImmediate as turn } from "node:timers/promises";
import { expect, it } from "vitest";
import { createTurns } from "./turns";

it("works at once when nothing else does, and else one a turn, in order, with what others do in between", async () => {
  const take = createTurns();
  const done: string[] = [];
  for (const name of ["first", "second", "third"]) take(() => void done.push(name));
  expect(done).toEqual(["first"]);
  await turn();
  expect(done).toEqual(["first", "second"]);
  take(() => void done.push("fourth"));
  expect(done).toHaveLength(2);
  while (done.length < 4) await turn();
  expect(done).toEqual(["first", "second", "third", "fourth"]);
  await turn();
  take(() => void done.push("fifth"));
  expect(done.at(-1)).toBe("fifth");
});

it("goes on after a piece of work that fails", async () => {
  const take = createTurns();
  const done: string[] = [];
  expect(() => take(() => { throw new Error("broken"); })).toThrow("broken");
  take(() => void done.push("next"));
  while (done.length === 0) await turn();
});
