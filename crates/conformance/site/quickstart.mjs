// Runs the quick starts of the front page: every command, from its own text and in its order, on a copy of the catalog.
//
//     node quickstart.mjs ROOT
//
// Only two things are not as they are on the page: `cargo xtask` works on the copy, and the port is one that is free. A
// command that goes on, such as a server, is left running until the end of its section.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { delimiter, join, resolve } from "node:path";

const root = resolve(process.argv[2]);
const page = readFileSync(join(root, "docs/src/introduction.md"), "utf8");
const scratch = mkdtempSync(join(process.cwd(), "quickstart-"));
const copy = join(scratch, "repository");
for (const directory of ["schemas", "crates/events", "docs/src/reference"]) {
  cpSync(join(root, directory), join(copy, directory), { recursive: true });
}
// What says that it is a checkout.
mkdirSync(join(copy, "crates/runtime"));
cpSync(join(root, "crates/runtime/Cargo.toml"), join(copy, "crates/runtime/Cargo.toml"));

const shim = join(scratch, "bin");
mkdirSync(shim);
const cargo = `#!/bin/sh
set -e
[ "$1" = xtask ] || { echo "not a command of the front page: cargo $*" >&2; exit 1; }
shift
case "$*" in init* | *--root*) ;; *) set -- "$@" --root "${copy}" ;; esac
exec "${root}/target/debug/xtask" "$@"
`;
writeFileSync(join(shim, "cargo"), cargo, { mode: 0o755 });

/** The real one, which commands call that are built when they are needed. */
const CARGO = execFileSync("sh", ["-c", "command -v cargo"]).toString().trim();

const port = await new Promise((done) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const { port } = server.address();
    server.close(() => done(port));
  });
});
const isOpen = () =>
  new Promise((done) => {
    const socket = connect(port, "127.0.0.1", () => (socket.destroy(), done(true)));
    socket.on("error", () => done(false));
  });

/** Runs a block until it ends, or serves. */
async function run(block, left) {
  console.log(block.trimEnd());
  const wasOpen = await isOpen();
  const env = { ...process.env, CARGO, PATH: `${shim}${delimiter}${process.env.PATH}` };
  // In a group of its own, so that what it starts ends with it.
  const child = spawn("bash", ["-ec", block.replaceAll("8080", port)], { cwd: copy, env, detached: true });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (said += text));
  const ended = new Promise((done) => child.on("close", done));
  let status;
  ended.then((code) => (status = code));
  while (status === undefined && (wasOpen || !(await isOpen()))) {
    await new Promise((done) => setTimeout(done, 200));
  }
  if (status === undefined) return left.push({ child, ended });
  assert.equal(status, 0, `it ended with ${status}:\n${said}`);
}

const sections = page.split(/^## /m).slice(1);
assert.equal(sections.length, 3, "a section for each kind of reader");
for (const section of sections) {
  const blocks = [...section.matchAll(/^```(\w*)\n(.*?)^```$/gms)];
  assert.ok(blocks.length > 0, "each has commands");
  const left = [];
  try {
    for (const [, language, block] of blocks) {
      assert.equal(language, "sh", "the front page has commands only");
      await run(block, left);
    }
  } finally {
    for (const { child, ended } of left) {
      process.kill(-child.pid, "SIGINT");
      await ended;
    }
  }
}
console.log("ok: the quick starts of the front page");
