import { createSerializer, type inferParserType, parseAsStringLiteral } from "nuqs/server";

import { parseAsCount } from "@/components/parse-count";
import { DELIVERY_STATUSES, listDeliveriesQuery } from "@/lib/webhooks/schemas";

/** What the address of an address's page says of its deliveries. */
export const deliveriesParams = { status: parseAsStringLiteral(DELIVERY_STATUSES), page: parseAsCount(1_000_000).withDefault(1), per_page: parseAsCount(100).withDefault(25) };
export type DeliveriesParams = inferParserType<typeof deliveriesParams>;

const serialize = createSerializer(deliveriesParams, { clearOnDefault: false });

/** The query of `GET /api/webhooks/{id}/deliveries` that answers a page. */
export function listQuery(params: DeliveriesParams): URLSearchParams {
  return new URLSearchParams(serialize(params));
}

/** The same, as the verb takes it. */
export function parseListQuery(params: DeliveriesParams): ReturnType<typeof listDeliveriesQuery.parse> {
  return listDeliveriesQuery.parse(Object.fromEntries(listQuery(params)));
}
