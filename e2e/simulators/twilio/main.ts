/** The simulator as a process: PORT and the Twilio settings from the environment, until SIGTERM or SIGINT. */

import { startTwilioSimulator } from "./server";

const simulator = await startTwilioSimulator({
  port: Number(process.env.PORT ?? 0),
  accountSid: process.env.TWILIO_ACCOUNT_SID,
  authToken: process.env.TWILIO_AUTH_TOKEN,
  // As people live with it: an answer takes a while, and not everybody reads.
  faults: { latencyMs: [40, 200] },
  callbacks: { stepMs: [300, 1_500], readRate: 0.6, undeliveredRate: 0.02 },
  sender: process.env.TWILIO_WHATSAPP_NUMBER?.replace("whatsapp:", ""),
});

console.log(`twilio simulator ready ${simulator.url}`);

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => void simulator.close().then(() => process.exit(0)));
}
