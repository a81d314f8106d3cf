// Reads a book in Chromium, as people do: README.md says what it looks at.
//
//     SEED=1 node browser.mjs BOOK CATALOG
//
// The seed picks the events. It is the same each time, so that a change is not blamed for what it did not touch; others are
// tried by hand.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join, posix, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { AxeBuilder } from "@axe-core/playwright";
import { parse } from "parse5";
import { chromium } from "playwright-core";
import { events as read, random } from "./catalog.mjs";
import { serve } from "./server.mjs";

const [book, catalog] = process.argv.slice(2).map((path) => resolve(path));
const seed = Number(process.env.SEED ?? 1);
console.log(`SEED=${seed}`);
const { pick } = random(seed);

const WIDTHS = [390, 768, 1280, 1920];
const WITH_SIDEBAR = 1280;
const MOST_BYTES = 300 * 1024;
const INDEX = "reference/webhook-events.html";
/** An event on the index: the item that has its anchor. */
const ITEM = "main .family li:has(a[data-status])";

const events = read(catalog);
const published = events.filter((event) => event.published);
const searched = {
  name: pick(published),
  field: pick(events.filter((event) => event.ownKeys.length > 0)),
  value: pick(events.filter((event) => event.ownValues.length > 0)),
};
/** The address of each event's page, from the index: a name may have what no file's name can. */
const addresses = new Map();
const walk = (node) => {
  const attribute = (name, { attrs = [] }) => attrs.find((attr) => attr.name === name)?.value;
  const children = (node.content ?? node).childNodes ?? [];
  children.forEach((child, at) => {
    if (attribute("data-status", child) !== undefined) {
      const link = children[at + 1];
      const [code] = link.childNodes;
      addresses.set(code.childNodes[0].value, posix.join(posix.dirname(INDEX), attribute("href", link)));
    }
    walk(child);
  });
};
walk(parse(readFileSync(join(book, INDEX), "utf8")));
const pageOf = (event) => addresses.get(event.name) ?? assert.fail(`the index has no link to ${event.name}`);
const guides = readdirSync(book).filter((name) => name.endsWith(".html") && !["toc.html", "404.html"].includes(name));
const sample = [
  INDEX,
  ...new Set(Object.values(searched).map(pageOf)),
  `reference/families/${pick(events).family}.html`,
  "reference/types.html",
  "reference/changelog.html",
  "index.html",
  pick(guides),
];

const { url, server } = await serve(book);
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const wrong = [];

/** A page at which nobody has been, in which every error is a mistake. */
async function open(path, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) wrong.push(`${path}: on the console: ${message.text()}`);
  });
  page.on("pageerror", (error) => wrong.push(`${path}: ${error}`));
  page.on("response", (response) => {
    if (response.status() >= 400) wrong.push(`${path}: ${response.status()} for ${response.url()}`);
  });
  await page.goto(`${url}/${path}`, { waitUntil: "load" });
  return page;
}

async function step(what, check) {
  const from = Date.now();
  const before = wrong.length;
  await check().catch((error) => wrong.push(`${what}: ${error.message}`));
  console.log(`${wrong.length === before ? "ok" : "WRONG"}: ${what} (${((Date.now() - from) / 1000).toFixed(1)} s)`);
}

/** What is wider than its place: the page, or a table. Lines of code may be. */
const wide = () =>
  [document.documentElement, ...document.querySelectorAll("main table, .table-wrapper")]
    .filter((element) => element.scrollWidth > element.clientWidth + 1)
    .map((element) => `${element.tagName} is ${element.scrollWidth} px wide in ${element.clientWidth}`);

for (const colorScheme of ["light", "dark"]) {
  await step(colorScheme === "dark" ? "contrast, dark" : "layout and roles, light", async () => {
    for (const path of sample) {
      const width = colorScheme === "dark" ? WITH_SIDEBAR : WIDTHS[0];
      const page = await open(path, { colorScheme, viewport: { width, height: 900 } });
      // What is not about colors is the same in both.
      for (const width of colorScheme === "dark" ? [] : WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        // Whether the sidebar is open is decided when the page is loaded: on a wide screen it is.
        if (width === WITH_SIDEBAR) await page.reload();
        const found = await page.evaluate(wide);
        found.forEach((what) => wrong.push(`${path}: at ${width} px, ${what}`));
      }
      // It takes long on the list of types, which has nothing that the fields of events do not have.
      if (path.endsWith("types.html")) {
        await page.context().close();
        continue;
      }
      const axe = new AxeBuilder({ page });
      // It is the same on every page.
      if (path !== INDEX) axe.exclude("#mdbook-sidebar");
      if (colorScheme === "dark") axe.withRules(["color-contrast", "link-in-text-block"]);
      const { violations } = await axe.analyze();
      for (const { id, impact, nodes } of violations) {
        if (!["serious", "critical"].includes(impact)) continue;
        const [{ target, failureSummary }] = nodes;
        wrong.push(`${path}: ${colorScheme}: ${id}, ${nodes.length} times, at ${target}: ${failureSummary}`);
      }
      await page.context().close();
    }
  });
}

await step("what marks a linked name covers none of its characters", async () => {
  const page = await open(pageOf(searched.field));
  // Names have underscores, and an underline is where those are.
  const marks = await page.locator("main a:not(.header):has(> code)").evaluateAll((links) =>
    links.map((link) => [getComputedStyle(link).textDecorationLine, getComputedStyle(link).borderBottomStyle].join()),
  );
  assert.ok(marks.length > 0);
  assert.deepEqual([...new Set(marks)], ["none,solid"]);
  await page.context().close();
});

await step("search finds an event by name, by field and by value", async () => {
  const page = await open("index.html");
  for (const [text, event] of [
    [searched.name.name, searched.name],
    [pick(searched.field.ownKeys), searched.field],
    [pick(searched.value.ownValues), searched.value],
  ]) {
    await page.keyboard.press("s");
    await page.keyboard.press("Control+A");
    await page.keyboard.type(text);
    const result = page.locator(`#mdbook-searchresults a[href*="${pageOf(event)}"]`).first();
    await result.waitFor({ timeout: 10_000 }).catch(() => {
      throw new Error(`a search for ${text} does not find ${event.name}`);
    });
    await page.keyboard.press("Escape");
  }
  await page.context().close();
});

await step("the index is filtered by keyboard", async () => {
  const page = await open(INDEX);
  const shown = () => page.locator(`${ITEM}:visible`).count();
  const isOn = (selector) => page.evaluate((selector) => document.activeElement?.matches(selector), selector);
  const all = await shown();
  assert.equal(all, published.length);
  for (let times = 0; !(await isOn(".filter input")); times += 1) {
    assert.ok(times < 200, "the filter is reached with Tab");
    await page.keyboard.press("Tab");
  }
  await page.keyboard.type(searched.name.name);
  assert.ok((await shown()) < all, "a name leaves few");
  assert.ok(await page.locator(`${ITEM} a[href$="${posix.basename(pageOf(searched.name))}"]`).isVisible());
  await page.keyboard.press("ArrowLeft");
  assert.ok(page.url().endsWith(INDEX), "an arrow key moves the cursor, and does not turn the page");
  await page.keyboard.press("Escape");
  assert.equal(await shown(), all);
  await page.keyboard.press("Tab");
  assert.ok(await isOn(".filter select"));
  await page.keyboard.press("ArrowDown");
  const [{ family }] = published;
  const inFamily = await page.locator("main .family:visible").count();
  assert.equal(inFamily, 1, `one family is left, such as ${family}`);
  await page.context().close();
});

await step("the copy button copies the example", async () => {
  const page = await open(pageOf(searched.name));
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const block = page.locator("pre", { has: page.locator("code.language-json") }).first();
  await block.hover();
  await block.locator(".clip-button").click();
  assert.deepEqual(JSON.parse(await page.evaluate(() => navigator.clipboard.readText())), searched.name.example);
  await page.context().close();
});

await step(`the index weighs at most ${MOST_BYTES / 1024} KB`, async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const sizes = [];
  page.on("response", (response) => sizes.push(response.body().then((body) => [gzipSync(body).length, response.url()])));
  await page.goto(`${url}/${INDEX}`, { waitUntil: "networkidle" });
  const parts = await Promise.all(sizes);
  const bytes = parts.reduce((sum, [size]) => sum + size, 0);
  console.log(`the index: ${parts.length} files, ${bytes} bytes compressed`);
  if (bytes > MOST_BYTES) {
    parts.sort(([a], [b]) => b - a).slice(0, 8).forEach((part) => console.log(part.join(" ")));
    throw new Error(`${bytes} bytes`);
  }
  await context.close();
});

await step("it can be read without JavaScript", async () => {
  const page = await open(INDEX, { javaScriptEnabled: false });
  assert.equal(await page.locator(`${ITEM}:visible`).count(), published.length);
  await page.goto(`${url}/${pageOf(searched.name)}`);
  for (const key of Object.keys(searched.name.example.data ?? {})) {
    assert.ok(await page.locator("main li code", { hasText: key }).first().isVisible(), key);
  }
  await page.context().close();
});

await step("on paper a page is dark on white, and folded parts are open", async () => {
  const page = await open(pageOf(searched.value), { colorScheme: "dark" });
  const luminance = (selector, property) =>
    page.locator(selector).first().evaluate((element, property) => {
      const [red, green, blue] = getComputedStyle(element)[property].match(/[\d.]+/g).map(Number);
      return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
    }, property);
  assert.ok((await luminance("main p", "color")) > 0.5, "the theme is dark");
  await page.emulateMedia({ media: "print" });
  for (const selector of ["main p", "main p code", "main pre > code span"]) {
    assert.ok((await luminance(selector, "color")) < 0.35, `${selector} is dark`);
  }
  assert.ok((await luminance("html", "backgroundColor")) > 0.95, "paper is white");
  assert.ok((await luminance("main p code", "backgroundColor")) > 0.9, "so is what code is on");
  for (const gone of ["#mdbook-menu-bar", "#mdbook-sidebar", ".nav-wide-wrapper"]) {
    assert.ok(!(await page.locator(gone).isVisible()), gone);
  }
  const folded = page.locator("main details:not([open])").first();
  assert.ok(await folded.evaluate(({ lastElementChild }) => lastElementChild.checkVisibility({ contentVisibilityAuto: true })));
  assert.deepEqual(await page.evaluate(wide), []);
  await page.context().close();
});

await browser.close();
server.close();
if (wrong.length > 0) {
  console.error(wrong.join("\n"));
  process.exit(1);
}
