// Compiled, never run: the declarations as CommonJS sees them.
import cellaret = require('cellaret');

const cache = new cellaret.Cache({ maxEntries: 10, defaultExpiry: cellaret.expireInSeconds(5) });
const value: cellaret.CachedValue | undefined = cache.get('k');
const table: readonly cellaret.StatusRow[] = cellaret.statuses;

export = { value, table };
