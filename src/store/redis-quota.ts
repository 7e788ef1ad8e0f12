import { type RedisLink, script } from './redis-link.ts';
import type { LeaseReply, LeaseRequest } from './store.ts';

/** After an empty start everybody is given time to tell what it holds, before anybody gets more than its share. */
const SETTLE_MS = 1_500;
/** Who was not heard of for so long waits for nothing any more. */
const HUNGRY_MS = 2_000;
/** What a replica holds counts so much longer than the window, for all that may be late. */
const GRACE_MS = 1_000;

/**
 * One quota among replicas. Each holds a claim on every window: no less than the calls that upstream may count of it.
 * The claims of all never exceed the ceiling, so whatever each does within its own, all together stay below it; and as
 * long as a claim lasts, nobody needs to ask. Whoever waits below its fair share goes before whoever has more. A claim
 * that is not renewed counts for a window longer; one that was closed leaves by its steps.
 *
 * KEYS: the quota, a hash. ARGV: this replica, the request, the number of replicas, settle, hungry and grace.
 */
const LEASE = script(`
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local key, me, request = KEYS[1], ARGV[1], cjson.decode(ARGV[2])
  local replicas, settle, hungry, grace = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
  local since, limit, shut, others, longest = now, nil, {}, {}, 0

  local all = redis.call('HGETALL', key)
  for index = 1, #all, 2 do
    local field, value = all[index], all[index + 1]
    if field == 'since' then since = tonumber(value)
    elseif field == 'limit' then limit = tonumber(value)
    elseif field == 'shut' then shut = cjson.decode(value)
    elseif field ~= me and string.sub(field, 1, 5) ~= 'peak ' then others[field] = cjson.decode(value) end
  end
  if since == now then redis.call('HSET', key, 'since', now) end

  -- What the others hold, by window.
  local sums = {}
  for name, record in pairs(others) do
    local holds = false
    for window, claim in pairs(record.windows) do
      local count = 0
      if record.closing then
        for _, step in ipairs(claim.steps) do if step[1] > now then count = count + step[2] end end
      elseif record.at + claim.length + grace > now then
        count = claim.claim
      end
      if count > 0 then
        holds = true
        local sum = sums[window] or { siblings = 0, certain = 0, hungry = {}, steps = {} }
        sums[window] = sum
        sum.siblings = sum.siblings + count
        if record.at + claim.length > now then sum.certain = sum.certain + claim.certain end
        if claim.claim > claim.held then table.insert(sum.steps, { 0, claim.claim - claim.held }) end
        -- The first step is one call, so it begins where it ends; each of the others begins where the one before ends.
        local from = claim.steps[1] and math.max(0, claim.steps[1][1] - now)
        for _, step in ipairs(claim.steps) do
          table.insert(sum.steps, { from, step[2] })
          from = math.max(0, step[1] - now)
        end
      end
      if claim.need > 0 and record.at + hungry > now then
        holds = true
        local sum = sums[window] or { siblings = 0, certain = 0, hungry = {}, steps = {} }
        sums[window] = sum
        table.insert(sum.hungry, { count, claim.need })
      end
    end
    if not holds and record.at + hungry < now then redis.call('HDEL', key, name, 'peak ' .. name) end
  end

  -- What this one may hold.
  local windows, claims = {}, {}
  for window, ask in pairs(request.windows) do
    local sum = sums[window] or { siblings = 0, certain = 0, hungry = {}, steps = {} }
    sums[window] = sum
    local free = math.max(0, ask.ceiling - sum.siblings - ask.held)
    local allowed = ask.held + math.min(ask.need, free)
    allowed = allowed + math.min(ask.ahead, math.floor(math.max(0, free - ask.need) / (2 * replicas)))
    local fair, starving = math.floor(ask.ceiling / (#sum.hungry + 1)), 0
    for _, other in ipairs(sum.hungry) do
      starving = starving + math.max(0, math.min(other[2], fair - other[1]))
    end
    if starving > 0 then allowed = math.min(allowed, math.max(fair, ask.held - starving)) end
    if ask.urgent > 0 then
      allowed = math.max(allowed, math.min(ask.held + ask.urgent, ask.urgentCeiling - sum.siblings))
    end
    if now - since < settle then allowed = math.min(allowed, math.floor(ask.ceiling / replicas)) end
    longest = math.max(longest, ask.length)
    windows[window] = { allowed = allowed }
    for _, step in ipairs(ask.steps) do step[1] = step[1] + now end
    claims[window] = {
      length = ask.length, claim = math.max(allowed, ask.held), held = ask.held, certain = ask.certain,
      need = ask.need, steps = ask.steps,
    }
  end
  redis.call('HSET', key, me, cjson.encode({ at = now, closing = request.closing, windows = claims }))

  -- The most that the others of each have held since it last asked, of the window that headers tell of.
  local total = claims.requestsHour and claims.requestsHour.claim or 0
  local mine = sums.requestsHour and sums.requestsHour.siblings or 0
  for name, record in pairs(others) do
    local claim = record.windows.requestsHour
    local rest = total + mine - (claim and claim.claim or 0)
    local peak = tonumber(redis.call('HGET', key, 'peak ' .. name) or 0)
    if rest > peak then redis.call('HSET', key, 'peak ' .. name, rest) end
  end
  local most = math.max(mine, tonumber(redis.call('HGET', key, 'peak ' .. me) or 0))
  redis.call('HSET', key, 'peak ' .. me, mine)

  for window, sum in pairs(sums) do
    windows[window] = windows[window] or { allowed = 0 }
    windows[window].siblings = sum.siblings
    windows[window].certain = sum.certain
    windows[window].most = window == 'requestsHour' and most or sum.siblings
    windows[window].steps = sum.steps
  end

  if request.limit then limit = request.limit; redis.call('HSET', key, 'limit', limit) end
  for name, ms in pairs(request.shut) do shut[name] = math.max(shut[name] or 0, now + ms) end
  local left = {}
  for name, at in pairs(shut) do
    if at <= now then shut[name] = nil else left[name] = at - now end
  end
  redis.call('HSET', key, 'shut', cjson.encode(shut))
  redis.call('PEXPIRE', key, math.max(3600000, longest) + 60000)
  return cjson.encode({ windows = windows, limit = limit, shut = left, age = now - since })
`);

export async function lease(link: RedisLink, quota: string, request: LeaseRequest): Promise<LeaseReply | undefined> {
  const { replicas } = link.state;
  const limits = [replicas, SETTLE_MS, HUNGRY_MS, GRACE_MS];
  const reply = await link.run(LEASE, [`quota:${quota}`], [link.replica, JSON.stringify(request), ...limits]);
  return reply === undefined ? undefined : readReply(String(reply));
}

/** Lua knows no difference between an empty list and an empty map. */
function readReply(text: string): LeaseReply {
  const reply = JSON.parse(text);
  for (const window of Object.values<{ steps: unknown }>(reply.windows)) {
    if (!Array.isArray(window.steps)) window.steps = [];
  }
  return { ...reply, shut: Array.isArray(reply.shut) ? {} : reply.shut };
}
