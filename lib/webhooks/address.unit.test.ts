import { expect, it } from "vitest";
import { isPublic, PrivateAddress, resolvePublic } from "./address";

it.each([
  "127.0.0.1", "10.1.2.3", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "::1", "::", "fe80::1", "fd00::1",
  "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1",
])("%s is not on the public internet", (address) => {
  expect(isPublic(address)).toBe(false);
});

it.each(["8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111"])("%s is on the public internet", (address) => {
  expect(isPublic(address)).toBe(true);
});

it("a name or a literal that leads home is refused after it is resolved", async () => {
  await expect(resolvePublic("localhost", false)).rejects.toBeInstanceOf(PrivateAddress);
  await expect(resolvePublic("[::1]", false)).rejects.toBeInstanceOf(PrivateAddress);
  await expect(resolvePublic("127.0.0.1", true)).resolves.toEqual({ address: "127.0.0.1", family: 4 });
});
