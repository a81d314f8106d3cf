// Runs the code of the page "Verify in any language" on its own vectors, and on deliveries that are wrong.
//
//     node verify.mjs PAGE
//
// Go is run where it is installed. What is written for that stays in a directory here.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const page = readFileSync(process.argv[2], "utf8");
const directory = mkdtempSync(join(process.cwd(), "verify-"));

/** The one block of a language. */
function block(language) {
  const found = [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"))];
  assert.equal(found.length, 1, `blocks in ${language}`);
  return found[0][1];
}

const vectors = JSON.parse(block("json"));
assert.equal(vectors.length, 3);

/** What has to come out: of each vector, and of what is changed in it. */
const cases = vectors.flatMap((vector) => {
  const now = Number(vector.timestamp);
  return [
    [{ ...vector, now }, true],
    [{ ...vector, now: now + 300 }, true],
    [{ ...vector, now: now - 300 }, true],
    [{ ...vector, now: now + 301 }, false],
    [{ ...vector, now: now - 301 }, false],
    [{ ...vector, now, body: `${vector.body} ` }, false],
    [{ ...vector, now, secret: `${vector.secret}0` }, false],
    [{ ...vector, now, timestamp: `${vector.timestamp}0` }, false],
    [{ ...vector, now, signature: vector.signature.slice(0, -1) }, false],
    [{ ...vector, now, signature: vector.signature.replace("v1=", "") }, false],
    [{ ...vector, now, signature: "é" }, false],
  ];
});
const inputs = JSON.stringify(cases.map(([input]) => input));
const expected = cases.map(([, verdict]) => verdict);

for (const { secret: SECRET, timestamp: TIMESTAMP, body: BODY, signature } of vectors) {
  const digest = execFileSync("sh", ["-c", block("sh")], { env: { ...process.env, SECRET, TIMESTAMP, BODY } });
  assert.equal(`v1=${digest.toString().trim()}`, signature, "the shell's digest");
}
console.log("ok: shell");

const python = `${block("python")}
import json, sys
print(json.dumps([verify(c["secret"], c["timestamp"], c["signature"], c["body"].encode(), c["now"]) for c in json.load(sys.stdin)]))
`;
const said = execFileSync("python3", ["-c", python], { input: inputs });
assert.deepEqual(JSON.parse(said), expected, "Python");
console.log("ok: Python");

const module = join(directory, "verify.mjs");
const options = { module: ts.ModuleKind.ES2022, target: ts.ScriptTarget.ES2022 };
writeFileSync(module, ts.transpileModule(block("ts"), { compilerOptions: options }).outputText);
const { verify } = await import(module);
const verdict = ([{ secret, timestamp, signature, body, now }]) =>
  verify(secret, timestamp, signature, Buffer.from(body), now);
assert.deepEqual(cases.map(verdict), expected, "TypeScript");
console.log("ok: TypeScript");

if (spawnSync("go", ["version"]).status === 0) {
  writeFileSync(join(directory, "go.mod"), "module webhook\n\ngo 1.19\n");
  writeFileSync(join(directory, "verify.go"), block("go"));
  writeFileSync(join(directory, "verify_test.go"), `package webhook

import (
	"encoding/json"
	"os"
	"testing"
	"time"
)

func TestVerify(t *testing.T) {
	text, _ := os.ReadFile("cases.json")
	var cases []struct {
		Secret, Timestamp, Signature, Body string
		Now                                int64
		Verdict                            bool
	}
	if err := json.Unmarshal(text, &cases); err != nil || len(cases) == 0 {
		t.Fatal("no cases", err)
	}
	for number, c := range cases {
		if Verify(c.Secret, c.Timestamp, c.Signature, []byte(c.Body), time.Unix(c.Now, 0)) != c.Verdict {
			t.Errorf("case %d: not %v", number, c.Verdict)
		}
	}
}
`);
  writeFileSync(join(directory, "cases.json"), JSON.stringify(cases.map(([input, verdict]) => ({ ...input, verdict }))));
  execFileSync("go", ["test", "./..."], { cwd: directory, stdio: "inherit" });
  console.log("ok: Go");
} else {
  console.log("skipped: Go is not installed");
}
