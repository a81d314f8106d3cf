// The pictures and plots, measured in Chromium, where their texts have a font: README.md says what this looks at.
//
//     node pictures.mjs BOOK SOURCES DRAWN
//
// SOURCES are the pages in Markdown, which say how many pictures there are; below DRAWN are drawings of made-up catalogs.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { chromium } from "playwright-core";
import { serve } from "./server.mjs";

const [book, sources, drawn] = process.argv.slice(2).map((path) => resolve(path));
const below = (directory, ending) =>
  readdirSync(directory, { recursive: true }).filter((name) => name.endsWith(ending)).sort();

/** What is wrong with each drawing of a page: what its texts do, in its own coordinates. */
function look() {
  const wrong = [];
  const near = 1;
  for (const svg of document.querySelectorAll("svg.picture")) {
    if (svg.getClientRects().length === 0) continue;
    const say = (what) => wrong.push(`${svg.querySelector("title")?.textContent}: ${what}`);
    const { width, height } = svg.viewBox.baseVal;
    const box = (element) => {
      const { x, y, width, height } = element.getBBox();
      return { left: x, top: y, right: x + width, bottom: y + height };
    };
    const named = svg.getAttribute("aria-labelledby").split(" ").map((id) => document.getElementById(id)?.textContent);
    if (svg.getAttribute("role") !== "img" || named.some((text) => !text)) say("no text in its place");
    const scale = svg.getBoundingClientRect().width / width;
    if (scale < 0.98) say(`it is shown at ${scale} of its size`);
    const boxes = [...svg.querySelectorAll("rect.frame, rect.outcome")].map(box);
    const texts = [...svg.querySelectorAll("text")].map((text) => ({ said: text.textContent, ...box(text) }));
    if (texts.length === 0) say("there is no text");
    const isIn = (text, { left, top, right, bottom }) =>
      text.left >= left - near && text.right <= right + near && text.top >= top - near && text.bottom <= bottom + near;
    texts.forEach((text, at) => {
      if (!isIn(text, { left: 0, top: 0, right: width, bottom: height })) say(`“${text.said}” leaves the picture`);
      const [x, y] = [(text.left + text.right) / 2, (text.top + text.bottom) / 2];
      for (const box of boxes) {
        const isAbout = x > box.left && x < box.right && y > box.top && y < box.bottom;
        if (isAbout && !isIn(text, box)) say(`“${text.said}” leaves its box`);
      }
      for (const other of texts.slice(at + 1)) {
        const isApart =
          text.right <= other.left + near || other.right <= text.left + near ||
          text.bottom <= other.top + 2 * near || other.bottom <= text.top + 2 * near;
        if (!isApart) say(`“${text.said}” is over “${other.said}”`);
      }
    });
  }
  return wrong;
}

/** The least contrast of a text with the page. */
function contrast() {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const luminance = (color) => {
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const page = luminance(getComputedStyle(document.documentElement).backgroundColor);
  const texts = [...document.querySelectorAll("svg.picture text")];
  return Math.min(
    ...texts.map((text) => {
      const own = luminance(getComputedStyle(text).fill);
      return (Math.max(own, page) + 0.05) / (Math.min(own, page) + 0.05);
    }),
  );
}

const { url, server } = await serve(book);
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const wrong = [];

/** The pages that have pictures, and how many. */
const expected = below(sources, ".md").map((page) => {
  const text = readFileSync(join(sources, page), "utf8");
  return [page.replace(/md$/, "html"), (text.match(/^(!\[.*\]\(.*\.svg\)$|<!-- plot[ :])/gm) ?? []).length];
});
const pages = expected.filter(([, count]) => count > 0);
assert.ok(pages.length >= 4, `pictures on ${pages.length} pages`);
let seen = 0;
for (const colorScheme of ["light", "dark"]) {
  for (const width of [390, 1280]) {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
    const page = await context.newPage();
    for (const [path, count] of pages) {
      const at = `${path} at ${width} px, ${colorScheme}`;
      await page.goto(`${url}/${path}`, { waitUntil: "load" });
      const visible = await page.locator("svg.picture:visible").count();
      if (visible !== count) wrong.push(`${at}: ${visible} of ${count} pictures are seen`);
      seen += visible;
      (await page.evaluate(look)).forEach((what) => wrong.push(`${at}: ${what}`));
      const least = await page.evaluate(contrast);
      if (least < 4.5) wrong.push(`${at}: a contrast of ${least}`);
    }
    await context.close();
  }
}

const page = await browser.newPage();
const drawings = below(drawn, ".svg");
assert.ok(drawings.length > 20, `only ${drawings.length} drawings in ${relative(process.cwd(), drawn)}`);
for (const drawing of drawings) {
  const svg = readFileSync(join(drawn, drawing), "utf8");
  await page.setContent(`<!doctype html><body style="width:800px">${svg}`);
  (await page.evaluate(look)).forEach((what) => wrong.push(`${drawing}: ${what}`));
}
// A check that cannot fail says nothing: a text that is too long is found.
await page.evaluate(() => document.querySelectorAll("text").forEach((text) => (text.textContent += " and more".repeat(30))));
assert.ok((await page.evaluate(look)).length > 0, "a text that is too long is not found");

await browser.close();
server.close();
if (wrong.length > 0) {
  console.error(wrong.join("\n"));
  process.exit(1);
}
console.log(`ok: ${seen} pictures on ${pages.length} pages, and ${drawings.length} drawings of made-up catalogs`);
