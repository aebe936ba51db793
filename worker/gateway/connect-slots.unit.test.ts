import { expect, it } from "vitest";
import { createConnectSlots } from "./connect-slots";

const never = new AbortController().signal;

it("grants no more than it has, in the order they were asked for, and a slot given back twice counts once", async () => {
  const slots = createConnectSlots(2);
  const first = (await slots.take(never))!;
  await slots.take(never);
  const order: string[] = [];
  const third = slots.take(never).then((giveBack) => (order.push("third"), giveBack!));
  void slots.take(never).then(() => order.push("fourth"));
  expect(slots.waiting()).toBe(2);
  first();
  first();
  await third;
  expect([order, slots.waiting()]).toEqual([["third"], 1]);
});

it("forgets who has given up waiting", async () => {
  const slots = createConnectSlots(1);
  const held = (await slots.take(never))!;
  const impatient = new AbortController();
  const waiting = slots.take(impatient.signal);
  impatient.abort();
  expect(await waiting).toBeUndefined();
  held();
  expect(await slots.take(never)).toBeTypeOf("function");
});
