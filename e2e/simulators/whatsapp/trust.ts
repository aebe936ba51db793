import { WA_CERT_DETAILS } from "@whiskeysockets/baileys";
import { SIMULATOR_ROOT } from "./keys";

/*
 * Makes this process believe the simulator's certificates instead of WhatsApp's. Loaded by `--import` from tests, benchmarks and the launcher's
 * simulated start alone, never by the product; with an address that is not this machine's it ends the process.
 */
const url = process.env.WHATSAPP_WS_URL;
if (url && !url.startsWith("ws://127.0.0.1:")) throw new Error("The simulator's certificates are for ws://127.0.0.1 alone.");
WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(SIMULATOR_ROOT.public);
