import { parseAsStringLiteral } from "nuqs/server";

import { rangeSchema } from "@/lib/monitoring/schemas";

/** What the address of the page says: how far back. */
export const performanceParams = { range: parseAsStringLiteral(rangeSchema.options).withDefault("1h") };
