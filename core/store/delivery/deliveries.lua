-- One delivery's lease. KEYS: the delivery, the open deliveries (by the millisecond they are to be looked at, by the callers' clock).
-- A lease lasts by the server's clock; `ahead` is how far the clock of the process that claimed the delivery is ahead of it.
-- ARGV 'claim', id, lease in ms, the caller's time in ms: the caller works on it until the lease is over; returns {fence, state before}.
-- ARGV 'later', id, fence, wait in ms, state: give it back until then; back to 'pending' nothing was sent. ARGV 'holds', id, fence: 1 while the lease lasts.
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local state, fence, ends, ahead = unpack(redis.call('HMGET', KEYS[1], 'state', 'fence', 'until', 'ahead'))
fence = fence or '0'
local held = tonumber(ends or '0') > now

if ARGV[1] == 'claim' then
  local at = redis.call('ZSCORE', KEYS[2], ARGV[2])
  if not state or not at or held or tonumber(at) > tonumber(ARGV[4]) then return {} end
  redis.call('HINCRBY', KEYS[1], 'fence', 1)
  redis.call('HSET', KEYS[1], 'until', now + tonumber(ARGV[3]), 'ahead', tonumber(ARGV[4]) - now)
  redis.call('ZADD', KEYS[2], tonumber(ARGV[4]) + tonumber(ARGV[3]), ARGV[2])
  return {fence + 1, state}
end

if ARGV[1] == 'holds' then return fence == ARGV[3] and held and 1 or 0 end

if fence == ARGV[3] then
  if ARGV[5] == 'pending' then redis.call('HDEL', KEYS[1], 'intent') end
  redis.call('HSET', KEYS[1], 'state', ARGV[5], 'until', 0)
  redis.call('ZADD', KEYS[2], now + tonumber(ahead or '0') + tonumber(ARGV[4]), ARGV[2])
  return 1
end
return 0
