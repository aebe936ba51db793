import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import { Client, type ClientHost } from "./client";
import { type Command, serveControl } from "./control";
import { issueChain } from "./keys";
import { Phones } from "./phones";

export interface DeviceRecord {
  jid: string;
  opens: number;
  open: boolean;
  openedAt: number | null;
  closedAt: number | null;
}

export interface WhatsappRecord {
  devices: DeviceRecord[];
  /** How often a device logged in while another connection of it was open. */
  overlaps: number;
  removed: string[];
  /** Connections that show a QR. */
  pairing: number;
}

export interface WhatsappSimulator {
  /** What to set `WHATSAPP_WS_URL` to. */
  url: string;
  /** Where `POST /__control` and `GET /__record` answer. */
  controlUrl: string;
  run(command: Command): Promise<number>;
  record(): WhatsappRecord;
  close(): Promise<void>;
}

export interface SimulatorOptions {
  port?: number;
  /** QRs a client gets before it has to connect anew; WhatsApp gives 6. */
  refsPerClient?: number;
  /** Says of every device that it has enough pre-keys: many logins at once then cost less. */
  hasPreKeys?: boolean;
}

const ENOUGH_PRE_KEYS = 812;

/** Starts WhatsApp's web socket on 127.0.0.1, on any free port unless one is given: real handshake and pairing, no messages. */
export async function startWhatsappSimulator(options: SimulatorOptions = {}): Promise<WhatsappSimulator> {
  const simulator = new Simulator(options);
  const server = createServer((request, response) => void serveControl(simulator, request, response));
  const sockets = new WebSocketServer({ server, path: "/ws/chat" });
  sockets.on("connection", (socket) => simulator.accept(new Client(simulator, socket)));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${port}/ws/chat`,
    controlUrl: `http://127.0.0.1:${port}`,
    run: (command) => simulator.run(command),
    record: () => simulator.record(),
    close: () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets.clients) socket.terminate();
        sockets.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

class Simulator implements ClientHost {
  readonly chain = issueChain();
  readonly refsPerClient: number;
  private readonly phones = new Phones();
  private readonly clients = new Set<Client>();
  private readonly refs = new Map<string, Client>();
  private readonly devices = new Map<string, DeviceRecord & { preKeys: number; client: Client | undefined }>();
  private readonly removed = new Set<string>();
  private overlaps = 0;

  constructor(private readonly options: SimulatorOptions) {
    this.refsPerClient = options.refsPerClient ?? 6;
  }

  accept(client: Client): void {
    this.clients.add(client);
  }

  preKeys(jid: string): number {
    return this.options.hasPreKeys ? ENOUGH_PRE_KEYS : (this.devices.get(jid)?.preKeys ?? 0);
  }

  addPreKeys(jid: string, count: number): void {
    const device = this.devices.get(jid);
    if (device) device.preKeys += count;
  }

  isRemoved(jid: string): boolean {
    return this.removed.has(jid);
  }

  remove(jid: string): void {
    this.removed.add(jid);
  }

  /** A device that is not known is welcome: the simulator may have been started anew since it was paired. */
  onLogin(client: Client): void {
    const { jid } = client.device!;
    const device = this.devices.get(jid) ?? { jid, opens: 0, open: false, openedAt: null, closedAt: null, preKeys: 0, client: undefined };
    this.devices.set(jid, device);
    if (device.client) {
      this.overlaps += 1;
      device.client.end(440);
    }
    Object.assign(device, { opens: device.opens + 1, open: true, openedAt: Date.now(), client });
  }

  onRefs(client: Client, refs: string[]): void {
    for (const ref of refs) this.refs.set(ref, client);
  }

  onGone(client: Client): void {
    this.clients.delete(client);
    for (const [ref, owner] of this.refs) if (owner === client) this.refs.delete(ref);
    const device = client.device && this.devices.get(client.device.jid);
    if (device?.client === client) Object.assign(device, { open: false, closedAt: Date.now(), client: undefined });
  }

  record(): WhatsappRecord {
    const devices = [...this.devices.values()].map(({ jid, opens, open, openedAt, closedAt }) => ({ jid, opens, open, openedAt, closedAt }));
    return { devices, overlaps: this.overlaps, removed: [...this.removed], pairing: new Set(this.refs.values()).size };
  }

  /** Answers how many connections it concerned. */
  async run(command: Command): Promise<number> {
    if (command.action === "scan") return this.scan(command);
    const clients = [...this.clients].filter(({ device }) => command.phone === "*" || device?.jid.split(":")[0] === command.phone.replace(/\D/g, ""));
    for (const client of clients) {
      if (command.action === "close") client.end(command.code, command.how);
      if (command.action === "drop") client.drop();
      if (command.action === "mute") client.mute(command.muted ?? true);
      if (command.action === "unlink") {
        this.remove(client.device!.jid);
        client.end(401);
      }
    }
    return clients.length;
  }

  private async scan({ qr, phone, name }: Extract<Command, { action: "scan" }>): Promise<number> {
    const client = this.refs.get(qr.split("#").at(-1)!.split(",")[0]!);
    if (!client) return 0;
    const { node } = this.phones.pair(qr, phone, name ?? "Simulador");
    await client.pair(node);
    return 1;
  }
}
