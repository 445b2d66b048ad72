// Keeps a greeting for ten minutes and reads it back.
import { Cache, expireInMinutes } from 'cellaret';

const cache = new Cache({ maxBytes: 64 << 20 });
cache.set('greeting', 'hello', { expiry: expireInMinutes(10) });
console.log(cache.get('greeting'));
