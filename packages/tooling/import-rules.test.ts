// Plants violations of the import rules in a tree of its own and sees that each is caught under its name, and
// that imports which are allowed are not. One cruise over all plants; the table says who must be caught.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const tooling = dirname(fileURLToPath(import.meta.url));
const cli = join(dirname(dirname(tooling)), "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs");

interface Plant {
  readonly file: string;
  readonly text: string;
  /** The rules that must name this file; none: it is allowed. */
  readonly caught: readonly string[];
}

const core = "packages/core/src";
const distributed = "packages/distributed/src";
const imports = (path: string): string => `import "${path}";\n`;

const plants: readonly Plant[] = [
  { file: `${core}/common/error.ts`, text: "export const a = 1;\n", caught: [] },
  { file: `${core}/index.ts`, text: imports("./session/query.ts"), caught: [] },
  { file: `${core}/session/query.ts`, text: imports("../common/error.ts"), caught: [] },
  { file: `${core}/type/up.ts`, text: imports("../session/query.ts"), caught: ["core-type-looks-up"] },
  {
    file: `${core}/type/up-by-type.ts`,
    text: 'import type { A } from "../session/query.ts";\nexport type B = A;\n',
    caught: ["core-type-looks-up"],
  },
  { file: `${core}/type/down.ts`, text: imports("../common/error.ts"), caught: [] },
  { file: `${core}/planner/plan.ts`, text: imports("../common/error.ts"), caught: [] },
  { file: `${core}/operator/scan.ts`, text: imports("../planner/plan.ts"), caught: ["halves-meet-only-in-physical"] },
  { file: `${core}/sql/parse.ts`, text: imports("../type/down.ts"), caught: ["parser-is-an-island"] },
  { file: `${core}/sql/good.ts`, text: imports("../common/error.ts"), caught: [] },
  { file: `${core}/kernel/library.ts`, text: imports("../common/error.ts"), caught: [] },
  { file: `${core}/physical/plan.ts`, text: imports("../kernel/library.ts"), caught: ["plans-are-data"] },
  { file: `${core}/binder/parser.ts`, text: imports("libpg-query"), caught: ["one-importer-of-the-parser"] },
  {
    file: `${core}/planner/syntax.ts`,
    text: 'import type { A } from "@pgsql/types";\nexport type B = A;\n',
    caught: ["syntax-ends-in-the-binder"],
  },
  {
    file: `${core}/binder/syntax.ts`,
    text: 'import type { A } from "@pgsql/types";\nexport type B = A;\n',
    caught: [],
  },
  { file: `${core}/format/read.ts`, text: imports("node:fs"), caught: ["files-through-the-port"] },
  { file: `${core}/io/local-files.ts`, text: imports("node:fs"), caught: [] },
  // A cycle is reported once, at its first file.
  { file: `${core}/catalog/one.ts`, text: imports("./two.ts"), caught: ["no-cycles"] },
  { file: `${core}/catalog/two.ts`, text: imports("./one.ts"), caught: [] },
  { file: `${core}/column/lonely.ts`, text: "export const b = 1;\n", caught: ["no-orphans"] },
  { file: `${core}/column/lost.ts`, text: imports("./nowhere.ts"), caught: ["resolves"] },
  { file: `${core}/spill/client.ts`, text: imports("@ffq/client"), caught: ["core-imports-no-package"] },
  { file: `${core}/runtime/development.ts`, text: imports("tool"), caught: ["development-only"] },
  { file: "packages/client/src/index.ts", text: imports("@ffq/core"), caught: [] },
  {
    file: "packages/client/src/deep.ts",
    text: imports("../../core/src/session/query.ts"),
    caught: ["enter-core-by-an-entry"],
  },
  { file: "packages/client/src/built.ts", text: imports("../dist/index.ts"), caught: ["sees-sources-not-builds"] },
  { file: "packages/client/dist/index.ts", text: imports("@ffq/core"), caught: [] },
  { file: "packages/s3/src/store.ts", text: imports("@ffq/client"), caught: ["extensions-see-ports-only"] },
  { file: `${distributed}/gen/plan.ts`, text: imports("@ffq/core"), caught: [] },
  { file: `${distributed}/wire/plan.ts`, text: imports("../gen/plan.ts"), caught: [] },
  { file: `${distributed}/shuffle/fetch.ts`, text: imports("../gen/plan.ts"), caught: ["only-wire-and-rpc-see-gen"] },
  { file: `${distributed}/scheduler/reduce.ts`, text: imports("node:timers"), caught: ["scheduler-is-pure"] },
  { file: `${distributed}/scheduler/run.ts`, text: imports("@ffq/core"), caught: ["scheduler-sees-plans-only"] },
  {
    file: `${distributed}/coordinator/rows.ts`,
    text: imports("../shuffle/fetch.ts"),
    caught: ["coordinator-moves-no-data"],
  },
  { file: `${distributed}/worker/peek.ts`, text: imports("../scheduler/reduce.ts"), caught: ["roles-do-not-meet"] },
  {
    file: `${distributed}/client/run.ts`,
    text: imports("../worker/peek.ts"),
    caught: ["client-is-not-a-worker"],
  },
  {
    file: `${distributed}/wire/up.ts`,
    text: imports("../scheduler/reduce.ts"),
    caught: ["distributed-wire-looks-up"],
  },
];

function plantTree(root: string): void {
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const manifest = (name: string, rest: object): string => JSON.stringify({ name, version: "1.0.0", ...rest });
  const source = { exports: { ".": { source: "./src/index.ts", default: "./dist/index.js" } } };
  write("package.json", manifest("planted", {}));
  write("packages/core/package.json", manifest("@ffq/core", { ...source, devDependencies: { tool: "1.0.0" } }));
  write("packages/client/package.json", manifest("@ffq/client", source));
  for (const name of ["libpg-query", "@pgsql/types", "tool"]) {
    write(`packages/core/node_modules/${name}/package.json`, manifest(name, { main: "index.js" }));
    write(`packages/core/node_modules/${name}/index.js`, "");
  }
  for (const { file, text } of plants) write(file, text);
  for (const name of ["core", "client"]) {
    const link = join(root, "node_modules/@ffq", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, "packages", name), link, "dir");
  }
}

test("every import rule catches its planted violation and nothing that is allowed", () => {
  const root = mkdtempSync(join(tmpdir(), "ffq-import-rules-"));
  try {
    plantTree(root);
    const rules = join(tooling, "import-rules.mjs");
    const run = spawnSync(process.execPath, [cli, "--config", rules, "--output-type", "json", "packages"], {
      cwd: root,
      encoding: "utf8",
      maxBuffer: 1 << 26,
    });
    const report = JSON.parse(run.stdout) as {
      summary: { violations: readonly { from: string; rule: { name: string } }[] };
    };
    const caught = new Map<string, Set<string>>();
    for (const { from, rule } of report.summary.violations) {
      caught.set(from, (caught.get(from) ?? new Set()).add(rule.name));
    }
    for (const plant of plants) {
      const names = caught.get(plant.file) ?? new Set();
      if (plant.caught.length === 0) assert.deepEqual([...names], [], plant.file);
      for (const name of plant.caught) assert.ok(names.has(name), `${plant.file}: not caught by ${name}`);
    }
  } finally {
    rmSync(root, { recursive: true });
  }
});
