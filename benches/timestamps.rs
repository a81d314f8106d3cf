//! How fast a point in time is read from JSON, and how its text is written back.
//!
//! For texts that senders write, the table shows what each library serializes after it has read them. `text` checks
//! nothing and is the lower bound. `benches/timestamps.py` runs this, and measures what each costs a build.
//!
//! `cargo bench -p event-benches --bench timestamps`

use std::hint::black_box;

use divan::Bencher;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

type ChronoUtc = chrono::DateTime<chrono::Utc>;
type Chrono = chrono::DateTime<chrono::FixedOffset>;
type Jiff = jiff::Timestamp;
type Ours = webhook_runtime::Timestamp;

/// The crate time reads and writes RFC 3339 through a module that is named at the field.
#[derive(Deserialize, Serialize)]
#[serde(transparent)]
struct Time(#[serde(with = "time::serde::rfc3339")] time::OffsetDateTime);

/// 24 characters, as most senders write it.
const FIELD: &str = "\"2026-05-09T12:00:00.250Z\"";

const TEXTS: [&str; 10] = [
    "2026-05-09T12:00:00Z",
    "2026-05-09T12:00:00.000Z",
    "2026-05-09T12:00:00.250Z",
    "2026-05-09T12:00:00+00:00",
    "2026-05-09T12:00:00-00:00",
    "2026-05-09T14:00:00+02:00",
    "2026-05-09t12:00:00z",
    "2026-05-09T12:00:00.123456789012Z",
    "2016-12-31T23:59:60Z",
    "2026-05-09 12:00:00Z",
];

fn main() {
    println!("| text | ours | chrono, FixedOffset | chrono, Utc | jiff | time |");
    println!("| --- | --- | --- | --- | --- | --- |");
    for text in TEXTS {
        let cells = [
            round_trip::<Ours>,
            round_trip::<Chrono>,
            round_trip::<ChronoUtc>,
            round_trip::<Jiff>,
            round_trip::<Time>,
        ];
        println!("| `{text}` | {} |", cells.map(|cell| cell(text)).join(" | "));
    }
    println!();
    divan::main();
}

fn round_trip<T: DeserializeOwned + Serialize>(text: &str) -> String {
    let json = format!("\"{text}\"");
    let Ok(value) = serde_json::from_str::<T>(&json) else { return "refused".to_owned() };
    match serde_json::to_string(&value) {
        Ok(back) if back == json => "same".to_owned(),
        Ok(back) => format!("`{}`", back.trim_matches('"')),
        Err(_) => "read, but not written".to_owned(),
    }
}

#[divan::bench_group(sample_count = 1000, sample_size = 1000)]
mod read {
    use super::*;

    #[divan::bench]
    fn text(bencher: Bencher) {
        read::<String>(bencher);
    }

    #[divan::bench]
    fn ours(bencher: Bencher) {
        read::<Ours>(bencher);
    }

    #[divan::bench]
    fn chrono(bencher: Bencher) {
        read::<Chrono>(bencher);
    }

    #[divan::bench]
    fn chrono_utc(bencher: Bencher) {
        read::<ChronoUtc>(bencher);
    }

    #[divan::bench]
    fn jiff(bencher: Bencher) {
        read::<Jiff>(bencher);
    }

    #[divan::bench]
    fn time(bencher: Bencher) {
        read::<Time>(bencher);
    }

    fn read<T: DeserializeOwned>(bencher: Bencher) {
        bencher.bench(|| serde_json::from_str::<T>(black_box(FIELD)).expect("a point in time"));
    }
}
