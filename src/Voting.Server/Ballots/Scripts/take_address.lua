-- Takes one ballot of an address' window, where addresses and voters lie in different slots. It is not given back.
-- KEYS  1 prefix of the windows' counters
-- ARGV  1 address  2 cap  3 time, '' = Redis' own
-- Answers {'taken'} or {'rate', milliseconds to wait}.
local now = clock(ARGV[3])
local wait = address_wait(KEYS[1], ARGV[1], tonumber(ARGV[2]), now)
if wait then return {'rate', wait} end
address_count(KEYS[1], ARGV[1], now)
return {'taken'}
