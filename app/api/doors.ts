import { POST as qrBatch } from "./qr/batch/route";
import { POST as twilioInbound } from "./twilio/inbound/route";
import { POST as twilioStatus } from "./twilio/status/route";
import { POST as statusBatch } from "./whatsapp/status/batch/route";
import { openDoors } from "@/lib/http/doors";

/** What machines post by the thousand is answered before Next.js's own work (docs/decisions/0063-doors-before-next.md). */
export function openMachineDoors(): void {
  openDoors(new Map([
    ["/api/qr/batch", qrBatch],
    ["/api/twilio/inbound", twilioInbound],
    ["/api/twilio/status", twilioStatus],
    ["/api/whatsapp/status/batch", statusBatch],
  ]));
}
