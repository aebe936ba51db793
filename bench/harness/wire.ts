import { once } from "node:events";
import { connect, type Socket } from "node:net";

const CHUNKS_END = Buffer.from("\r\n0\r\n\r\n");
const HEAD_END = Buffer.from("\r\n\r\n");

/** A kept-alive connection that asks for JSON, one answer after the other, and tells how long each took: from the first byte written until the last was read, without a client's own work in between. */
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

  /** Milliseconds that it took, a POST where there is a body. Rejects where the connection breaks or the status is another than 200. */
  ask(path: string, body?: string): Promise<number> {
    const rest = body === undefined ? "\r\n" : `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    const bytes = Buffer.from(`${body === undefined ? "GET" : "POST"} ${path} HTTP/1.1\r\n${this.#head}${rest}`);
    return new Promise((resolve, reject) => {
      let read: Buffer = Buffer.alloc(0);
      const end = (settle: () => void) => {
        this.#socket.off("data", take).off("close", lost);
        settle();
      };
      const lost = () => end(() => reject(new Error("the connection was lost")));
      const take = (chunk: Buffer) => {
        const at = performance.now();
        read = read.length === 0 ? chunk : Buffer.concat([read, chunk]);
        if (!isWhole(read)) return;
        const status = read.toString("latin1", 9, 12);
        end(() => (status === "200" ? resolve(at - startedAt) : reject(new Error(`answered ${status}`))));
      };
      this.#socket.on("data", take).on("close", lost);
      const startedAt = performance.now();
      this.#socket.write(bytes);
    });
  }

  close(): void {
    this.#socket.destroy();
  }
}

function isWhole(read: Buffer): boolean {
  const headEnd = read.indexOf(HEAD_END);
  if (headEnd < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(read.toString("latin1", 0, headEnd));
  return length ? read.length >= headEnd + HEAD_END.length + Number(length[1]) : read.subarray(-CHUNKS_END.length).equals(CHUNKS_END);
}
