/** Generations of an epoch that is over go by themselves; those in use are given their time anew with every look. */
export const GENERATIONS_LIVE_MS = 24 * 60 * 60 * 1000;

/**
 * Keys: value, generations, lock. Arguments: an id for new generations, who asks, how long one may compute, how long a value is fresh, the slots.
 * Generations that Redis has evicted begin anew under another id, so that no value kept before matches them. Answers stamp, value, age, what next.
 */
export const LOOK = `
local id = redis.call('hget', KEYS[2], 'id')
if not id then
  id = ARGV[1]
  redis.call('hset', KEYS[2], 'id', id)
end
redis.call('pexpire', KEYS[2], ${GENERATIONS_LIVE_MS})
local stamp = id
if #ARGV > 4 then
  for _, generation in ipairs(redis.call('hmget', KEYS[2], unpack(ARGV, 5))) do stamp = stamp .. ',' .. (generation or '0') end
end
local kept = redis.call('hmget', KEYS[1], 'stamp', 'json', 'life')
local json, age = false, 0
if kept[1] == stamp then
  json = kept[2]
  age = math.max(0, tonumber(kept[3]) - redis.call('pttl', KEYS[1]))
  if age < tonumber(ARGV[4]) then return { stamp, json, age, 'use' } end
end
local computing = redis.call('get', KEYS[3])
if computing and string.sub(computing, 1, #stamp + 1) == stamp .. '|' then return { stamp, json, age, 'wait' } end
redis.call('set', KEYS[3], stamp .. '|' .. ARGV[2], 'PX', ARGV[3])
return { stamp, json, age, 'compute' }
`;

/** Keys: value, lock. Arguments: stamp, who computed, value, life in milliseconds. */
export const KEEP = `
redis.call('hset', KEYS[1], 'stamp', ARGV[1], 'json', ARGV[3], 'life', ARGV[4])
redis.call('pexpire', KEYS[1], ARGV[4])
if redis.call('get', KEYS[2]) == ARGV[1] .. '|' .. ARGV[2] then redis.call('del', KEYS[2]) end
`;

/** Keys: lock. Arguments: stamp, who computed. */
export const RELEASE = `
if redis.call('get', KEYS[1]) == ARGV[1] .. '|' .. ARGV[2] then redis.call('del', KEYS[1]) end
`;
