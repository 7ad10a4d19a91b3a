-- Sliding one-minute windows: one counter an address and minute, and the last full minute counts in the share of it that still
-- lies within 60 seconds. So many addresses of a minute have a counter of their own; further ones share that of their network
-- (48 of 64 bits of IPv6, 16 of 32 of IPv4: the last two bytes are left away), and when there are as many networks, one for all.
-- Who had an own counter in the last minute keeps it, however many others come, within twice that number. AddressWindows.cs
-- decides the same. Counters run out by themselves. Their keys are a declared prefix of this slot and the minute, which only
-- the clock of this step may choose.
local WIDTH = 60000

-- Milliseconds on the clock of Redis; a caller with a clock of its own (a test) hands its time in.
local function clock(given)
  if given ~= '' then return tonumber(given) end
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- The keys of this and the last minute, and the field in both.
local function address_window(prefix, address, most, now)
  local minute = math.floor(now / WIDTH)
  local current, previous = prefix .. ':' .. minute, prefix .. ':' .. (minute - 1)
  local known = redis.call('HLEN', current)
  if known < most or redis.call('HEXISTS', current, address) == 1
    or known < 2 * most and redis.call('HEXISTS', previous, address) == 1 then
    return { current = current, previous = previous, field = address }
  end
  local shared, network = current .. ':shared', string.sub(address, 1, 6)
  if redis.call('HLEN', shared) >= most and redis.call('HEXISTS', shared, network) == 0 then network = 'rest' end
  return { current = shared, previous = previous .. ':shared', field = network }
end

-- nil when one more is within the cap, else how many milliseconds to wait until it may be.
local function address_wait(window, cap, now)
  local into = now % WIDTH
  local current = tonumber(redis.call('HGET', window.current, window.field) or 0)
  local previous = tonumber(redis.call('HGET', window.previous, window.field) or 0)
  local used = current + math.floor(previous * (WIDTH - into) / WIDTH)
  if used < cap then return nil end
  -- The present minute's count only fades in the next one, after its first instant; the previous one fades now.
  local next_minute = WIDTH - into + 1
  if current >= cap or previous == 0 then return next_minute end
  return math.min(next_minute, math.floor((used - cap + 1) * WIDTH / previous) + 1)
end

local function address_count(window)
  -- Every counter is kept for as long as the next minute asks for it: the key lives on from its last new address.
  if redis.call('HINCRBY', window.current, window.field, 1) == 1 then redis.call('PEXPIRE', window.current, 3 * WIDTH) end
end
