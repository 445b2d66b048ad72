// The names, calling conventions and documentation of Store's methods.
#include "store.h"

namespace cellaret::python {

PyMethodDef store_methods[] = {
    {"get", method(store_get), METH_FASTCALL | METH_KEYWORDS,
     "get($self, key, default=None)\n--\n\n"
     "The value of a key, as the type it was written in; `default` when the key is not there.\n"
     "Text that a byte operation left without a UTF-8 form comes back as bytes.\n"
     "Raises WrongType when the key holds a collection."},
    {"set", method(store_set), METH_FASTCALL | METH_KEYWORDS,
     "set($self, key, value, *, expiry=None)\n--\n\n"
     "Writes a value, whatever the key held before.\n\n"
     "value: None, str, bytes, an int of 64 bits, a finite float; bool, and lists and dicts with\n"
     "  str keys made of these, as JSON. Anything that would come back changed is a TypeError.\n"
     "expiry: an Expiry, a timedelta from now, or an aware datetime. None: the cache's default;\n"
     "  without one the key never expires.\n"
     "Raises TooLarge, Full, BadExpiry; Overflow for inf and NaN; OverflowError for an int over\n"
     "64 bits."},
    {"set_if_absent", method(store_set_if_absent), METH_FASTCALL | METH_KEYWORDS,
     "set_if_absent($self, key, value, *, expiry=None)\n--\n\n"
     "As set(), if the key is not there; else raises CacheKeyExists and value and deadline stay."},
    {"replace", method(store_replace), METH_FASTCALL | METH_KEYWORDS,
     "replace($self, key, value, *, expiry=None)\n--\n\n"
     "As set(), if the key is there; else raises CacheMiss and nothing is written."},
    {"get_and_set", method(store_get_and_set), METH_FASTCALL | METH_KEYWORDS,
     "get_and_set($self, key, value, default=None, *, expiry=None)\n--\n\n"
     "As set(); returns the value that was there before, or `default`."},
    {"increment", method(store_increment), METH_FASTCALL | METH_KEYWORDS,
     "increment($self, key, delta=1, *, expiry=None)\n--\n\n"
     "Adds to a number and returns the sum: an int for an int, a float for a float. A missing\n"
     "key starts at 0; text that is a number is read as one. 0.1 + 0.2 is 0.3.\n\n"
     "expiry: None leaves the deadline alone unless the cache has a default expiry.\n"
     "Raises NotAnInteger, NotANumber, Overflow, WrongType; the value is then as before."},
    {"delete", method(store_delete), METH_FASTCALL,
     "delete($self, /, *keys)\n--\n\n"
     "Deletes keys, one after another; returns how many were there."},
    {"exists", store_exists, METH_O,
     "exists($self, key, /)\n--\n\n"
     "Whether a key is there. Counts as neither hit nor miss, and is no use of the entry."},
    {"type", store_type, METH_O,
     "type($self, key, /)\n--\n\n"
     "\"string\", \"int\" or \"double\", as the value is stored; None when the key is not there."},
    {"expire", method(store_expire), METH_FASTCALL | METH_KEYWORDS,
     "expire($self, key, duration, *, condition=\"always\")\n--\n\n"
     "Sets the deadline of a key to a duration from now; 0 or less deletes it.\n\n"
     "duration: int milliseconds, or a timedelta.\n"
     "condition: \"if_none\" and \"if_any\" look at whether there is a deadline, \"if_greater\"\n"
     "  and \"if_less\" compare with it; no deadline is later than any.\n"
     "Returns False when there is no key or the condition does not hold. Raises BadExpiry when\n"
     "the sum overflows."},
    {"expire_at", method(store_expire_at), METH_FASTCALL | METH_KEYWORDS,
     "expire_at($self, key, time, *, condition=\"always\")\n--\n\n"
     "As expire(), with a moment: int milliseconds since 1970, or an aware datetime."},
    {"persist", store_persist, METH_O,
     "persist($self, key, /)\n--\n\n"
     "Takes the deadline away; returns whether there was one."},
    {"ttl", store_ttl, METH_O,
     "ttl($self, key, /)\n--\n\n"
     "Milliseconds to the deadline, 0 at the deadline itself; math.inf for a key that never\n"
     "expires; None when the key is not there."},
    {"expire_time", store_expire_time, METH_O,
     "expire_time($self, key, /)\n--\n\n"
     "The deadline in milliseconds since 1970 on the cache's clock; math.inf for a key that\n"
     "never expires; None when the key is not there."},
    {"clear", store_clear, METH_NOARGS,
     "clear($self, /)\n--\n\n"
     "Removes every entry."},
    {"close", store_close, METH_NOARGS,
     "close($self, /)\n--\n\n"
     "Closes the cache and frees its memory; later calls raise Closed. Closing twice does "
     "nothing."},
    {"reset_stats", store_reset_stats, METH_NOARGS,
     "reset_stats($self, /)\n--\n\n"
     "Sets the counters of stats() to zero."},
    {"_maintain", store_maintain, METH_O, nullptr},
    {"_stats", store_read_stats, METH_NOARGS, nullptr},
    {"_now", store_now, METH_NOARGS, nullptr},
    {"_advance", store_advance, METH_O, nullptr},
    {"_step_wall", store_step_wall, METH_O, nullptr},
    {nullptr, nullptr, 0, nullptr}};

PyGetSetDef store_properties[] = {
    {"closed", store_is_closed, nullptr, "Whether close() was called.", nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr}};

}  // namespace cellaret::python
