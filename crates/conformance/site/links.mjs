// Every link of every page of a book leads to a file in it, and to an anchor that this has.
//
//     node links.mjs BOOK
//
// mdBook is not asked: the built pages are read as a browser reads them.

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { parse } from "parse5";

const book = resolve(process.argv[2]);
const files = readdirSync(book, { recursive: true }).map((name) => join(book, name));
const pages = new Map(files.filter((file) => file.endsWith(".html")).map((file) => [file, read(file)]));

/** What a page has: its anchors, and where its links lead. */
function read(file) {
  const page = { ids: new Set(), links: [], twice: [] };
  const walk = (node) => {
    for (const { name, value } of node.attrs ?? []) {
      if (name === "id" || (name === "name" && node.tagName === "a")) {
        if (page.ids.has(value)) page.twice.push(value);
        page.ids.add(value);
      }
      if (name === "href" || name === "src") page.links.push({ tag: node.tagName, value });
    }
    (node.content ?? node).childNodes?.forEach(walk);
  };
  walk(parse(readFileSync(file, "utf8")));
  return page;
}

const wrong = [];
let count = 0;
for (const [file, { links, twice }] of pages) {
  // Links of the page for what is not found are from the root of the site, wherever it is shown.
  const base = file === join(book, "404.html") ? book : dirname(file);
  const say = (what) => wrong.push(`${relative(book, file)}: ${what}`);
  twice.forEach((id) => say(`the id ${id} twice`));
  for (const { tag, value } of links) {
    if (/^(https?:|mailto:|data:|javascript:)/.test(value)) continue;
    if (tag === "base") continue;
    count += 1;
    const [path, anchor] = value.split("#", 2);
    const target = path === "" ? file : resolve(base, decodeURIComponent(path).replace(/^\/+/, ""));
    if (!target.startsWith(book)) say(`${value} leads out of the book`);
    else if (!existsSync(target) || !statSync(target).isFile()) say(`no file for ${value}`);
    else if (anchor && pages.has(target) && !pages.get(target).ids.has(decodeURIComponent(anchor))) {
      say(`no anchor for ${value}`);
    }
  }
}
if (count < pages.size) wrong.push(`only ${count} links in ${pages.size} pages: were they read?`);
if (wrong.length > 0) {
  console.error(wrong.join("\n"));
  process.exit(1);
}
console.log(`${count} links of ${pages.size} pages lead somewhere`);
