//! What the dedupe stores promise, under real conditions: real time, real files, killed processes, and a real Redis.
//!
//! The tests of `RedisStore` start their own `redis-server`. They are skipped where it is not installed
//! (`apt-get install redis-server`), and fail there if `CI` is set.

mod behavior;
mod memory;
#[cfg(feature = "redb")]
mod redb;
#[cfg(feature = "redis")]
mod redis;
#[cfg(feature = "redis")]
mod redis_trouble;
