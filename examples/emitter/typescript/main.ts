// A shop that tells of its orders and refunds by webhook. It sends one event of each kind to `WEBHOOK_URL`, signed with
// `WEBHOOK_SECRET`.

import { cancel, pay, place, ship } from "./orders.ts";
import { fail, issue } from "./refunds.ts";

await place();
await pay();
await ship();
await cancel();
await issue();
await fail();
