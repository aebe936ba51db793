import { once } from "node:events";
import { connect, type Socket } from "node:net";

const CHUNKS_END = Buffer.from("\r\n0\r\n\r\n");
const HEAD_END = Buffer.from("\r\n\r\n");

/** A kept-alive connection that asks for JSON, one answer after the other, and tells how long each took: from when the kernel had it until its last byte was read, without a client's own work in between. */
export class Wire {
  readonly #socket: Socket;
  readonly #head: string;

  private constructor(socket: Socket, host: string, key: string) {
    this.#socket = socket;
    this.#head = `Host: ${host}\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/json\r\n`;
  }

  static async to(base: string, key: string): Promise<Wire> {
    const { host, hostname, port } = new URL(base);
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    await once(socket, "connect");
    return new Wire(socket, host, key);
  }

  /** Milliseconds that it took, a POST where there is a body. Rejects where the connection breaks or the status is another than 2xx. */
  ask(path: string, body?: string): Promise<number> {
    const rest = body === undefined ? "\r\n" : `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    const bytes = Buffer.from(`${body === undefined ? "GET" : "POST"} ${path} HTTP/1.1\r\n${this.#head}${rest}`);
    return new Promise((resolve, reject) => {
      const answer = new Answer();
      const end = (settle: () => void) => {
        this.#socket.off("data", take).off("close", lost);
        settle();
      };
      const lost = () => end(() => reject(new Error("the connection was lost")));
      const take = (chunk: Buffer) => {
        const at = performance.now();
        if (answer.add(chunk)) end(() => (answer.status.startsWith("2") ? resolve(at - startedAt) : reject(new Error(`answered ${answer.status}`))));
      };
      this.#socket.on("data", take).on("close", lost);
      this.#socket.write(bytes);
      const startedAt = performance.now();
    });
  }

  close(): void {
    this.#socket.destroy();
  }
}

/** An answer of which no more is looked at than tells its end: what a client does with one part, the next one waits for. */
class Answer {
  status = "";
  #head: Buffer = Buffer.alloc(0);
  #tail: Buffer = Buffer.alloc(0);
  #read = 0;
  /** Bytes in all; unknown where it comes in chunks. */
  #length: number | undefined;

  /** Is it whole with this? */
  add(chunk: Buffer): boolean {
    this.#read += chunk.length;
    this.#tail = Buffer.concat([this.#tail, chunk.subarray(-CHUNKS_END.length)]).subarray(-CHUNKS_END.length);
    if (!this.status && !this.#readHead(chunk)) return false;
    return this.#length === undefined ? this.#tail.equals(CHUNKS_END) : this.#read >= this.#length;
  }

  #readHead(chunk: Buffer): boolean {
    this.#head = Buffer.concat([this.#head, chunk]);
    const end = this.#head.indexOf(HEAD_END);
    if (end < 0) return false;
    const length = /\r\ncontent-length: (\d+)/i.exec(this.#head.toString("latin1", 0, end));
    this.#length = length ? end + HEAD_END.length + Number(length[1]) : undefined;
    this.status = this.#head.toString("latin1", 9, 12);
    return true;
  }
}
