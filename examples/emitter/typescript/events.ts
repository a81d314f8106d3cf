// Names of events that several places share.

export const REFUND_ISSUED = "refund.issued";
export const REFUND_FAILED = "refund.failed";
