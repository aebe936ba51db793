import { expect, test } from "vitest";
import { csvBytesResponse, csvResponse, CsvPart } from "./csv";

test("Whoever takes the bytes of a part leaves nothing behind in it", async () => {
  const parts = ["a,b\n", "1,2\n", "3,4\n"].map((text) => new CsvPart(new TextEncoder().encode(text)));
  const answer = await csvBytesResponse("some.csv", (async function* () {
    yield* parts;
  })());
  expect(await answer.text()).toBe("a,b\n1,2\n3,4\n");
  expect(parts.map((part) => part.take().length)).toEqual([0, 0, 0]);
});

test("A file of no rows has its heading; a reader who goes away ends the reading", async () => {
  let ended = false;
  const none = await csvResponse("none.csv", ["a", "b"], (async function* () {})());
  expect(await none.text()).toBe("a,b\n");
  const long = await csvResponse("long.csv", ["n"], (async function* () {
    try {
      for (let n = 0; ; n++) yield [{ n }];
    } finally {
      ended = true;
    }
  })());
  const reader = long.body!.getReader();
  expect(new TextDecoder().decode((await reader.read()).value)).toBe("n\n0\n");
  await reader.cancel();
  expect(ended).toBe(true);
});
