import { type Gate, queued } from "./gate";
import { isQuery, onEnd } from "./guarded-query";
import type { Database } from "./sql";
import { beginStatement } from "@/lib/trace/statements";
import { traced, tracer } from "@/lib/trace/trace";

type Begin = (...args: unknown[]) => Promise<unknown>;

const LOST = new Set(["CONNECTION_CLOSED", "CONNECTION_DESTROYED", "ECONNRESET", "EPIPE", "57P01"]);

/** Was the connection lost? Before a transaction's first statement nothing of it can have happened. */
export function isLost(error: unknown): boolean {
  return LOST.has(String((error as { code?: unknown } | null)?.code));
}

/**
 * A pool whose statements and transactions pass through a gate first. A transaction whose `begin` meets a connection that died idle begins once more, on
 * another: until then nothing but `begin` was sent. A statement outside a transaction is not repeated: it may have been carried out.
 */
export function guard(pool: Database, gate: Gate): Database {
  const begin = guardedBegin(pool, gate);
  return new Proxy(pool, {
    apply(target, self, args) {
      const made: unknown = Reflect.apply(target, self, args);
      // A part of another statement never begins by itself, and takes no place.
      if (isQuery(made)) queued(gate, made);
      return made;
    },
    get(target, name) {
      if (name === "begin") return begin;
      const value: unknown = Reflect.get(target, name);
      if (name !== "unsafe") return value;
      return (...args: unknown[]) => {
        const made: unknown = Reflect.apply(value as Begin, target, args);
        if (isQuery(made)) queued(gate, made);
        return made;
      };
    },
  });
}

function guardedBegin(pool: Database, gate: Gate): Begin {
  const begin = pool.begin.bind(pool) as Begin;
  return async (...args) => {
    await gate.enter();
    try {
      let begun = false;
      const run = args.pop() as (tx: unknown) => unknown;
      const once = (tx: unknown) => {
        begun = true;
        return run(tracer() ? withSpans(tx as object) : tx);
      };
      return await traced({ name: "TRANSACTION", kind: "client", attributes: { "db.system.name": "postgresql" } }, () =>
        begin(...args, once).catch((error: unknown) => {
          if (begun || !isLost(error)) throw error;
          return begin(...args, once);
        }));
    } finally {
      gate.leave();
    }
  };
}

/** A transaction each of whose statements is a span. */
function withSpans<T extends object>(tx: T): T {
  return new Proxy(tx, {
    apply(target, self, args) {
      const made: unknown = Reflect.apply(target as unknown as Begin, self, args);
      if (!isQuery(made)) return made;
      const run = made.handler;
      made.handler = (query) => {
        const ended = beginStatement(query.strings);
        if (ended) onEnd(query, ended);
        run(query);
      };
      return made;
    },
  });
}
