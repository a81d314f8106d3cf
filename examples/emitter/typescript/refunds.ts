// Refunds.

import { REFUND_FAILED, REFUND_ISSUED } from "./events.ts";
import { emit } from "./outbox.ts";
import type { Payload } from "./outbox.ts";

export async function issue(): Promise<void> {
  const refund: Payload = {
    refund_id: "r-3",
    order_id: "o-17",
    amount: { cents: 2100, currency: "USD" },
  };
  await emit(REFUND_ISSUED, refund);
}

export async function fail(): Promise<void> {
  const failure: Payload = {
    refund_id: "r-4",
    order_id: "o-17",
    attempts: 3,
  };
  await emit(REFUND_FAILED, failure);
}
