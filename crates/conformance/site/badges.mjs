// Looks at the badges of events and fields, in the book of a catalog that has one of each kind.
//
//     node badges.mjs BOOK

import assert from "node:assert/strict";
import { resolve } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { chromium } from "playwright-core";
import { serve } from "./server.mjs";

const { url, server } = await serve(resolve(process.argv[2]));
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });

/** Below the title: the badges of an event. */
const TOP = "main h1 + ul > li";
/** In a list: the badges after the name of an event or a field. */
const after = (id) => `main li a[id="${id}"] ~ :is(em, [data-status] + a + strong)`;

const PAGES = [
  ["reference/events/fabric.cut.html", TOP, ["Status: live"]],
  ["reference/events/loom.tree.html", TOP, ["Status: declared"]],
  [
    "reference/events/fabric.torn.html",
    TOP,
    ["Status: live", "Since: version 2029-12-01", "Deprecated: yes", "Sunset: 2030-06-30", "Replaced by: fabric.cut"],
  ],
  ["reference/events/fabric.torn.html", after("data.length"), ["deprecated"]],
  ["reference/events/fabric.torn.html", after("data.meters"), []],
  ["reference/webhook-events.html", after("event.loom.tree"), ["declared"]],
  ["reference/webhook-events.html", after("event.fabric.torn"), ["deprecated"]],
  ["reference/webhook-events.html", after("event.fabric.cut"), []],
  ["reference/families/delivery.html", after("event.fabric.torn"), ["deprecated"]],
  ["reference/families/quiet.html", after("event.quiet.hour"), ["not published"]],
];

for (const colorScheme of ["light", "dark"]) {
  /** The background of each text: what is said in another way has another color. */
  const colors = new Map();
  for (const [path, badges, expected] of PAGES) {
    const where = `${path} in ${colorScheme}`;
    // A badge is a matter of the page and its style sheet alone.
    const plain = await browser.newContext({ colorScheme, javaScriptEnabled: false });
    const read = await plain.newPage();
    await read.goto(`${url}/${path}`);
    assert.deepEqual(await read.locator(badges).allTextContents(), expected, where);
    await plain.close();

    const context = await browser.newContext({ colorScheme, viewport: { width: 390, height: 900 } });
    const page = await context.newPage();
    await page.goto(`${url}/${path}`);
    const drawn = await page.locator(badges).evaluateAll((all) =>
      all.map((badge) => [badge.textContent, getComputedStyle(badge).backgroundColor]),
    );
    drawn.forEach(([text, color]) => colors.set(text, color));
    if (expected.length > 0) {
      const { violations } = await new AxeBuilder({ page }).include(badges).withRules(["color-contrast"]).analyze();
      assert.deepEqual(violations.flatMap(({ nodes }) => nodes.map((node) => node.failureSummary)), [], where);
    }
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), where);
    await context.close();
  }
  const [live, declared, deprecated] = ["Status: live", "Status: declared", "Deprecated: yes"].map((text) => colors.get(text));
  assert.equal(new Set([live, declared, deprecated, "rgba(0, 0, 0, 0)"]).size, 4, `${colorScheme}: ${[...colors]}`);
  assert.equal(colors.get("declared"), declared, colorScheme);
  assert.equal(colors.get("deprecated"), deprecated, colorScheme);
}
console.log("ok: events and fields have their badges");
await browser.close();
server.close();
