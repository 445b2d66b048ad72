//! Other caches behind the functions that bench/peers/peer.h declares: each opened with a capacity
//! in entries and nothing else changed from its defaults. A value is shared as their documentation
//! advises, so a get takes a reference, copies the bytes out and lets it go.

use std::borrow::Borrow;
use std::os::raw::c_void;
use std::sync::Arc;

type Key = Box<[u8]>;
type Value = Arc<[u8]>;

trait Cache: Sized {
    fn open(capacity: u64) -> Self;
    fn get(&self, key: &[u8]) -> Option<Value>;
    fn set(&self, key: &[u8], value: &[u8]);
    /// Work that was put off is done, so that the next operations pay for themselves only.
    fn settle(&self) {}
}

impl Cache for quick_cache::sync::Cache<Key, Value> {
    fn open(capacity: u64) -> Self {
        Self::new(capacity as usize)
    }
    fn get(&self, key: &[u8]) -> Option<Value> {
        quick_cache::sync::Cache::get(self, key)
    }
    fn set(&self, key: &[u8], value: &[u8]) {
        self.insert(key.into(), value.into());
    }
}

impl Cache for moka::sync::Cache<Key, Value> {
    fn open(capacity: u64) -> Self {
        Self::new(capacity)
    }
    fn get(&self, key: &[u8]) -> Option<Value> {
        moka::sync::Cache::get(self, key)
    }
    fn set(&self, key: &[u8], value: &[u8]) {
        self.insert(key.into(), value.into());
    }
    fn settle(&self) {
        self.run_pending_tasks();
    }
}

#[repr(C)]
pub struct Peer {
    open: unsafe extern "C" fn(u64) -> *mut c_void,
    close: unsafe extern "C" fn(*mut c_void),
    get: unsafe extern "C" fn(*const c_void, *const u8, usize, *mut u8, usize) -> bool,
    set: unsafe extern "C" fn(*const c_void, *const u8, usize, *const u8, usize),
    settle: unsafe extern "C" fn(*const c_void),
}

unsafe extern "C" fn open<C: Cache>(capacity: u64) -> *mut c_void {
    Box::into_raw(Box::new(C::open(capacity))).cast()
}
unsafe extern "C" fn close<C: Cache>(cache: *mut c_void) {
    drop(Box::from_raw(cache.cast::<C>()));
}
unsafe extern "C" fn get<C: Cache>(
    cache: *const c_void,
    key: *const u8,
    key_size: usize,
    out: *mut u8,
    out_size: usize,
) -> bool {
    let key = std::slice::from_raw_parts(key, key_size);
    let Some(value) = (*cache.cast::<C>()).get(key) else {
        return false;
    };
    let bytes: &[u8] = value.borrow();
    std::ptr::copy_nonoverlapping(bytes.as_ptr(), out, bytes.len().min(out_size));
    true
}
unsafe extern "C" fn set<C: Cache>(
    cache: *const c_void,
    key: *const u8,
    key_size: usize,
    value: *const u8,
    value_size: usize,
) {
    let key = std::slice::from_raw_parts(key, key_size);
    (*cache.cast::<C>()).set(key, std::slice::from_raw_parts(value, value_size));
}
unsafe extern "C" fn settle<C: Cache>(cache: *const c_void) {
    (*cache.cast::<C>()).settle();
}

const fn peer<C: Cache>() -> Peer {
    Peer { open: open::<C>, close: close::<C>, get: get::<C>, set: set::<C>, settle: settle::<C> }
}

#[no_mangle]
pub static peer_quick_cache: Peer = peer::<quick_cache::sync::Cache<Key, Value>>();
#[no_mangle]
pub static peer_moka: Peer = peer::<moka::sync::Cache<Key, Value>>();
