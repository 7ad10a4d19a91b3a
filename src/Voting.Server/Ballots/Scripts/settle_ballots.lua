-- Removes exactly these committed intents, and adds the votes of those that it really removed to the tally: whoever settles, and
-- however often, a ballot shows on the board once.
-- KEYS  1 meta  2 intents  3 tally
-- ARGV  pairs of an intent's id and its entries (4 bytes each: number in 3, group in 1)
local state = redis.call('HMGET', KEYS[1], 'state', 'epoch')
if state[1] ~= 'ready' or state[2] ~= EPOCH then return {'not-ready'} end

local votes, ballots = {}, 0
for i = 1, #ARGV, 2 do
  if redis.call('XDEL', KEYS[2], ARGV[i]) == 1 then
    ballots = ballots + 1
    local entries = ARGV[i + 1]
    for at = 1, #entries, 4 do
      local entry = struct.unpack('>I3', entries, at)
      votes[entry] = (votes[entry] or 0) + 1
    end
  end
end
for entry, count in pairs(votes) do redis.call('HINCRBY', KEYS[3], entry, count) end
if ballots > 0 then redis.call('HINCRBY', KEYS[3], 'ballots', ballots) end
return {'settled', ballots}
