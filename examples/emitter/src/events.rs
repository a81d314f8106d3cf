//! Names of events that several places share.

/// Money was sent back.
pub const REFUND_ISSUED: &str = "refund.issued";
/// Money could not be sent back.
pub const REFUND_FAILED: &str = "refund.failed";
