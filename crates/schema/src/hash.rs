//! A hash that is the same wherever and whenever it is computed, for what is written to files.

/// FNV-1a of a text, with 64 bits.
///
/// ```
/// assert_eq!(webhook_schema::fnv("a"), 0xaf63_dc4c_8601_ec8c);
/// ```
pub fn fnv(text: &str) -> u64 {
    let mix = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    text.bytes().fold(0xcbf2_9ce4_8422_2325, mix)
}
