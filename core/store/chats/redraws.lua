-- Redraws of one platform. KEYS: messages due (by millisecond), messages drawn lately (by millisecond). Times in milliseconds.
-- ARGV 'due', now, apart, message...: draw these, no message sooner than `apart` after its last time. One waiting stays as it is.
-- ARGV 'claim', now, apart, lease, most: the messages due; until done they fall due again after `lease`.
-- ARGV 'done', message, lease's end: drawn, unless something changed since it was claimed.
local due, drawn, now, apart = KEYS[1], KEYS[2], tonumber(ARGV[2]), tonumber(ARGV[3])

if ARGV[1] == 'due' then
  for place = 4, #ARGV do
    local last = tonumber(redis.call('ZSCORE', drawn, ARGV[place]) or '-inf')
    redis.call('ZADD', due, 'LT', math.max(now, last + apart), ARGV[place])
  end
  return {}
end

if ARGV[1] == 'claim' then
  local latest = now + math.max(apart, tonumber(ARGV[4]))  -- nothing is due or drawn later, unless a clock was wrong
  redis.call('ZREMRANGEBYSCORE', drawn, '-inf', now - apart)
  redis.call('ZREMRANGEBYSCORE', drawn, '(' .. latest, '+inf')
  for _, message in ipairs(redis.call('ZRANGE', due, '(' .. latest, '+inf', 'BYSCORE')) do redis.call('ZADD', due, now, message) end
  local claimed = redis.call('ZRANGE', due, '-inf', now, 'BYSCORE', 'LIMIT', 0, ARGV[5])
  for _, message in ipairs(claimed) do
    redis.call('ZADD', due, now + tonumber(ARGV[4]), message)
    redis.call('ZADD', drawn, now, message)
  end
  return claimed
end

if redis.call('ZSCORE', due, ARGV[2]) == ARGV[3] then redis.call('ZREM', due, ARGV[2]) end
return {}
