// Two things to do with a cache, in JavaScript: a rate limiter, and typed values that expire.
import { Cache, CacheKeyExists, expireInMinutes } from 'cellaret';

// A clock that stands still until it is moved: nothing here has to sleep.
function openWithManualClock() {
  return new Cache({ clock: 'manual', startMs: Date.UTC(2030, 0, 1) });
}

// Allows `limit` requests in a window that the first request opens. Returns the count, and 0 when
// this request is allowed, else in how many milliseconds to try again.
//
// A key is still there at its deadline and gone one millisecond later, so a deadline one
// millisecond before the window's end makes the window exactly as long as it should be.
function takeRequest(cache, client, limit, windowMs) {
  const count = cache.increment(client);
  if (count === 1) cache.expire(client, windowMs - 1);
  return { count, waitMs: count <= limit ? 0 : cache.ttl(client) + 1 };
}

function showRequest(cache, request) {
  const { count, waitMs } = takeRequest(cache, 'client', 10, 10_000);
  const verdict = waitMs === 0 ? `allowed (${count} of 10)` : `refused, try again in ${waitMs} ms`;
  console.log(`request ${request}: ${verdict}`);
}

function rateLimiter() {
  const cache = openWithManualClock();
  console.log('A rate limiter: 10 requests in 10 s');
  for (let request = 1; request <= 11; request++) showRequest(cache, request);
  cache.clock.advance(10_000);
  console.log('clock moved 10 s');
  showRequest(cache, 12);
  cache.close();
}

function showValue(cache, key) {
  const value = cache.get(key);
  console.log(value === undefined ? `${key}: miss` : `${key}: ${cache.type(key)} ${value}`);
}

function showTtl(cache, key) {
  console.log(`${key} expires in ${cache.ttl(key)} ms`);
}

function storeValues(cache) {
  cache.set('greeting', 'hello', { expiry: expireInMinutes(1) });
  cache.set('visits', 41);
  cache.set('price', 19.5);
  showValue(cache, 'greeting');
  showValue(cache, 'visits');
  showValue(cache, 'price');

  console.log(`visits + 1 = ${cache.increment('visits')}`);
  cache.set('sum', 0.1);
  console.log(`0.1 + 0.2 = ${cache.incrementFloat('sum', 0.2)}`);

  try {
    cache.setIfAbsent('greeting', 'bye');
  } catch (error) {
    if (!(error instanceof CacheKeyExists)) throw error;
    console.log('greeting set if absent: refused');
  }
  showValue(cache, 'greeting');
}

function typedCache() {
  const cache = openWithManualClock();
  console.log('\nA typed cache with expiry');
  storeValues(cache);
  showTtl(cache, 'greeting');
  cache.clock.advance(60_000);
  console.log('clock moved 60 s');
  showTtl(cache, 'greeting');
  cache.clock.advance(1);
  console.log('clock moved 1 ms');
  showValue(cache, 'greeting');

  // Expirations are counted when the memory comes back; this does what is left of that now.
  cache.maintain();
  const { hits, misses, sets, expirations } = cache.stats();
  console.log(`statistics: ${hits} hits, ${misses} miss, ${sets} sets, ${expirations} expiration`);
  cache.close();
}

rateLimiter();
typedCache();
