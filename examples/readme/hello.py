# Keeps a greeting for ten minutes and reads it back.
import cellaret

cache = cellaret.Cache(max_bytes=64 << 20)
cache.set("greeting", "hello", expiry=cellaret.expire_in_minutes(10))
print(cache.get("greeting"))
