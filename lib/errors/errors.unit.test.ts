import { expect, test, vi } from "vitest";
import { AppError } from "./errors";

test("An error thrown by another copy of the class, as another bundle has it, is known", async () => {
  vi.resetModules();
  const other = await import("./errors");
  expect(other.AppError).not.toBe(AppError);
  expect(new other.AppError("unavailable")).toBeInstanceOf(AppError);
  expect(new Error("unavailable")).not.toBeInstanceOf(AppError);
});
