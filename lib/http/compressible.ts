import { ServerResponse } from "node:http";

/**
 * From now on JSON leaves compressed where its caller takes that. Next.js hands a route's headers over as lists, and its compression knows a type by
 * its text alone. Streams keep their lists: compressed, their first rows and events would wait for more. Called once, as the web starts.
 */
export function compressJson(): void {
  const setHeader = ServerResponse.prototype.setHeader;
  ServerResponse.prototype.setHeader = function plain(this: ServerResponse, name: string, value: number | string | readonly string[]) {
    const [first] = Array.isArray(value) && value.length === 1 && name.toLowerCase() === "content-type" ? (value as string[]) : [];
    return setHeader.call(this, name, first?.startsWith("application/json") ? first : value) as ServerResponse;
  };
}
