// What a host shows at an address that does not exist, with the book in a directory of it that nobody told the book of.
//
//     node not_found.mjs BOOK CATALOG

import assert from "node:assert/strict";
import { resolve } from "node:path";
import { chromium } from "playwright-core";
import { events } from "./catalog.mjs";
import { serve } from "./server.mjs";

const [book, catalog] = process.argv.slice(2).map((path) => resolve(path));
const BASE = "/some/where";
const { url, server } = await serve(book, BASE);
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const [event] = events(catalog).filter(({ published }) => published);

for (const path of [`old/events/${event.name}.html`, "gone.html", "reference/", "a/b/c/d"]) {
  const page = await browser.newPage();
  const [loaded, missed] = [new Set(), []];
  page.on("response", (response) => {
    const { pathname } = new URL(response.url());
    // The page itself is missing, and it looks for the book's directory by a file that only that has.
    if (response.status() < 400) loaded.add(pathname);
    else if (pathname !== `${BASE}/${path}` && !pathname.endsWith("/llms.txt")) missed.push(pathname);
  });
  await page.goto(`${url}${BASE}/${path}`, { waitUntil: "load" });
  // Chromium fetches ahead, before the page has found its directory: what it missed there, it has from here.
  assert.deepEqual(missed.filter((missing) => !loaded.has(`${BASE}${missing}`)), [], path);
  assert.ok([...loaded].some((file) => file.startsWith(`${BASE}/theme/`) && file.endsWith(".css")), path);
  assert.equal(await page.evaluate(() => document.baseURI), `${url}${BASE}/`, path);
  const title = await page.locator("main h1").textContent();
  assert.match(title, /not found/i);
  const links = await page.locator("main a:not(.header)").evaluateAll((all) => all.map(({ href }) => href));
  assert.ok(links.length > 0, path);
  for (const link of links) assert.equal((await fetch(link)).status, 200, link);

  const words = path.split("/").filter(Boolean).pop().replace(/\.html$/, "");
  const search = page.locator("#search-for-it a");
  assert.ok((await search.textContent()).includes(words), path);
  if (words === event.name) {
    await search.click();
    await page.locator("#mdbook-searchresults a").first().waitFor({ timeout: 10_000 });
  } else {
    // The search of the page itself works, too.
    await page.keyboard.press("s");
    await page.keyboard.type(event.name);
    const result = page.locator("#mdbook-searchresults a").first();
    await result.waitFor({ timeout: 10_000 });
    assert.equal((await fetch(await result.evaluate(({ href }) => href))).status, 200);
  }
  await page.close();
}
console.log("ok: what does not exist is not found, and helps, in a directory");
await browser.close();
server.close();
