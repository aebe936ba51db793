import { describe, expect, it } from "vitest";

import { createFormat } from "./format";

const spanish = createFormat("es", "America/Caracas");
const english = createFormat("en", "America/Caracas");
const plain = (text: string) => text.replaceAll(/\s/g, " ");

describe("numbers", () => {
  it("groups four digits in Spanish too", () => {
    expect(spanish.integer(4312)).toBe("4.312");
    expect(english.integer(4312)).toBe("4,312");
  });

  it("writes shares, rates and latencies with their unit", () => {
    expect(plain(spanish.percent(0.0143))).toBe("1,4 %");
    expect(spanish.perSecond(48.2)).toBe("48,2/s");
    expect(spanish.latency(184)).toBe("184 ms");
    expect(spanish.latency(4200)).toBe("4,2 s");
  });

  it("writes a duration in its two largest units", () => {
    expect([7, 99, 7505, 360_000].map(spanish.duration)).toEqual(["7 s", "1 min 39 s", "2 h 05 min", "4 d 4 h"]);
  });
});

describe("instants", () => {
  const now = "2026-11-19T14:42:00Z";

  it("shows them in the product's zone, in 24 hours", () => {
    expect(spanish.time(now)).toBe("10:42:00");
    expect(spanish.hourMinute("2026-11-19T04:05:00Z")).toBe("00:05");
    expect(plain(spanish.dateTime(now))).toBe("19 nov, 10:42");
  });

  it("tells the last week by distance and what is older by its date", () => {
    expect(plain(spanish.relative("2026-11-19T14:39:00Z", now))).toBe("hace 3 min");
    expect(plain(spanish.relative(now, now))).toBe("hace 0 s");
    expect(plain(spanish.relative("2026-11-17T14:42:00Z", now))).toBe("hace 2 días");
    expect(plain(spanish.relative("2026-10-31T14:42:00Z", now))).toBe("31 oct 2026");
  });
});
