-- One atomic step: check that nothing it was decided on has changed, check types, write, and append to the log.
-- KEYS[1] the log. ARGV[1] checks, ARGV[2] logged writes, ARGV[3] unlogged writes (all JSON), then the event's fields.
-- Returns 0 when done, else the number of the check that failed. Lua does not roll back, so nothing is written before every check.
local TYPES = {HSET = 'hash', HSETNX = 'hash', HDEL = 'hash', SADD = 'set', SREM = 'set', ZADD = 'zset', ZREM = 'zset'}
local checks, logged, quiet = cjson.decode(ARGV[1]), cjson.decode(ARGV[2]), cjson.decode(ARGV[3])

local typed = {} -- the keys whose type is known, since a check of another type fails
for number, check in ipairs(checks) do
  local kind, key, field, expected = check[1], check[2], check[3], check[4]
  local holds
  if kind == 'field' then
    holds = (redis.call('HGET', key, field) or '') == expected
    typed[key] = 'hash'
  elseif kind == 'card' then
    holds = redis.call('SCARD', key) == tonumber(expected)
    typed[key] = 'set'
  else
    holds = redis.call('EXISTS', key) == 0
  end
  if not holds then return number end
end

for _, writes in ipairs({logged, quiet}) do
  for _, write in ipairs(writes) do
    local wanted = TYPES[write[1]]
    if wanted and typed[write[2]] ~= wanted then
      local found = redis.call('TYPE', write[2]).ok
      if found ~= 'none' and found ~= wanted then
        return redis.error_reply('WRONGTYPE ' .. write[2] .. ' is a ' .. found)
      end
      typed[write[2]] = wanted
    end
  end
end

for _, writes in ipairs({logged, quiet}) do
  for _, write in ipairs(writes) do redis.call(unpack(write)) end
end
if #logged > 0 then redis.call('XADD', KEYS[1], '*', 'do', ARGV[2], unpack(ARGV, 4)) end
return 0
