import { expect, it } from "vitest";
import { tsqueryOf, wordsOf } from "./search-words";

it("reads words as beginnings, without accents or case", () => {
  expect(wordsOf(" José  GONZ josé ")).toEqual([{ beginnings: ["jose"] }, { beginnings: ["gonz"] }]);
  expect(wordsOf("luis.ocampo4@correo.example").map(({ beginnings }) => beginnings[0])).toEqual(["luis", "ocampo4", "correo", "example"]);
});

it("reads a telephone however it is written, and without its country", () => {
  const asIndexed = ["0414555", "414555", "58414555", "57414555", "505414555"];
  for (const text of ["0414-555", "(0414) 555", "0414 5 55", "0414.555"]) expect(wordsOf(text)).toEqual([{ beginnings: asIndexed }]);
  expect(wordsOf("+58 414")[0]!.beginnings).toContain("58414");
});

it("makes a tsquery that no input breaks", () => {
  expect(tsqueryOf(wordsOf("o'neil \\ 7"))).toBe(`('o''neil':*) & ('\\\\':*) & ('7':* | '587':* | '577':* | '5057':*)`);
  expect(tsqueryOf(wordsOf("@ - ."))).toBeNull();
});
