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

/** Below what systems give to connections that go out: none of those can take a port between its being found free and its being listened on. */
const OWN_PORTS = { from: 10_000, count: 20_000 };

/** Returns the first free loopback port from `from` on; without it, any. */
export async function freePort(from = OWN_PORTS.from + Math.floor(Math.random() * OWN_PORTS.count)) {
  for (let port = from; port < from + 500; port += 1) if (await isFree(port)) return port;
  return freePort();
}
