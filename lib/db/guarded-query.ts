/** What lib/db/gate.ts needs of a statement of postgres.js 3.4.9 (src/query.js); it begins when `handler` is called, and ends by one of the two. */
export interface Query extends Promise<unknown> {
  handler: (query: Query) => void;
  resolve: (value: unknown) => unknown;
  reject: (error: unknown) => unknown;
  cancelled: unknown;
}

/** Tells a statement from what only becomes a part of one. */
export function isQuery(value: unknown): value is Query {
  return value instanceof Promise && typeof (value as Partial<Query>).handler === "function";
}
