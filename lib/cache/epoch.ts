import type { Ask } from "./barrier";
import { type Epoch, INVALIDATION_CHANNEL } from "./channel";

/**
 * What Redis holds is named by an epoch that PostgreSQL keeps. Whenever it cannot be ruled out that Redis missed an invalidation, the epoch moves on, and
 * nothing that was kept under the one before is ever found again.
 */
const MOVED = "update cache_epoch set epoch = gen_random_uuid()";
const TOLD = (channel: string) => `told as (select pg_notify(${channel}, json_build_object('epoch', epoch, 'run', redis_run)::text) from moved)`;

/** Part of a statement that takes processes off the register into `gone`; its third parameter is the channel, and it has to read `told`. */
export const MOVE_IF_GONE = `moved as (${MOVED} where exists (select from gone) returning epoch, redis_run), ${TOLD("$3")}`;

/** Part of a statement that registers a process: `$1` is its registration before, if any; `$3` the channel. */
export const MOVE_IF_ALONE = `moved as (${MOVED} where $1::text is not null or not exists (select from cache_processes) returning epoch, redis_run), ${TOLD("$3")}`;

/** Moves on. */
export async function moveEpoch(ask: Ask): Promise<void> {
  await ask(`with moved as (${MOVED} returning epoch, redis_run), ${TOLD("$1")} select count(*) from told`, [INVALIDATION_CHANNEL]);
}

/** Moves on if it belongs to another run of Redis: one that was restarted or failed over may have lost its last writes. */
export async function adoptRun(ask: Ask, run: string): Promise<void> {
  await ask(
    `with moved as (
       insert into cache_epoch (epoch, redis_run) values (gen_random_uuid(), $2)
       on conflict (only_one) do update set epoch = excluded.epoch, redis_run = excluded.redis_run where cache_epoch.redis_run <> excluded.redis_run
       returning epoch, redis_run
     ), ${TOLD("$1")} select count(*) from told`,
    [INVALIDATION_CHANNEL, run],
  );
}

export async function readEpoch(ask: Ask): Promise<Epoch | undefined> {
  return (await ask<{ epoch: string; run: string }>("select epoch, redis_run as run from cache_epoch", []))[0];
}
