-- Opens or shuts the gate of a shard.
-- KEYS  1 meta  2 intents
-- ARGV  1 'open' or 'shut'
-- Answers how many admitted ballots are not settled.
local state = redis.call('HMGET', KEYS[1], 'state', 'epoch')
if state[1] ~= 'ready' or state[2] ~= EPOCH then return {'not-ready'} end
redis.call('HSET', KEYS[1], 'gate', ARGV[1])
return {'set', redis.call('XLEN', KEYS[2])}
