-- Takes an admission back: the ballot stood in the ledger from a period that the box had forgotten.
-- KEYS  1 meta  2 intents  3 voters of the period
-- ARGV  1 the intent's id  2 voter  3 key hash
local state = redis.call('HMGET', KEYS[1], 'state', 'epoch')
if state[1] ~= 'ready' or state[2] ~= EPOCH then return {'not-ready'} end
if redis.call('XDEL', KEYS[2], ARGV[1]) == 0 then return {'gone'} end

local record, kept, at = redis.call('HGET', KEYS[3], ARGV[2]) or '', '', 1
while at <= #record do
  local size = 15 + 4 * struct.unpack('>I2', record, at + 13)
  if string.sub(record, at, at + 7) ~= ARGV[3] then kept = kept .. string.sub(record, at, at + size - 1) end
  at = at + size
end
if kept == '' then redis.call('HDEL', KEYS[3], ARGV[2]) else redis.call('HSET', KEYS[3], ARGV[2], kept) end
return {'taken-back'}
