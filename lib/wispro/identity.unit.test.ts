import { describe, expect, it } from "vitest";
import { personAt } from "@/e2e/simulators/wispro/people";
import { identityKeys, normalizeIdentity } from "@/lib/wispro/identity";

const nobody = null;

function written(number: string | null | undefined, details?: string | null): string | null {
  const identity = normalizeIdentity(number, details);
  return identity === null ? nobody : `${identity.letter ?? "?"}${identity.digits}`;
}

describe("the letter and digits of an identity number", () => {
  it.each([
    ["V-12.345.678", "V12345678"],
    ["V12345678", "V12345678"],
    ["v-12345678", "V12345678"],
    ["V 12 345 678", "V12345678"],
    [" v.12.345.678 ", "V12345678"],
    ["V–12345678", "V12345678"],
    ["Ｖ-１２３４５６７８", "V12345678"],
    ["V\u00a012345678", "V12345678"],
    ["E-84.123.456", "E84123456"],
    ["j-30123456-7", "J301234567"],
    ["G-20000001-3", "G200000013"],
    ["P 1234567", "P1234567"],
    ["12345678", "?12345678"],
    ["12.345.678", "?12345678"],
    ["1-2-3", "?123"],
  ])("reads %j as %s", (number, expected) => {
    expect(written(number)).toBe(expected);
  });

  it.each([
    [undefined],
    [null],
    [""],
    ["   "],
    ["V"],
    ["V-"],
    ["0"],
    ["V-00000000"],
    ["P-000"],
    ["X-12345678"],
    ["VE12345678"],
    ["12345678V"],
    ["001-010190-0001A"],
    ["12345678/87654321"],
    ["12345678 87654321"],
    ["no tiene"],
    ["V-12345678 (vencida)"],
  ])("finds nobody in %j", (number) => {
    expect(written(number, "V")).toBe(nobody);
  });

  it("drops leading zeros, which only pad a card's serial number", () => {
    expect([written("V-01234567"), written("0001234567"), written("J-00012345-6")]).toEqual(["V1234567", "?1234567", "J123456"]);
  });

  it("keeps the leading zeros of a passport, which are part of it", () => {
    expect([written("P-0123"), written("0123", "P"), written("P-123")]).toEqual(["P0123", "P0123", "P123"]);
  });
});

describe("the letter from the details", () => {
  it.each([
    ["V", "V12345678"],
    [" e ", "E12345678"],
    ["E-", "E12345678"],
    ["(J)", "J12345678"],
    ["Cédula E", "E12345678"],
    ["CEDULA: v", "V12345678"],
    ["Cédula de identidad: V", "V12345678"],
    ["C.I. V", "V12345678"],
    ["RIF G-", "G12345678"],
    ["Pasaporte P", "P12345678"],
    ["V-12.345.678", "V12345678"],
    ["Nacionalidad: E\nInstalar por la tarde", "E12345678"],
    ["Plan 20 megas; E; llamar antes", "E12345678"],
    ["V\nv-", "V12345678"],
  ])("is taken from %j", (details, expected) => {
    expect(written("12.345.678", details)).toBe(expected);
  });

  it.each([
    [""],
    [null],
    ["vive en Esquina de Pajaritos"],
    ["vive en Esquina E"],
    ["Vecino"],
    ["E. Gil"],
    ["Plan V"],
    ["Torre 2, P, apto 3"],
    ["VE"],
    ["V/E"],
    ["Cédula"],
    ["Cédula E vencida"],
    ["V-99999999"],
    ["V\nE"],
  ])("is not guessed from %j", (details) => {
    expect(written("12.345.678", details)).toBe("?12345678");
  });

  it("never overrides the letter in the number", () => {
    expect(written("E-12345678", "V")).toBe("E12345678");
  });
});

describe("the keys to find a person by", () => {
  it("are one for a known letter", () => {
    expect(identityKeys({ letter: "J", digits: "301234567" })).toEqual(["J301234567"]);
  });

  it("are V, then E for an unknown one, never J, G or P", () => {
    expect(identityKeys({ letter: null, digits: "12345678" })).toEqual(["V12345678", "E12345678"]);
  });

  it("of a number that is the end of another are not the other's", () => {
    expect(identityKeys({ letter: null, digits: "123" })).not.toContain("V99123");
  });
});

it("2,400 generated clients are each read as the person the generator meant, in every way of writing", () => {
  const people = Array.from({ length: 2_400 }, (_, index) => personAt(index, { seed: 7, withZoneName: true }));
  const read = people.map(({ client }) => normalizeIdentity(client.national_identification_number, client.details));
  expect(read).toEqual(people.map(({ identity }) => identity));
});
