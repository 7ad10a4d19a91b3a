-- One step of filling a shard, under the token only.
-- KEYS  1 meta  2 the key to change
-- ARGV  1 token  2 'clear', 'voters', 'tally' or 'keys'  3 milliseconds to keep the key, 0 = for ever  4 bits of the filter
--       then pairs: voter and cast ('voters'), field and number ('tally'), voter and key hash ('keys')
-- Answers 'filled', or 'lost' where the token does not stand any more.
local meta, target = KEYS[1], KEYS[2]
if redis.call('HGET', meta, 'token') ~= ARGV[1] then return {'lost'} end
local time = redis.call('TIME')
redis.call('HSET', meta, 'beat', time[1] * 1000 + math.floor(time[2] / 1000))

local steps = {
  voters = function(voter, cast) redis.call('HSET', target, voter, (redis.call('HGET', target, voter) or '') .. cast) end,
  tally = function(field, number) redis.call('HSET', target, field, number) end,
  keys = function(voter, key) remember_key(target, key_bits(voter, key, tonumber(ARGV[4]))) end,
}
if ARGV[2] == 'clear' then
  redis.call('DEL', target)
else
  for i = 5, #ARGV, 2 do steps[ARGV[2]](ARGV[i], ARGV[i + 1]) end
  if ARGV[3] ~= '0' then redis.call('PEXPIRE', target, ARGV[3]) end
end
return {'filled'}
