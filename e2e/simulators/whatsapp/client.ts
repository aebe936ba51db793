import { type BinaryNode, decodeBinaryNode, encodeBinaryNode, type proto } from "@whiskeysockets/baileys";
import type { WebSocket } from "ws";
import { frame, Frames } from "./frames";
import type { Chain } from "./keys";
import { NoiseServer } from "./noise";
import { type Device, lidOf } from "./phones";

const SERVER = "s.whatsapp.net";

export interface ClientHost {
  chain: Chain;
  refsPerClient: number;
  /** How many pre-keys WhatsApp has of a device. */
  preKeys(jid: string): number;
  addPreKeys(jid: string, count: number): void;
  isRemoved(jid: string): boolean;
  remove(jid: string): void;
  /** The login is accepted: another open connection of the device is replaced. */
  onLogin(client: Client): void;
  onRefs(client: Client, refs: string[]): void;
  onGone(client: Client): void;
}

/** One client's connection, from its handshake on. */
export class Client {
  device: Device | undefined;
  isOpen = true;
  private readonly frames = new Frames();
  private readonly noise: NoiseServer;
  private stage: "hello" | "finish" | "transport" = "hello";
  private nextId = 1;
  private onPairResult: { id: string; done: () => void } | undefined;

  constructor(private readonly host: ClientHost, private readonly socket: WebSocket) {
    this.noise = new NoiseServer(host.chain);
    let last = Promise.resolve();
    socket.on("message", (data: Buffer) => {
      for (const bytes of this.frames.push(data)) last = last.then(() => this.take(bytes)).catch(() => socket.terminate());
    });
    socket.on("error", () => undefined);
    socket.on("close", () => {
      this.isOpen = false;
      host.onGone(this);
    });
  }

  send(node: BinaryNode): void {
    if (this.isOpen) this.socket.send(frame(this.noise.encrypt(encodeBinaryNode(node))));
  }

  /** Sends what a phone's scan brings; once the client has signed it is told to restart. */
  pair(node: BinaryNode): Promise<void> {
    return new Promise((resolve) => {
      const id = this.id();
      this.onPairResult = { id, done: resolve };
      this.send({ tag: "iq", attrs: { from: SERVER, type: "set", id, xmlns: "md" }, content: [node] });
    });
  }

  /** Ends the connection with a code: as a stream's error, or as the refusal of a login. */
  end(code: number, how: "stream" | "failure" = "stream"): void {
    if (how === "failure") this.send({ tag: "failure", attrs: { reason: String(code) } });
    else if (code === 440) this.send({ tag: "stream:error", attrs: {}, content: [{ tag: "conflict", attrs: { type: "replaced" } }] });
    else this.send({ tag: "stream:error", attrs: { code: String(code) } });
    this.socket.close();
  }

  /** Breaks the connection without a word. */
  drop(): void {
    this.socket.terminate();
  }

  /** Neither hears nor answers from now on, as a network that swallows packets. */
  mute(isMuted: boolean): void {
    if (isMuted) this.socket.pause();
    else this.socket.resume();
  }

  private async take(bytes: Uint8Array): Promise<void> {
    if (this.stage === "hello") {
      this.socket.send(frame(this.noise.hello(bytes)));
      this.stage = "finish";
    } else if (this.stage === "finish") {
      const payload = this.noise.finish(bytes);
      this.stage = "transport";
      this.welcome(payload);
    } else {
      const node = await decodeBinaryNode(Buffer.from(this.noise.decrypt(bytes)));
      if (node.tag === "iq") this.onIq(node);
    }
  }

  private welcome(payload: proto.ClientPayload): void {
    if (payload.devicePairingData?.eIdent) return this.offerRefs();
    const user = `${payload.username}:${payload.device}`;
    const jid = `${user}@${SERVER}`;
    this.device = { jid, lid: lidOf(user) };
    if (this.host.isRemoved(jid)) return this.end(401, "failure");
    this.host.onLogin(this);
    if (!this.isOpen) return;
    this.send({ tag: "success", attrs: { t: String(Math.floor(Date.now() / 1000)), lid: this.device.lid } });
    this.send({ tag: "ib", attrs: { from: SERVER }, content: [{ tag: "offline", attrs: { count: "0" } }] });
  }

  private offerRefs(): void {
    const refs = Array.from({ length: this.host.refsPerClient }, () => `2@${crypto.randomUUID()}`);
    this.host.onRefs(this, refs);
    const content = refs.map((ref) => ({ tag: "ref", attrs: {}, content: Buffer.from(ref) }));
    this.send({ tag: "iq", attrs: { from: SERVER, type: "set", id: this.id(), xmlns: "md" }, content: [{ tag: "pair-device", attrs: {}, content }] });
  }

  private onIq({ attrs, content }: BinaryNode): void {
    if (attrs.type === "result") {
      if (attrs.id !== this.onPairResult?.id) return;
      this.onPairResult?.done();
      return this.end(515);
    }
    const child = Array.isArray(content) ? content[0] : undefined;
    this.send({ tag: "iq", attrs: { from: SERVER, type: "result", id: attrs.id! }, ...this.answer(attrs.xmlns, child, content) });
    if (child?.tag === "remove-companion-device" && this.device) {
      this.host.remove(this.device.jid);
      this.end(401);
    }
  }

  private answer(xmlns: string | undefined, child: BinaryNode | undefined, content: BinaryNode["content"]): Pick<BinaryNode, "content"> {
    const jid = this.device?.jid ?? "";
    if (xmlns !== "encrypt") return {};
    if (child?.tag === "count") return { content: [{ tag: "count", attrs: { value: String(this.host.preKeys(jid)) } }] };
    if (child?.tag === "digest") return { content: [{ tag: "digest", attrs: {} }] };
    const list = Array.isArray(content) ? content.find(({ tag }) => tag === "list") : undefined;
    if (Array.isArray(list?.content)) this.host.addPreKeys(jid, list.content.length);
    return {};
  }

  private id(): string {
    return `sim-${this.nextId++}`;
  }
}
