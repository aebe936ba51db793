import { subscribe } from "./hub";
import type { Topic } from "./topics";
import { type Actor, ownerKey } from "@/lib/auth/actor";
import type { Context } from "@/lib/context/context";

const KEEP_ALIVE_MS = 20_000;
/** Then the browser opens it anew by itself, and is asked anew who it is: what was revoked meanwhile is noticed. */
const MAX_STREAM_MS = 15 * 60_000;

/** What a stream is waiting to send of one topic: only ever the newest. */
interface Watched {
  topic: Topic;
  sentVersion: number;
  timer: NodeJS.Timeout | undefined;
  lastLoadAt: number;
}

/**
 * Server-sent events of topics: at once each one's state, then again whenever it changes. An event carries the whole state, so that
 * one missed costs nothing; its id holds the version of every topic, so that a stream taken up again with `Last-Event-ID` sends only what changed
 * meanwhile. What several streams of one scope watch is read once.
 */
export function eventStream(ctx: Context, topics: Topic[], lastEventId: string | null): Response {
  const seen = readEventId(lastEventId);
  let close = () => undefined as void;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const encoder = new TextEncoder();
      const watched = topics.map<Watched>((topic) => ({ topic, sentVersion: seen.get(topic.name) ?? -1, timer: undefined, lastLoadAt: 0 }));
      const write = (text: string) => {
        try {
          controller.enqueue(encoder.encode(text));
        } catch {
          close();
        }
      };
      const send = async (entry: Watched) => {
        entry.timer = undefined;
        entry.lastLoadAt = Date.now();
        const loaded = await loadShared(ctx, entry.topic).catch(() => null);
        if (!loaded || loaded.version <= entry.sentVersion) return;
        entry.sentVersion = loaded.version;
        write(`id: ${eventId(watched)}\nevent: ${entry.topic.name}\ndata: ${loaded.json}\n\n`);
      };
      const schedule = (entry: Watched) => {
        const wait = entry.lastLoadAt + entry.topic.minIntervalMs - Date.now();
        entry.timer ??= setTimeout(() => void send(entry), Math.max(0, wait));
      };
      const refresh = (entry: Watched) => {
        // What is being read just now may be from before this change.
        loading.delete(loadKey(ctx, entry.topic));
        schedule(entry);
      };
      const hangUp = () => {
        close();
        controller.close();
      };
      const unsubscribe = subscribe({
        onMessage: (message) => {
          if (message.kind === "api-keys-changed" && ctx.actor.kind === "key") return hangUp();
          watched.filter((entry) => entry.topic.concerns(message)).forEach(refresh);
        },
        onReset: () => watched.forEach(refresh),
        onClose: hangUp,
      });
      const keepAlive = setInterval(() => write(": keep-alive\n\n"), KEEP_ALIVE_MS);
      const end = setTimeout(hangUp, MAX_STREAM_MS);
      close = () => {
        unsubscribe();
        clearInterval(keepAlive);
        clearTimeout(end);
        for (const entry of watched) clearTimeout(entry.timer);
        ctx.signal.removeEventListener("abort", close);
      };
      ctx.signal.addEventListener("abort", close, { once: true });
      write("retry: 1000\n\n");
      watched.forEach(schedule);
    },
    cancel() {
      close();
    },
  });
  return new Response(body, {
    headers: { "Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no" },
  });
}

interface Loaded {
  version: number;
  json: string;
}

const loading = new Map<string, Promise<Loaded>>();

/** Reads a topic once for all streams of a scope that ask in the same moment. */
function loadShared(ctx: Context, topic: Topic): Promise<Loaded> {
  const key = loadKey(ctx, topic);
  const known = loading.get(key);
  if (known) return known;
  const read = topic
    .load(ctx)
    .then(({ version, body }) => ({ version, json: JSON.stringify(body) }))
    .finally(() => {
      if (loading.get(key) === read) loading.delete(key);
    });
  loading.set(key, read);
  return read;
}

/** The key holds the scope: one tenant never gets another's. */
function loadKey({ actor }: Context, topic: Topic): string {
  return `${scopeOf(actor)} ${topic.name}`;
}

function scopeOf(actor: Actor): string {
  return actor.clienteId === null ? `role ${actor.role}` : `${ownerKey(actor)} cliente ${actor.clienteId}`;
}

function eventId(watched: Watched[]): string {
  return watched.map(({ topic, sentVersion }) => `${topic.name}@${sentVersion}`).join(",");
}

function readEventId(text: string | null): Map<string, number> {
  const pairs = (text ?? "").split(",").flatMap((part): [string, number][] => {
    const at = part.lastIndexOf("@");
    const version = Number(part.slice(at + 1));
    return at > 0 && Number.isSafeInteger(version) ? [[part.slice(0, at), version]] : [];
  });
  return new Map(pairs);
}
