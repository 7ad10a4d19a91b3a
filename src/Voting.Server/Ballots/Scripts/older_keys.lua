-- A Bloom filter of all keys ever admitted in the shard, four bits each: a key that is not in it was never used. One that is, and
-- is in neither period's records, may be of an older period: the ledger knows. So a ballot that stands is not admitted again,
-- and no sequence number is used up for nothing.
local function key_bits(voter, key, size)
  local low, high = struct.unpack('>I4I4', key)
  local first = low + struct.unpack('>I4', voter)
  local bits = {}
  for i = 0, 3 do bits[i + 1] = (first + i * high) % size end
  return bits
end

-- Of a key that is new, mostly the first bit says so already.
local function may_be_older(filter, bits)
  for i = 1, #bits do
    if redis.call('GETBIT', filter, bits[i]) == 0 then return false end
  end
  return true
end

local function remember_key(filter, bits)
  local set = {filter}
  for i = 1, #bits do
    set[#set + 1], set[#set + 2], set[#set + 3], set[#set + 4] = 'SET', 'u1', bits[i], 1
  end
  redis.call('BITFIELD', unpack(set))
end
