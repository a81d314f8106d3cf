// Writes receiver.ts: a receiver in TypeScript of every event in a catalog's index, and a sample of each.
//
//     node receiver.mjs CATALOG > receiver.ts
//
// The names and examples are the catalog's, and the types are those of the OpenAPI document, so that neither can agree with
// itself alone. `api.d.ts` is what openapi-typescript makes of the document; see README.md.

import { readFileSync } from "node:fs";
import { join } from "node:path";

const catalog = process.argv[2];
const read = (file) => JSON.parse(readFileSync(join(catalog, file), "utf8"));
const { name, data: payload } = read("index.json").contract.envelope;
const [typeField, dataField] = [name[0], payload].map((place) => place.replace("body:/", ""));
const events = read("index.json").events.map(({ name, example }) => ({ name, sample: read(example) }));

/** A name that no field of the payload has: of a field in camel case, as JavaScript would have it, where there is one. */
function misspelled(fields) {
  const snake = fields.find((field) => field.includes("_")) ?? "no_such_field";
  const camel = snake.replace(/_+(.)/g, (_, letter) => letter.toUpperCase());
  return fields.includes(camel) ? `${camel}X` : camel;
}

const property = (name) => `[${JSON.stringify(name)}]`;
const [type, data] = [typeField, dataField].map(property);

const cases = events.map(({ name, sample }) => {
  const fields = Object.keys(sample[dataField]);
  const reads = fields.map((field) => `      void event${data}${property(field)};`);
  return `    case ${JSON.stringify(name)}:
${reads.join("\n")}
      // @ts-expect-error: the payload has no such field
      void event${data}${property(misspelled(fields))};
      return event${type};`;
});

const samples = events.map(({ name, sample }) => {
  const of = `Of<${JSON.stringify(name)}>`;
  const wrong = { ...sample, [dataField]: { ...sample[dataField], [misspelled(Object.keys(sample[dataField]))]: 1 } };
  return `  ${JSON.stringify(sample)} satisfies ${of},
  // @ts-expect-error: the payload has no such field
  ${JSON.stringify(wrong)} satisfies ${of},`;
});

console.log(`import type { components, operations, webhooks } from "./api";

type Schemas = components["schemas"];
type WebhookEvent = Schemas["WebhookEvent"];
type Of<Name> = Extract<WebhookEvent, { ${JSON.stringify(typeField)}: Name }>;

/** \`true\` where two types have the same values, and no type else. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;

// The names are one list: of the enum, of the bodies, of the entries, and of the index.
type Names = ${events.map(({ name }) => JSON.stringify(name)).join(" | ")};
export const namesOfIndex: Same<Schemas["EventType"], Names> = true;
export const namesOfBodies: Same<Schemas["EventType"], WebhookEvent${type}> = true;
export const namesOfEntries: Same<Schemas["EventType"], keyof webhooks> = true;

/** Reads every field of every example. There is no \`default\`: an event that no case names is left over as \`event\`. */
export function receive(event: WebhookEvent): string {
  switch (event${type}) {
${cases.join("\n")}
  }
  const unhandled: never = event;
  return unhandled;
}

export const samples = [
${samples.join("\n")}
];

/** A subscription to every event, as the API wants it: by name. */
export function all(url: string, names: Schemas["EventType"][]): Body<"create_endpoint"> {
  return { url, event_types: names };
}

/** The body that an operation of the API takes. */
type Body<Name extends keyof operations> =
  operations[Name] extends { requestBody: { content: { "application/json": infer Json } } } ? Json : never;`);
