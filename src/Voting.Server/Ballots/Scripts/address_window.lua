-- Sliding one-minute windows: one counter an address and minute, and the last full minute counts in the share of it that still
-- lies within 60 seconds. Counters run out by themselves. Their keys are a declared prefix of this slot and the minute, which
-- only the clock of this step may choose.
local WIDTH = 60000

-- Milliseconds on the clock of Redis; a caller with a clock of its own (a test) hands its time in.
local function clock(given)
  if given ~= '' then return tonumber(given) end
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- nil when one more is within the cap, else how many milliseconds to wait until it may be.
local function address_wait(prefix, address, cap, now)
  local minute, into = math.floor(now / WIDTH), now % WIDTH
  local current = tonumber(redis.call('HGET', prefix .. ':' .. minute, address) or 0)
  local previous = tonumber(redis.call('HGET', prefix .. ':' .. (minute - 1), address) or 0)
  local used = current + math.floor(previous * (WIDTH - into) / WIDTH)
  if used < cap then return nil end
  -- The present minute's count only fades in the next one, after its first instant; the previous one fades now.
  local next_minute = WIDTH - into + 1
  if current >= cap or previous == 0 then return next_minute end
  return math.min(next_minute, math.floor((used - cap + 1) * WIDTH / previous) + 1)
end

local function address_count(prefix, address, now)
  local key = prefix .. ':' .. math.floor(now / WIDTH)
  -- Every counter is kept for as long as the next minute asks for it: the key lives on from its last new address.
  if redis.call('HINCRBY', key, address, 1) == 1 then redis.call('PEXPIRE', key, 3 * WIDTH) end
end
