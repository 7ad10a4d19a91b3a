-- The last step of filling a shard: it is ready in its new epoch, if the token still stands.
-- KEYS  1 meta
-- ARGV  1 token  2 epoch  3 gate  4 opens  5 closes  6 the latest time in the ledger (all in milliseconds)
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then return {'lost'} end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'state', 'ready', 'epoch', ARGV[2], 'gate', ARGV[3],
  'opens', ARGV[4], 'closes', ARGV[5], 'last', ARGV[6], 'seq', 0)
return {'ready'}
