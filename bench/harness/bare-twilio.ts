import http from "node:http";
import twilio from "twilio";
import type RequestClient from "twilio/lib/base/RequestClient";
import type Response from "twilio/lib/http/response";
import { SIMULATED_ACCOUNT_SID, SIMULATED_AUTH_TOKEN, SIMULATED_SENDER } from "@/e2e/simulators/twilio/server";

/** The library's own client as it comes, sent to the simulator, with as many sockets as messages are in flight. */
class SimulatedClient extends twilio.RequestClient {
  constructor(private readonly origin: string, sockets: number) {
    super();
    this.axios.defaults.httpAgent = new http.Agent({ keepAlive: true, maxSockets: sockets, maxFreeSockets: sockets });
  }

  override request<TData>(options: RequestClient.RequestOptions<TData>): Promise<Response<TData>> {
    const { pathname, search } = new URL(options.uri);
    return super.request({ ...options, uri: this.origin + pathname + search });
  }
}

// A process of its own, as a worker is: `bare-twilio.ts ORIGIN MESSAGES IN_FLIGHT` prints messages a second.
const [origin, count, inFlight] = [process.argv[2]!, Number(process.argv[3]), Number(process.argv[4])];
const client = twilio(SIMULATED_ACCOUNT_SID, SIMULATED_AUTH_TOKEN, { httpClient: new SimulatedClient(origin, inFlight) });
const send = (n: number) =>
  client.messages.create({
    to: `whatsapp:+58412${String(n).padStart(7, "0")}`, from: `whatsapp:${SIMULATED_SENDER}`, body: `Hola Persona ${n}`,
    statusCallback: `http://127.0.0.1:3000/api/twilio/status?r=1.${n}.1`,
  });

await Promise.all(Array.from({ length: inFlight }, (_, n) => send(n)));
let sent = 0;
const startedAt = performance.now();
await Promise.all(Array.from({ length: inFlight }, async () => {
  while (sent < count) await send((sent += 1));
}));
console.log(count / ((performance.now() - startedAt) / 1000));
process.exit(0);
