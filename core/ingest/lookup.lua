-- What the record knows of one entry's keys, at one moment. Reads only.
-- ARGV[1] ids, ARGV[2] title, ARGV[3] words, ARGV[4] shingles with their buckets (JSON), ARGV[5] words looked up, ARGV[6] a full set,
-- ARGV[7] candidates wanted, ARGV[8] a rare word's set at most, ARGV[9] the key of the paper it would become, ARGV[10] to [12] the keys of
-- ids and of titles, and what the keys of words begin with.
-- Returns ids' papers, the title's papers, shingles' papers, each word the answer rests on with its size, candidates by words (likeliest
-- first), whether that paper's key is taken, and the words whose sets are full.
local ids, words, shingles = cjson.decode(ARGV[1]), cjson.decode(ARGV[3]), cjson.decode(ARGV[4])
local looked_up, full, wanted, rare = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])

local by_id, by_shingle, sizes, rests_on, common = {}, {}, {}, {}, {}
for n, id in ipairs(ids) do by_id[n] = redis.call('HGET', ARGV[10], id) or '' end
local by_title = ARGV[2] ~= '' and redis.call('HGET', ARGV[11], ARGV[2]) or ''
for n, pair in ipairs(shingles) do by_shingle[n] = redis.call('HGET', pair[1], pair[2]) or '' end
for _, word in ipairs(words) do
  local size = redis.call('SCARD', ARGV[12] .. word)
  if size == 0 then
    rests_on[#rests_on + 1] = word
    rests_on[#rests_on + 1] = '0'
  elseif size < full then
    sizes[#sizes + 1] = {word, size}
  else
    common[#common + 1] = word
  end
end
table.sort(sizes, function(a, b) if a[2] ~= b[2] then return a[2] < b[2] end return a[1] < b[1] end)

local weight, seen = {}, {}
for n = 1, math.min(looked_up, #sizes) do
  local word, size = sizes[n][1], sizes[n][2]
  rests_on[#rests_on + 1] = word
  rests_on[#rests_on + 1] = tostring(size)
  for _, paper in ipairs(redis.call('SMEMBERS', ARGV[12] .. word)) do
    if not weight[paper] then
      weight[paper] = 0
      seen[#seen + 1] = paper
    end
    weight[paper] = weight[paper] + (size <= rare and 2 or 1)
  end
end
local close = {}
for _, paper in ipairs(seen) do if weight[paper] > 1 then close[#close + 1] = paper end end
table.sort(close, function(a, b) if weight[a] ~= weight[b] then return weight[a] > weight[b] end return a < b end)
local by_words = {}
for n = 1, math.min(wanted, #close) do by_words[n] = close[n] end
return {by_id, by_title, by_shingle, rests_on, by_words, redis.call('EXISTS', ARGV[9]), common}
