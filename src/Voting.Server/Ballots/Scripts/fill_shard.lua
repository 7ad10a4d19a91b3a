-- One step of filling a shard, under the token only.
-- KEYS  1 meta  2 the key to change
-- ARGV  1 token  2 'clear', 'voters' or 'tally'  3 milliseconds to keep the key, 0 = for ever
--       then pairs: voter and cast ('voters'), entry and votes ('tally')
-- Answers 'filled', or 'lost' where the token does not stand any more.
local meta, target = KEYS[1], KEYS[2]
if redis.call('HGET', meta, 'token') ~= ARGV[1] then return {'lost'} end
local time = redis.call('TIME')
redis.call('HSET', meta, 'beat', time[1] * 1000 + math.floor(time[2] / 1000))

if ARGV[2] == 'clear' then
  redis.call('DEL', target)
else
  for i = 4, #ARGV, 2 do
    local before = ARGV[2] == 'voters' and redis.call('HGET', target, ARGV[i]) or ''
    redis.call('HSET', target, ARGV[i], before .. ARGV[i + 1])
  end
  if ARGV[3] ~= '0' then redis.call('PEXPIRE', target, ARGV[3]) end
end
return {'filled'}
