import { describe, expect, it } from "vitest";

import { resolveLocale } from "./locales";
import { messages as en } from "./messages-en";
import { messages as es } from "./messages-es";

function paths(value: object, prefix = ""): string[] {
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    typeof inner === "object" && inner !== null ? paths(inner, `${prefix}${key}.`) : [`${prefix}${key}`],
  );
}

describe("resolveLocale", () => {
  it("takes the cookie's language before the browser's", () => {
    expect(resolveLocale("es", "en-US,en;q=0.9")).toBe("es");
    expect(resolveLocale("en", "es-VE")).toBe("en");
  });

  it("takes English only when it is the browser's first language", () => {
    expect(resolveLocale(undefined, "en-GB,es;q=0.8")).toBe("en");
    expect(resolveLocale(undefined, "es-VE,en;q=0.9")).toBe("es");
    expect(resolveLocale("fr", "fr-FR,en;q=0.9")).toBe("es");
    expect(resolveLocale(undefined, null)).toBe("es");
  });
});

describe("messages", () => {
  it("say the same things in both languages", () => {
    expect(paths(en).sort()).toEqual(paths(es).sort());
  });
});
