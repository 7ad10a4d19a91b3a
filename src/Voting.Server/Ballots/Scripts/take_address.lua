-- Takes one ballot of an address' window, where addresses and voters lie in different slots. It is not given back.
-- KEYS  1 prefix of the windows' counters
-- ARGV  1 address  2 cap  3 time, '' = Redis' own  4 addresses with a window of their own
-- Answers {'taken'} or {'rate', milliseconds to wait}.
local now = clock(ARGV[3])
local window = address_window(KEYS[1], ARGV[1], tonumber(ARGV[4]), now)
local wait = address_wait(window, tonumber(ARGV[2]), now)
if wait then return {'rate', wait} end
address_count(window)
return {'taken'}
