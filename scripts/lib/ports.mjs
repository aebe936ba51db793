import net from "node:net";

/** Returns null if this process could listen there, else the code of the system's refusal, such as EADDRINUSE. */
export function portProblem(port, host = "127.0.0.1") {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once("error", ({ code }) => resolve(code));
    probe.listen(port, host, () => probe.close(() => resolve(null)));
  });
}

/** True if nothing listens on the loopback port and this process may. */
export async function isFree(port) {
  return (await portProblem(port)) === null;
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
