import { expect, it } from "vitest";
import { DatabaseClock, localNow } from "./clock";

/** A reading by a database whose clock is so far ahead, of an answer that took its ways and its work. */
function read(clock: DatabaseClock, aheadMs: number, { there, work, back }: { there: number; work: number; back: number }, askedAt = localNow()): void {
  const at = (localMs: number) => (localMs + aheadMs) / 1000;
  clock.read({ beganAt: at(askedAt + there), doneAt: at(askedAt + there + work) }, askedAt, askedAt + there + work + back);
}

const ahead = (clock: DatabaseClock) => clock.now() - localNow();

it("knows the database's clock though its work took long", () => {
  const clock = new DatabaseClock();
  read(clock, 5_000, { there: 1, work: 800, back: 1 });
  expect(ahead(clock)).toBeCloseTo(5_000, 0);
});

it("trusts the shortest way of the last minute, whatever the work", () => {
  const clock = new DatabaseClock();
  read(clock, 5_000, { there: 1, work: 300, back: 1 });
  read(clock, 5_000, { there: 60, work: 0, back: 1 });
  expect(ahead(clock)).toBeCloseTo(5_000, 0);
  read(clock, 7_000, { there: 30, work: 0, back: 30 }, localNow() + 61_000);
  expect(ahead(clock)).toBeCloseTo(7_000, 0);
});
