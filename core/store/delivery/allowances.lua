-- What a platform lets all senders of a record do together: at most so many calls in any so many seconds.
-- KEYS: a list for each limit, the times of its latest calls in ms by the callers' clock, the newest first.
-- ARGV 'take', now in ms, then for each limit how many calls and in how many ms: takes a call of each, or of none;
-- returns the ms until one is left in all, 0 where it was taken. ARGV 'left', the same: returns how many are left of each.
local now, wait, left = tonumber(ARGV[2]), 0, {}

for number, key in ipairs(KEYS) do
  local most, window = tonumber(ARGV[2 * number + 1]), tonumber(ARGV[2 * number + 2])
  local newest = tonumber(redis.call('LINDEX', key, 0) or now)
  if newest > now + window then redis.call('DEL', key) end -- a clock was wrong
  if ARGV[1] == 'take' then
    local oldest = redis.call('LINDEX', key, most - 1)
    if oldest then wait = math.max(wait, tonumber(oldest) + window - now) end
  else
    left[number] = most
    for _, at in ipairs(redis.call('LRANGE', key, 0, most - 1)) do
      if tonumber(at) + window <= now then break end
      left[number] = left[number] - 1
    end
  end
end

if ARGV[1] == 'left' then return left end
if wait > 0 then return wait end
for number, key in ipairs(KEYS) do
  redis.call('LPUSH', key, now)
  redis.call('LTRIM', key, 0, tonumber(ARGV[2 * number + 1]) - 1)
  redis.call('PEXPIRE', key, tonumber(ARGV[2 * number + 2]) + 60000) -- a minute more, for callers whose clock is behind the server's
end
return 0
