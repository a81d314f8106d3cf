// A catalog in the eyes of VS Code's own language service for JSON: `node editor.mjs ROOT HOOKWRIGHT`;
// and the settings, tasks and workflows of docs/src/editor.md, as they stand there.
//
// Files are opened as they stand in a repository, with the schemas that `$schema` and the settings on the page name. What an
// author gets wrong has to be found where it is, and what can be written there has to be offered.

import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath, pathToFileURL } from "node:url";
import path from "node:path";
import json from "vscode-json-languageservice";
import { parse } from "yaml";

const { getLanguageService, TextDocument } = json;

const root = path.resolve(process.argv[2]);
const catalog = path.join(root, "schemas/webhooks");

const service = getLanguageService({
  workspaceContext: { resolveRelativePath: (relative, base) => new URL(relative, base).href },
  schemaRequestService: async (url) => {
    if (!url.startsWith("file:")) throw new Error(`not fetched: ${url}`);
    return readFileSync(fileURLToPath(url), "utf8");
  },
});
service.configure({ validate: true, allowComments: false });

function open(file, text = readFileSync(file, "utf8")) {
  const document = TextDocument.create(pathToFileURL(file).href, "json", 1, text);
  return { document, json: service.parseJSONDocument(document), text };
}

async function found(file, text) {
  const { document, json: parsed } = open(file, text);
  const all = await service.doValidation(document, parsed);
  return all.map(({ message, range }) => `${range.start.line + 1}: ${message}`);
}

async function offered(file, text) {
  const at = text.indexOf("▮");
  const { document, json: parsed } = open(file, text.replace("▮", ""));
  const list = await service.doComplete(document, document.positionAt(at), parsed);
  return list.items.map((item) => item.label);
}

function expect(holds, what) {
  if (!holds) {
    console.error(what);
    process.exit(1);
  }
}

const index = path.join(catalog, "index.json");
const text = readFileSync(index, "utf8");
expect((await found(index)).length === 0, `the index as it is: ${await found(index)}`);

// What a validator says of an index is said while it is written.
for (const [old, wrong, message] of [
  [/"version": "[^"]*"/, '"version": "May 2026"', /pattern|String/],
  [/"version": "[^"]*"/, '"version": 5', /Incorrect type/],
  [/"provider": \{/, '"providr": {', /Missing property "provider"/],
  [/"providr|"lints": \{/, '"lints": { "shema-id": "deny",', /shema-id/],
  [/"schema": "[^"]*"/, '"schema": true', /Incorrect type/],
]) {
  const broken = text.replace(old, wrong);
  const messages = await found(index, broken);
  expect(broken !== text && messages.some((said) => message.test(said)), `${wrong}: ${messages}`);
}

// Keys and values are offered where they can stand, with what they are for.
const first = text.replace(/"version"/, '"▮", "version"');
const keys = await offered(index, first);
for (const key of ["families", "events", "contract", "evolution", "rust"]) {
  expect(keys.includes(key) || text.includes(`  "${key}":`), `${key} is not offered: ${keys}`);
}
const levels = await offered(index, text.replace(/"lints": \{/, '"lints": { "file-name": ▮,'));
expect(['"deny"', '"warn"', '"allow"'].every((level) => levels.includes(level)), `levels: ${levels}`);
const at = text.indexOf('"provider"');
const { document, json: parsed } = open(index);
const hover = await service.doHover(document, document.positionAt(at + 2), parsed);
expect(JSON.stringify(hover).includes("company"), `over "provider": ${JSON.stringify(hover)}`);

// Schemas declare their draft, which is what tells an editor that they are schemas.
let schemas = 0;
for (const name of readdirSync(catalog).filter((name) => name.endsWith(".schema.json"))) {
  const file = path.join(catalog, name);
  const { text } = open(file);
  expect((await found(file)).length === 0, `${name}: ${await found(file)}`);
  const broken = text.replace(/"type": "object"/, '"type": "objekt"');
  const messages = await found(file, broken);
  expect(broken === text || messages.some((said) => /not accepted/.test(said)), `${name}: ${messages}`);
  schemas += broken === text ? 0 : 1;
}
expect(schemas > 0, "no schema was broken");

// What the page has, as the editor and GitHub read it.
const page = readFileSync(path.join(root, "docs/src/editor.md"), "utf8");
const blocks = (language) => [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, "gm"))].map(([, text]) => text);
const [named, settings, tasks] = blocks("json").map((text) => JSON.parse(text));
expect(named.$schema === JSON.parse(text).$schema, "the index has another $schema than the page");

const api = path.join(root, "schemas/api/index.json");
expect((await found(api)).length === 0, `the API's index: ${await found(api)}`);
const messages = await found(api, readFileSync(api, "utf8").replace("{", '{ "wrong": 1,'));
expect(messages.some((said) => said.includes("wrong is not allowed")), `the API's index, broken: ${messages}`);
for (const directory of Object.keys(settings["files.readonlyInclude"])) {
  expect(existsSync(path.join(root, directory.replace("/**", ""))), directory);
}

// What the program prints of a broken catalog is what the task finds.
const [{ command, problemMatcher: { pattern } }] = tasks.tasks;
const broken = mkdtempSync(path.join(tmpdir(), "editor-"));
cpSync(path.join(root, "schemas"), path.join(broken, "schemas"), { recursive: true });
writeFileSync(path.join(broken, "schemas/webhooks/index.json"), text.replace(/"version": "[^"]*"/, '"version": 5'));
const [program, ...args] = command.split(" ");
expect(program === "hookwright", command);
const said = spawnSync(process.argv[3], args, { cwd: broken, encoding: "utf8" }).stderr;
rmSync(broken, { recursive: true });
const problem = said.split("\n").map((line) => line.match(pattern.regexp)).find(Boolean);
const line = text.split("\n").findIndex((line) => line.includes('"version"')) + 1;
expect(problem?.[pattern.file] === "schemas/webhooks/index.json" && problem[pattern.line] === `${line}`, said);
expect(problem[pattern.severity] === "error" && problem[pattern.message].length > 0, said);

const [steps, workflow] = blocks("yaml").map((text) => parse(text));
expect(steps.every(({ run }) => run.startsWith("hookwright ")), JSON.stringify(steps));
expect(workflow.permissions["security-events"] === "write", "nothing may be uploaded");
const scan = workflow.jobs.scan.steps;
const uploads = scan.filter(({ uses }) => uses?.startsWith("github/codeql-action/upload-sarif@"));
for (const upload of uploads) {
  expect(upload.if === "always()", "what is found is not uploaded");
  expect(scan.some(({ run }) => run?.endsWith(`> ${upload.with.sarif_file}`)), `nothing writes ${upload.with.sarif_file}`);
}
expect(uploads.length === 2, "a report is not uploaded");

console.log(`VS Code finds nothing in the index and its ${schemas} schemas, finds what is broken in each, and offers keys and values`);
