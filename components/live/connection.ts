import { setLiveState } from "@/components/ui/live-state";

type Handler = (data: unknown) => void;

/** Topics in sight and who waits for them. The whole page shares one stream: browsers allow six connections to a host. */
const handlers = new Map<string, Set<Handler>>();
let source: EventSource | undefined;
let open = "";
let syncTimer: ReturnType<typeof setTimeout> | undefined;
let failures = 0;

const SYNC_MS = 20;
const LONGEST_WAIT_MS = 30_000;

/**
 * Calls `handler` with every new state of a topic, beginning with the present one.
 * @returns a function that ends it; the last one closes the stream.
 */
export function watchTopic(topic: string, handler: Handler): () => void {
  const known = handlers.get(topic) ?? new Set();
  handlers.set(topic, known.add(handler));
  scheduleSync(SYNC_MS);
  return () => {
    known.delete(handler);
    if (known.size === 0) handlers.delete(topic);
    scheduleSync(SYNC_MS);
  };
}

/** A moment later, so that one page's leaving and the next one's arriving are a single change. */
function scheduleSync(wait: number) {
  clearTimeout(syncTimer);
  syncTimer = setTimeout(sync, wait);
}

function sync() {
  const topics = [...handlers.keys()].sort().join(",");
  if (topics === open && source && source.readyState !== EventSource.CLOSED) return;
  source?.close();
  source = undefined;
  open = topics;
  if (topics) connect(topics);
  else setLiveState("off");
}

function connect(topics: string) {
  const stream = new EventSource(`/api/events?${new URLSearchParams({ topics })}`);
  source = stream;
  stream.onopen = () => {
    failures = 0;
    setLiveState("live");
  };
  stream.onerror = () => {
    if (stream !== source) return;
    // A line that was cut is taken up again by the browser; an answer that refuses the stream is final to it.
    setLiveState(stream.readyState === EventSource.CLOSED ? "polling" : "reconnecting");
    if (stream.readyState === EventSource.CLOSED) scheduleSync(Math.min(LONGEST_WAIT_MS, 1000 * 2 ** failures++));
  };
  for (const topic of topics.split(",")) {
    stream.addEventListener(topic, ({ data }: MessageEvent<string>) => {
      const state: unknown = JSON.parse(data);
      for (const handler of handlers.get(topic) ?? []) handler(state);
    });
  }
}
