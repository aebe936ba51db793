import { expect, it } from "vitest";
import { moved } from "./moved";

const list = [{ code: "a", position: 1 }, { code: "b", position: 2 }, { code: "c", position: 3 }];

it("saves the two that change places", () => {
  expect(moved(list, 1, 0)).toEqual([{ code: "b", position: 1 }, { code: "a", position: 2 }]);
});

it("mends positions that were equal or had gaps", () => {
  expect(moved([{ code: "a", position: 0 }, { code: "b", position: 0 }, { code: "c", position: 9 }], 2, 1)).toEqual([
    { code: "a", position: 1 },
    { code: "c", position: 2 },
    { code: "b", position: 3 },
  ]);
});
