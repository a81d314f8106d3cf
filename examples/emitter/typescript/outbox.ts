// Puts events into their envelope, signs them, and sends them over HTTP.

import { createHmac } from "node:crypto";

export interface Payload {
  [field: string]: unknown;
}

let sent: number = 0;

export async function emit(name: string, data: Payload): Promise<void> {
  sent += 1;
  const id: string = `evt-${sent}`;
  const body = JSON.stringify({ id, type: name, created_at: "2026-11-20T08:00:00Z", data });
  const timestamp = Math.floor(Date.now() / 1000).toString();
  const digest = createHmac("sha256", process.env.WEBHOOK_SECRET as string).update(`${timestamp}.${body}`).digest("hex");
  const headers: Record<string, string> = {
    "content-type": "application/json",
    "X-Shop-Id": id,
    "X-Shop-Timestamp": timestamp,
    "X-Shop-Signature": `v1=${digest}`,
  };
  const answer = await fetch(process.env.WEBHOOK_URL as string, { method: "POST", headers, body });
  if (answer.status !== 200) {
    throw new Error(`${name}: answered with ${answer.status}`);
  }
}
