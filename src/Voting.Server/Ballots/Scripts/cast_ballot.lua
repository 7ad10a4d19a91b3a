-- Admits one ballot, or says why not. Every check stands before the first write: a script is not rolled back. TAG and EPOCH
-- stand in the text, so that a script of another epoch is another script.
-- KEYS  1 meta  2 voters of the period  3 voters of the previous one (the same where there is none)  4 intents  5 addresses
--       6 older keys
-- ARGV  1 voter (16 bytes)  2 key hash (8 bytes)  3 ballot id  4 channel  5 entries, 4 bytes each: number (3), group (1)
--       6 period  7 its first millisecond  8 the first one after it
--       9 votes a period  10 votes an entry  11 votes a group, 0 = no limit
--       12 address (8 bytes)  13 its cap; 0 = taken before, -1 = to be taken elsewhere
--       14 most intents that may wait  15 milliseconds to keep the voters' records  16 time, '' = Redis' own
--       17 bits of the filter of older keys  18 'new' = the ledger does not have this key
--       19 the end of voting as the server knows it: an amendment may have put it off, never brought it forward
--       20 trace: kept as it is  21 addresses with a window of their own
-- A voter's record is one cast behind another: key hash (8), sequence number (5; 0 = in the ledger), entries (count in 2, then
-- 4 each).
local meta, voters, voters_before, intents, addresses = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local voter, key, entries = ARGV[1], ARGV[2], ARGV[5]
local quota, per_entry, per_group = tonumber(ARGV[9]), tonumber(ARGV[10]), tonumber(ARGV[11])
local cap = tonumber(ARGV[13])

local state = redis.call('HMGET', meta, 'state', 'epoch', 'gate', 'opens', 'closes', 'last', 'seq')
if state[1] ~= 'ready' or state[2] ~= EPOCH then return {'not-ready'} end

-- The clock of a machine may be set back; the times of one log never are.
local now = math.max(clock(ARGV[16]), tonumber(state[6]))
if now < tonumber(ARGV[7]) or now >= tonumber(ARGV[8]) then return {'period', now} end

local function casts(record)
  local at = 1
  return function()
    if at > #record then return nil end
    local sequence, count = struct.unpack('>I5I2', record, at + 8)
    local cast = string.sub(record, at, at + 7)
    local votes = string.sub(record, at + 15, at + 14 + count * 4)
    at = at + 15 + count * 4
    return cast, sequence, votes
  end
end

local function answer_repeat(record)
  for cast, sequence, votes in casts(record) do
    if cast == key then
      if votes == entries then return {'repeat', sequence} end
      return {'mismatch'}
    end
  end
end

-- 1. A repeat?
local record = redis.call('HGET', voters, voter) or ''
local answer = answer_repeat(record)
if not answer and voters_before ~= voters then
  answer = answer_repeat(redis.call('HGET', voters_before, voter) or '')
end
if answer then return answer end
local bits = voters_before ~= voters and key_bits(voter, key, tonumber(ARGV[17]))
if bits and ARGV[18] ~= 'new' and may_be_older(KEYS[6], bits) then return {'ask-ledger'} end

-- 2. Open?
if now < tonumber(state[4]) then return {'not-open'} end
if now >= math.max(tonumber(state[5]), tonumber(ARGV[19])) or state[3] ~= 'open' then return {'closed'} end
if redis.call('XLEN', intents) >= tonumber(ARGV[14]) then return {'busy'} end

-- 3. The quota, then repetition.
local given, of_entry, of_group = 0, {}, {}
local function count(votes)
  for at = 1, #votes, 4 do
    local entry, group = string.sub(votes, at, at + 2), string.sub(votes, at + 3, at + 3)
    given = given + 1
    of_entry[entry] = (of_entry[entry] or 0) + 1
    of_group[group] = (of_group[group] or 0) + 1
  end
end
for _, _, votes in casts(record) do count(votes) end
local remaining = quota - given - #entries / 4
if remaining < 0 then return {'quota'} end
for at = 1, #entries, 4 do
  if (of_entry[string.sub(entries, at, at + 2)] or 0) >= per_entry then return {'voted'} end
end
if per_group > 0 then
  count(entries)
  for _, votes in pairs(of_group) do
    if votes > per_group then return {'quota'} end
  end
end

-- 4. The address' window.
if cap < 0 then return {'take-address'} end
local window = cap > 0 and address_window(addresses, ARGV[12], tonumber(ARGV[21]), now)
local wait = window and address_wait(window, cap, now)
if wait then return {'rate', wait} end

-- 5. Admitted: the voter's record, the window, the intent. None of these can fail.
local sequence = tonumber(state[7]) + 1
redis.call('HSET', meta, 'seq', sequence, 'last', now)
redis.call('HSET', voters, voter, record .. key .. struct.pack('>I5I2', sequence, #entries / 4) .. entries)
redis.call('PEXPIRE', voters, ARGV[15])
if bits then remember_key(KEYS[6], bits) end
if window then address_count(window) end
redis.call('XADD', intents, EPOCH .. '-' .. sequence,
  'v', voter, 'k', key, 'b', ARGV[3], 'c', ARGV[4], 'e', entries, 'p', ARGV[6], 't', now, 'r', remaining, 'o', ARGV[20])
return {'admitted', sequence, now, remaining}
