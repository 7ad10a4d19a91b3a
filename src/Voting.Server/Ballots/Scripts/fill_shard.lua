-- One step of filling a shard, under the token only.
-- KEYS  1 meta  2 the key to change
-- ARGV  1 token  2 'clear', 'voters', 'tally' or 'filter'  3 milliseconds to keep the key, 0 = for ever
--       then at most 1,000 pairs: voter and cast ('voters'), field and number ('tally'), offset and bytes ('filter')
-- Answers 'filled', or 'lost' where the token does not stand any more.
local meta, target = KEYS[1], KEYS[2]
if redis.call('HGET', meta, 'token') ~= ARGV[1] then return {'lost'} end
local time = redis.call('TIME')
redis.call('HSET', meta, 'beat', time[1] * 1000 + math.floor(time[2] / 1000))

local steps = {}

-- A hash of a million voters is not freed while everybody waits.
function steps.clear() redis.call('UNLINK', target) end

-- One reading and one writing for all of them: a voter's record is what is there and what comes, one cast behind another.
function steps.voters()
  local voters, casts = {}, {}
  for i = 4, #ARGV, 2 do
    local voter = ARGV[i]
    if not casts[voter] then voters[#voters + 1] = voter end
    casts[voter] = (casts[voter] or '') .. ARGV[i + 1]
  end
  local records, pairs_of_voters = redis.call('HMGET', target, unpack(voters)), {}
  for i, voter in ipairs(voters) do
    pairs_of_voters[2 * i - 1], pairs_of_voters[2 * i] = voter, (records[i] or '') .. casts[voter]
  end
  redis.call('HSET', target, unpack(pairs_of_voters))
end

function steps.tally() redis.call('HSET', target, unpack(ARGV, 4)) end

function steps.filter()
  for i = 4, #ARGV, 2 do redis.call('SETRANGE', target, ARGV[i], ARGV[i + 1]) end
end

steps[ARGV[2]]()
if ARGV[3] ~= '0' then redis.call('PEXPIRE', target, ARGV[3]) end
return {'filled'}
