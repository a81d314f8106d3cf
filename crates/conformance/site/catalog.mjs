// What the catalog's own files say, for what is looked for on the site: read without the generator.

import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The events of an index, each with its example, and the keys and values of enums that no other event's schema has. */
export function events(catalog) {
  const read = (file) => JSON.parse(readFileSync(join(catalog, file), "utf8"));
  const events = read("index.json").events.map(({ name, family, published, schema, example }) => {
    const found = { keys: new Set(), values: new Set() };
    gather(read(schema), found);
    return { name, family, published, example: read(example), ...found };
  });
  for (const [own, all] of [["ownKeys", "keys"], ["ownValues", "values"]]) {
    const times = new Map();
    events.forEach((event) => event[all].forEach((text) => times.set(text, (times.get(text) ?? 0) + 1)));
    events.forEach((event) => (event[own] = [...event[all]].filter((text) => times.get(text) === 1)));
  }
  return events;
}

function gather(schema, found) {
  if (Array.isArray(schema)) return schema.forEach((part) => gather(part, found));
  if (schema === null || typeof schema !== "object") return;
  Object.keys(schema.properties ?? {}).forEach((key) => found.keys.add(key));
  for (const value of Array.isArray(schema.enum) ? schema.enum : []) {
    if (typeof value === "string" && /^\w{4,}$/.test(value)) found.values.add(value);
  }
  Object.values(schema).forEach((part) => gather(part, found));
}

/** Numbers that follow from a seed, for a sample that can be had again. */
export function random(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return { pick: (list) => list[Math.floor(next() * list.length)] };
}
