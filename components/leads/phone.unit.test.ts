import { expect, it } from "vitest";
import { formatPhone } from "./phone";

it("groups the numbers of the countries it knows and leaves the others", () => {
  expect(formatPhone("+584144655331")).toBe("+58 414 465 5331");
  expect(formatPhone("+573105550142")).toBe("+57 310 555 0142");
  expect(formatPhone("+50585552391")).toBe("+505 8555 2391");
  expect(formatPhone("+34600111222")).toBe("+34600111222");
  expect(formatPhone("+58414")).toBe("+58414");
});
