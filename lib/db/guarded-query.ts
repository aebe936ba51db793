/** What lib/db/gate.ts needs of a statement of postgres.js 3.4.9 (src/query.js); it begins when `handler` is called, and ends by one of the two. */
export interface Query extends Promise<unknown> {
  handler: (query: Query) => void;
  resolve: (value: unknown) => unknown;
  reject: (error: unknown) => unknown;
  cancelled: unknown;
  /** Its text between its values. */
  strings?: readonly string[];
}

/** Tells a statement from what only becomes a part of one. */
export function isQuery(value: unknown): value is Query {
  return value instanceof Promise && typeof (value as Partial<Query>).handler === "function";
}

/** Tells when a statement has ended. A cursor replaces how it ends with every row it is asked for: so the ends are watched, not replaced. */
export function onEnd(query: Query, tell: (failed: boolean) => void): void {
  let over = false;
  for (const name of ["resolve", "reject"] as const) {
    let end = query[name];
    Object.defineProperty(query, name, {
      configurable: true,
      set: (next: Query["resolve"]) => {
        end = next;
      },
      get: () => (value: unknown) => {
        if (!over) tell(name === "reject");
        over = true;
        return end(value);
      },
    });
  }
}
