-- Takes a shard out of service, to be filled anew by who holds the token. Nothing but the state changes.
-- KEYS  1 meta
-- ARGV  1 token  2 the epoch in the ledger  3 milliseconds after which a claim without a sign of life is void
--       4 the token of this server's claim before
-- Answers 'claimed'; 'wait' where another claim lives; 'moved' and the epoch where the shard is ready in a later one.
local state = redis.call('HMGET', KEYS[1], 'state', 'epoch', 'token', 'beat')
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if state[1] == 'ready' and tonumber(state[2]) > tonumber(ARGV[2]) then return {'moved', tonumber(state[2])} end
if state[1] == 'filling' and state[3] ~= ARGV[4] and now - tonumber(state[4]) < tonumber(ARGV[3]) then return {'wait'} end
redis.call('HSET', KEYS[1], 'state', 'filling', 'token', ARGV[1], 'beat', now)
return {'claimed'}
