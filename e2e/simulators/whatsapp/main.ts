import { startWhatsappSimulator } from "./server";

/** Runs the simulator as a process: `PORT` (any free one by default); `WHATSAPP_SIMULATOR_PRE_KEYS=true` spares logins their pre-keys. SIGTERM ends it. */
const simulator = await startWhatsappSimulator({ port: Number(process.env.PORT ?? 0), hasPreKeys: process.env.WHATSAPP_SIMULATOR_PRE_KEYS === "true" });
console.log(`whatsapp simulator ready at ${simulator.url}`);

for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void simulator.close());
