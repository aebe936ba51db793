import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { resolvePublic } from "./address";

const MAX_REDIRECTS = 3;
const MAX_ANSWER_BYTES = 1024;

export interface PostOptions {
  headers: Record<string, string>;
  timeoutMs: number;
  allowPrivate: boolean;
}

export interface Posted {
  status: number;
  /** The first kilobyte. */
  body: string;
  location: string | undefined;
}

/**
 * Posts a body, following redirects that keep the method (307, 308). Each address is resolved and judged, and connected to as it was judged.
 * @throws PrivateAddress, or what the network says; what the signal says when all of it, the looking up of names included, takes longer than it may.
 */
export async function post(url: string, body: string, options: PostOptions): Promise<Posted> {
  const signal = AbortSignal.timeout(options.timeoutMs);
  let target = new URL(url);
  for (let hop = 0; ; hop++) {
    const answer = await postOnce(target, body, options, signal);
    if ((answer.status !== 307 && answer.status !== 308) || !answer.location || hop === MAX_REDIRECTS) return answer;
    target = new URL(answer.location, target);
    if (target.protocol !== "https:" && target.protocol !== "http:") return answer;
  }
}

async function postOnce(target: URL, body: string, { headers, allowPrivate }: PostOptions, signal: AbortSignal): Promise<Posted> {
  const { address, family } = await orAborted(signal, resolvePublic(target.hostname, allowPrivate));
  const send = target.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = send(
      target,
      {
        method: "POST", signal, agent: false,
        headers: { ...headers, "Content-Length": Buffer.byteLength(body) },
        // With `all` Node asks for a list, which is this one address.
        lookup: (_host, options, done) => (options.all ? done(null, [{ address, family }]) : done(null, address, family)),
      },
      (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        const finish = () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString("utf8").replaceAll("\0", ""), location: response.headers.location });
        response.on("data", (chunk: Buffer) => {
          chunks.push(chunk);
          size += chunk.length;
          // What an address answers is only for the log: the rest is not read.
          if (size >= MAX_ANSWER_BYTES) {
            finish();
            response.destroy();
          }
        });
        response.on("end", finish);
        response.on("error", reject);
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

/** What is waited for, unless the signal comes first: the looking up of a name cannot be broken off, only left. */
function orAborted<T>(signal: AbortSignal, awaited: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason as Error);
    if (signal.aborted) leave();
    else signal.addEventListener("abort", leave, { once: true });
    void awaited.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave));
  });
}
