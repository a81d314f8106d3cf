// What the book has for programs, read by programs of other people: sitemap, head of each page, feed and events.json.
//
//     node programs.mjs BOOK ADDRESS CATALOG
//
// The book was built for the address.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import Ajv from "ajv";
import Ajv2019 from "ajv/dist/2019.js";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { parse } from "parse5";
import RssParser from "rss-parser";

const [book, address, catalog] = process.argv.slice(2);
const read = (path) => readFileSync(join(book, path), "utf8");
const json = (path) => JSON.parse(readFileSync(path, "utf8"));

/** The file of the book at an address. */
const fileAt = (url) => {
  assert.ok(url.startsWith(address), `${url} is not below ${address}`);
  const path = decodeURIComponent(url.slice(address.length));
  const file = path === "" ? "index.html" : path;
  assert.ok(existsSync(join(book, file)), `there is no ${file}`);
  return file;
};

const sitemap = read("sitemap.xml");
const locations = [...sitemap.matchAll(/<loc>(.*?)<\/loc>/g)].map(([, url]) => url.replaceAll("&amp;", "&"));
assert.ok(locations.length > 10 && new Set(locations).size === locations.length, `${locations.length} addresses`);
const pages = locations.map(fileAt);
const listed = [...read("llms.txt").matchAll(/^- \[.*\]\(<?([^)>]*\.md)>?\)$/gm)].map(([, page]) => page);
assert.equal(listed.length, pages.length, "the pages of llms.txt");
console.log(`ok: ${pages.length} addresses of the sitemap`);

/** The elements of a page's head. */
function head(page) {
  const found = [];
  const walk = (node) => {
    if (["meta", "link", "title"].includes(node.tagName)) {
      found.push(Object.fromEntries(node.attrs.map(({ name, value }) => [name, value])));
    }
    node.childNodes?.forEach(walk);
  };
  walk(parse(read(page)));
  const one = (key, value, content) => {
    const all = found.filter((element) => element[key] === value);
    assert.equal(all.length, 1, `${page}: ${value}, ${all.length} times`);
    return all[0][content];
  };
  return { one };
}
const descriptions = new Set();
pages.forEach((page, at) => {
  const { one } = head(page);
  assert.equal(one("rel", "canonical", "href"), locations[at], page);
  assert.equal(one("property", "og:url", "content"), locations[at], page);
  assert.ok(one("property", "og:title", "content").length > 0, page);
  const description = one("name", "description", "content");
  assert.ok(description.length > 0 && description.length <= 201, `${page}: ${description}`);
  descriptions.add(description);
  const feed = one("type", "application/atom+xml", "href");
  assert.equal(fileAt(new URL(feed, locations[at]).href), "reference/changelog.xml");
});
assert.ok(descriptions.size > pages.length * 0.9, "pages describe themselves, and not the book");
console.log(`ok: ${descriptions.size} descriptions of ${pages.length} pages`);

const text = read("reference/changelog.xml");
const feed = await new RssParser().parseString(text);
const { version } = json(join(catalog, "index.json"));
assert.ok(feed.items.length > 0 && feed.title.length > 0);
assert.equal(feed.feedUrl, `${address}reference/changelog.xml`);
const ids = [...text.matchAll(/<id>(.*?)<\/id>/g)].map(([, id]) => id);
assert.equal(new Set(ids).size, feed.items.length + 1, "each id once");
ids.forEach((id) => assert.match(id, /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/));
assert.match(text, /<author><name>[^<]+<\/name><\/author>/);
assert.equal(feed.items[0].isoDate, `${version}T00:00:00.000Z`, "the newest version comes first, with its day");
for (const item of feed.items) {
  const [path, anchor] = new URL(item.link, feed.feedUrl).href.split("#");
  assert.ok(read(fileAt(path)).includes(`id="${anchor}"`), item.link);
  assert.ok(item.content.includes("<code>"), item.title);
}
console.log(`ok: a feed of ${feed.items.length} versions`);

const data = JSON.parse(read("reference/events.json"));
const index = json(join(catalog, "index.json"));
assert.deepEqual(data.contract, index.contract);
assert.deepEqual(data.events.map(({ name }) => name), index.events.map(({ name }) => name));
assert.deepEqual(data.families.map(({ name }) => name), index.families.map(({ name }) => name));
const dialects = { "2020-12": Ajv2020, "2019-09": Ajv2019, "draft-07": Ajv };
const Dialect = Object.entries(dialects).find(([name]) => data.contract.schema.dialect.includes(name))?.[1];
assert.ok(Dialect, `a validator of ${data.contract.schema.dialect}`);
// Schemas may have keywords of their authors.
const ajv = addFormats(new Dialect({ strict: false, allErrors: true }));
for (const [file, schema] of Object.entries(data.shared_schemas)) ajv.addSchema(schema, schema.$id ?? file);
for (const { schema, schema_file } of data.events) ajv.addSchema(schema, schema.$id ?? schema_file);
const type = data.contract.envelope.name[0].replace("body:/", "");
for (const event of data.events) {
  const given = index.events.find(({ name }) => name === event.name);
  assert.deepEqual(event.schema, json(join(catalog, given.schema)), event.name);
  assert.equal(event.status, given.emission.status, event.name);
  assert.ok(existsSync(resolve(book, "reference", event.page)), event.page);
  const validate = ajv.getSchema(event.schema.$id ?? event.schema_file);
  assert.ok(validate(event.example), `${event.name}: ${ajv.errorsText(validate.errors)}`);
  const { [type]: _, ...without } = event.example;
  assert.ok(!validate(without), `${event.name}: without its ${type}`);
}
data.families.forEach(({ page }) => assert.ok(existsSync(resolve(book, "reference", page)), page));
console.log(`ok: events.json, with ${data.events.length} examples that are valid`);
