import { afterAll, expect, it } from "vitest";
import { closeStreams, subscribe } from "./hub";

afterAll(() => closeStreams());

it("tells whoever subscribed before the process heard events to read anew once it does: what came between was told to nobody", async () => {
  const told = await new Promise<string>((resolve) => {
    subscribe({ onMessage: () => resolve("message"), onReset: () => resolve("read anew"), onClose: () => resolve("closed") });
  });
  expect(told).toBe("read anew");
});
