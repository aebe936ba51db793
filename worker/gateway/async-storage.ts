import asyncHooks from "node:async_hooks";
import { syncBuiltinESMExports } from "node:module";

/*
 * Loaded before anything else. Baileys makes an AsyncLocalStorage for each socket and never disables it. Before Node 24 every one of them is
 * copied at the making of every promise and timer of the process: several hundred sockets stall it. Here all of them share a single real one,
 * which carries a map from each to its value; a map lives as long as the context it belongs to. Node 24 keeps contexts natively: nothing is done.
 */

type Values = ReadonlyMap<object, unknown>;

const FIRST_NATIVE_NODE = 24;

if (Number(process.versions.node.split(".")[0]) < FIRST_NATIVE_NODE) {
  const shared = new asyncHooks.AsyncLocalStorage<Values>();

  class SharedAsyncLocalStorage<T> extends asyncHooks.AsyncLocalStorage<T> {
    override run<R, A extends unknown[]>(store: T, callback: (...args: A) => R, ...args: A): R {
      return shared.run(withValue(this, store), callback, ...args);
    }
    override exit<R, A extends unknown[]>(callback: (...args: A) => R, ...args: A): R {
      return shared.run(withValue(this, undefined), callback, ...args);
    }
    override enterWith(store: T): void {
      shared.enterWith(withValue(this, store));
    }
    override getStore(): T | undefined {
      return shared.getStore()?.get(this) as T | undefined;
    }
    override disable(): void {
      if (shared.getStore()?.has(this)) shared.enterWith(withValue(this, undefined));
    }
  }

  const withValue = (storage: object, value: unknown): Values => new Map(shared.getStore()).set(storage, value);
  asyncHooks.AsyncLocalStorage = SharedAsyncLocalStorage;
  syncBuiltinESMExports();
}
