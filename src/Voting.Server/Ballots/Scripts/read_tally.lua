-- The counts of settled ballots, unless they are those the caller knows.
-- KEYS  1 meta  2 tally
-- ARGV  1 ballots in the tally that the caller knows, -1 = none
local state = redis.call('HMGET', KEYS[1], 'state', 'epoch')
if state[1] ~= 'ready' or state[2] ~= EPOCH then return {'not-ready'} end
if (redis.call('HGET', KEYS[2], 'ballots') or '0') == ARGV[1] then return {'same'} end
return {'tally', redis.call('HGETALL', KEYS[2])}
