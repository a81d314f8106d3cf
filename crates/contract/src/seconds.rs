//! Lengths of time as an index has them: whole seconds or days.

use std::borrow::Cow;
use std::time::Duration;

use serde::{Deserialize, Deserializer};

pub(crate) fn optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    Ok(Option::<u32>::deserialize(deserializer)?.map(of))
}

pub(crate) fn list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Cow<'static, [Duration]>, D::Error> {
    Ok(Vec::<u32>::deserialize(deserializer)?.into_iter().map(of).collect())
}

pub(crate) fn of_days<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    const DAY: u64 = 24 * 60 * 60;
    Ok(Option::<u32>::deserialize(deserializer)?.map(|days| Duration::from_secs(u64::from(days) * DAY)))
}

fn of(seconds: u32) -> Duration {
    Duration::from_secs(seconds.into())
}
