// Orders, from being placed to being shipped or cancelled.

import { emit } from "./outbox.ts";
import type { Payload } from "./outbox.ts";

export async function place(): Promise<void> {
  await emit("order.created", order());
}

export async function pay(): Promise<void> {
  const payment: Payload = {
    order_id: "o-17",
    amount: { cents: 4200, currency: "EUR" },
    method: "card",
  };
  await emit("order.paid", payment);
}

export async function ship(): Promise<void> {
  const shipment: Payload = {
    order_id: "o-17",
    carrier: "post",
    parcels: 1,
  };
  await emit("order.shipped", shipment);
}

export async function cancel(): Promise<void> {
  const cancellation: Payload = {
    order_id: "o-18",
    reason: null,
  };
  await emit("order.cancelled", cancellation);
}

function order(): Payload {
  return {
    order_id: "o-17",
    total: { cents: 4200, currency: "EUR" },
    channel: "web",
    lines: [{ sku: "tea", quantity: 2 }],
  };
}
