import { gatewayGauges } from "./gauges";
import type { Context } from "@/lib/context/context";

interface Metric {
  name: string;
  help: string;
  samples: { labels?: Record<string, string>; value: number }[];
}

const BATCH = ["events", "duplicates", "superseded", "sent", "rejected", "expired", "requests", "failedRequests", "qrBatchSize", "statusBatchSize", "oldestWaitingMs", "failuresInARow"];
const CACHE = ["totalKeys", "qrKeys", "statusKeys", "connectionKeys", "infoKeys", "hits", "misses"];

/** The sessions' and the gateways' figures for `GET /api/metrics`. */
export async function whatsappMetrics(ctx: Context): Promise<Metric[]> {
  const { sessions, gateways, waiting, assumed_active } = await gatewayGauges(ctx);
  const figures = (part: "batch" | "cache", names: string[]) =>
    gateways.flatMap(({ id, [part]: values }) =>
      names.flatMap((name) => (typeof values?.[name] === "number" ? [{ labels: { gateway: id.replace(/[^\w.:@-]/g, "_"), figure: name }, value: values[name] }] : [])),
    );
  return [
    { name: "tanda_whatsapp_sessions", help: "Sessions by what was last reported of them", samples: Object.entries(sessions).map(([status, value]) => ({ labels: { status }, value })) },
    { name: "tanda_whatsapp_gateways_alive", help: "Gateways with a heartbeat in the last 10 s", samples: [{ value: gateways.filter(({ alive }) => alive).length }] },
    { name: "tanda_whatsapp_outbox_waiting", help: "Statuses that the web has not taken yet", samples: [{ value: waiting }] },
    { name: "tanda_whatsapp_assumed_active", help: "Times this process said active because nothing could be asked", samples: [{ value: assumed_active }] },
    { name: "tanda_whatsapp_batch", help: "GET /metrics/batch of each gateway", samples: figures("batch", BATCH) },
    { name: "tanda_whatsapp_cache", help: "GET /metrics/cache of each gateway", samples: figures("cache", CACHE) },
  ];
}
