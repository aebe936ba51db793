import net from "node:net";

/** True if nothing listens on the port and this process may. */
export function isFree(port, host = "127.0.0.1") {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}

/** Returns the first free loopback port from `from` on; without it, any that the system offers. */
export async function freePort(from) {
  if (!from) return offeredPort();
  for (let port = from; port < from + 500; port += 1) if (await isFree(port)) return port;
  return offeredPort();
}

function offeredPort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
