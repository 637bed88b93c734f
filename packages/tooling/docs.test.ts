// Documents tell the truth: every command that they show is known to run (here, or as part of what CI runs), every
// program in them runs, and every path, folder and ticket that they name is there.
import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const read = (path: string): string => readFileSync(join(root, path), "utf8");
/** Those that are published. */
const packages = ["core", "client", "distributed"];
const documents = [
  "README.md",
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
  ...packages.map((name) => `packages/${name}/README.md`),
];

interface Block {
  readonly language: string;
  readonly text: string;
}

function blocksOf(document: string): readonly Block[] {
  return [...read(document).matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(([, language = "", text = ""]) => ({
    language,
    text,
  }));
}

/**
 * How a command in a document is proved: by CI's script; by running this instead, which is the same but shorter; or by
 * starting it, after which it serves the commands and programs that follow until the tests end.
 */
type Proof =
  | { readonly ci: string }
  | { readonly run: readonly string[]; readonly prints: RegExp }
  | { readonly serve: readonly string[]; readonly says: RegExp };

const ffq = ["packages/client/src/cli/ffq.ts"];
const coordinator = "packages/distributed/src/cli/coordinator.ts";
const worker = "packages/distributed/src/cli/worker.ts";
const headOperator = "./packages/distributed/src/cli/head-operator.fixture.ts";
const cluster = "--coordinator http://127.0.0.1:7070";
const proofs: Readonly<Record<string, Proof>> = {
  "npm test": { ci: "npm test" },
  "pnpm matrix": { ci: "ffq matrix" },
  "pnpm matrix --features core": { ci: "ffq matrix" },
  "npm start": { run: [...ffq, "demo", "--data", "DATA"], prints: /^22 queries in \d+ ms$/m },
  'npm start -- "SELECT count(*) FROM lineitem"': {
    run: [...ffq, "demo", "--data", "DATA", "SELECT count(*) FROM lineitem"],
    prints: /^ +60175$/m,
  },
  [`node ${coordinator} --help`]: { run: [coordinator, "--help"], prints: /^ffq-coordinator: .*--port N/s },
  [`node ${worker} --help`]: { run: [worker, "--help"], prints: /^ffq-worker: .*--coordinator URL/s },
  [`node ${coordinator}`]: { serve: [coordinator], says: /"event":"listening"/ },
  [`node ${worker} --threads 1 --allow-path data`]: {
    serve: [worker, "--threads", "1", "--allow-path", "DATA"],
    says: /"event":"the coordinator answers"/,
  },
  [`node ${worker} --threads 1 --allow-path data --register ${headOperator}`]: {
    serve: [worker, "--threads", "1", "--allow-path", "DATA", "--register", headOperator],
    says: /"event":"the coordinator answers"/,
  },
  [`node ${ffq.join()} ${cluster} "SELECT 6 * 7 AS answer"`]: {
    run: [...ffq, ...cluster.split(" "), "SELECT 6 * 7 AS answer"],
    prints: /^ +42$/m,
  },
};

const commands = documents.flatMap((document) =>
  blocksOf(document)
    .filter(({ language }) => language === "sh")
    .flatMap(({ text }) => text.split("\n").filter((line) => line !== "" && !line.startsWith("#")))
    .map((command) => ({ document, command })),
);

/** TPC-H at scale factor 0.01, in a folder that is taken away at the end. */
const scratch = mkdtempSync(join(tmpdir(), "ffq-docs-"));
const data = join(scratch, "data");
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));

function node(args: readonly string[], cwd: string): string {
  const done = spawnSync(process.execPath, args, { cwd, encoding: "utf8", timeout: 120_000 });
  assert.equal(done.status, 0, `${args.join(" ")}\n${done.stdout}${done.stderr}`);
  return done.stdout;
}

const placed = (part: string): string => (part === "DATA" ? data : part);

const served: ChildProcess[] = [];
after(() => {
  for (const child of served) child.kill("SIGKILL");
});

/** Starts a command and waits until it says that it serves. */
async function serve(args: readonly string[], says: RegExp): Promise<void> {
  const env = { ...process.env, XDG_STATE_HOME: scratch, FFQ_WORK_DIR: join(scratch, "work") };
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", "ignore", "pipe"] });
  served.push(child);
  const { promise, resolve } = Promise.withResolvers<void>();
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (part: string) => {
    said += part;
    if (says.test(said)) resolve();
  });
  child.once("exit", () => resolve());
  await promise;
  assert.match(said, says);
}

test("the generator command makes the data of the examples", () => {
  const files = node([join(root, ...ffq), "tpch", "generate", "--sf", "0.01", "--out", data], root);
  assert.match(files, /lineitem[.]parquet {2}60175 rows/);
});

/** The rows below a table's head, as their cells; those of a document's first table with that head. */
function tableOf(document: string, head: string): readonly (readonly string[])[] {
  const [, below = ""] = read(document).split(`${head}\n`);
  const rows = /^\|[-|]+\|\n((?:\|.*\n)+)/.exec(below)?.[1] ?? "";
  assert.notEqual(rows, "", `${document} has no table ${head}`);
  return rows
    .trimEnd()
    .split("\n")
    .map((row) => row.slice(2, -2).split(" | "));
}

const unquoted = (cell: string): string => cell.replace(/^`(.*)`$/, "$1");

/** What a program prints that has the packages installed and the data beside it. */
function runProgram(text: string): string {
  const project = mkdtempSync(join(scratch, "program-"));
  mkdirSync(join(project, "node_modules/@ffq"), { recursive: true });
  for (const name of packages) symlinkSync(join(root, "packages", name), join(project, "node_modules/@ffq", name));
  symlinkSync(data, join(project, "data"));
  writeFileSync(join(project, "program.ts"), text);
  return node(["program.ts"], project);
}

/** What a program with an engine that has no options prints, as JSON. */
function printed(body: string): unknown {
  const text = `import { Engine } from "@ffq/core";\nconst engine = await Engine.create();\n${body}\nawait engine.close();\n`;
  return JSON.parse(runProgram(text));
}

for (const { document, command } of commands) {
  test(`${document}: ${command}`, async () => {
    const proof = proofs[command];
    assert.ok(proof !== undefined, `nothing proves \`${command}\`: add a row to docs.test.ts`);
    if ("ci" in proof) assert.match(read(".ci/run"), new RegExp(`^${proof.ci}`, "m"));
    else if ("serve" in proof) await serve(proof.serve.map(placed), proof.says);
    else assert.match(node(proof.run.map(placed), root), proof.prints);
  });
}

for (const document of documents) {
  for (const [number, { text }] of blocksOf(document)
    .filter(({ language }) => language === "ts")
    .entries()) {
    test(`${document}: program ${number + 1} runs`, () => {
      assert.notEqual(runProgram(text), "");
    });
  }

  test(`${document}: what it links to is there`, () => {
    for (const [, target = ""] of read(document).matchAll(/\]\(([^)#]+)\)/g)) {
      assert.ok(existsSync(join(root, dirname(document), target)), target);
    }
    for (const [, path = ""] of read(document).matchAll(/`((?:packages|docs|tickets|proto|[.]github)\/[\w./-]+)`/g)) {
      assert.ok(existsSync(join(root, path)), path);
    }
  });
}

/** The benchmarks by name, with the source of each: its first lines say which flags it knows. */
const benches = new Map(
  [...read("packages/bench/src/bench.ts").matchAll(/^ {2}"?([\w-]+)"?: (bench\w+),$/gm)].map(([, name = "", run]) => {
    const imported = new RegExp(`import \\{ ${run} \\} from "\\./([\\w-]+)\\.ts"`);
    const file = imported.exec(read("packages/bench/src/bench.ts"))?.[1];
    return [name, read(`packages/bench/src/${file}.ts`)];
  }),
);

for (const document of documents) {
  for (const [, command = ""] of read(document).matchAll(/`pnpm\s+bench\s+([^`]+)`/g)) {
    test(`${document}: pnpm bench ${command}`, () => {
      const [name = "", ...flags] = command.split(/\s+/);
      const source = benches.get(name);
      assert.ok(source !== undefined, `there is no benchmark ${name}`);
      const usage = /^(?:\/\/.*\n)+/.exec(source)?.[0] ?? "";
      for (const flag of flags.filter((word) => word.startsWith("--"))) assert.ok(usage.includes(`${flag} `), flag);
    });
  }
}

test("docs/architecture.md passes through every folder of core", () => {
  const text = read("docs/architecture.md");
  const folders = readdirSync(join(root, "packages/core/src"), { withFileTypes: true });
  for (const folder of folders.filter((entry) => entry.isDirectory())) {
    assert.ok(text.includes(`\`${folder.name}/\``), `${folder.name}/ is not mentioned`);
  }
});

test("docs/runtime-portability.md has every row of the feature matrix", async () => {
  const { features } = await import("./features.ts");
  const text = read("docs/runtime-portability.md");
  for (const { name, install } of features) {
    assert.match(text, new RegExp(`^\\| \`${name}\` \\| .*\`${install[0]}\``, "m"), name);
    assert.match(text, new RegExp(`^matrix features=${name} `, "m"), name);
  }
});

test("docs/status-matrix.md has every ticket, with its status, code that is there and a proof that is a command or a test", () => {
  const rows = [...read("docs/status-matrix.md").matchAll(/^\| \[(\d{3})\]\(([^)]+)\) \| (\w+) \| (.+) \| (.+) \|$/gm)];
  const planned = [...read("tickets/README.md").matchAll(/^\| \[(\d{3}) [^\]]+\]\(([^)]+)\) \| [^|]+ \| (\w+) \|$/gm)];
  assert.notEqual(planned.length, 0);
  assert.deepEqual(
    rows.map(([, number, , status]) => [number, status]),
    planned.map(([, number, , status]) => [number, status]),
  );
  for (const [, number, ticket = "", , code = "", proof = ""] of rows) {
    assert.ok(existsSync(join(root, "docs", ticket)), ticket);
    for (const [, path = ""] of code.matchAll(/`([^`]+)`/g)) assert.ok(existsSync(join(root, path)), path);
    const named = [...proof.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text);
    assert.notEqual(named.length, 0, `ticket ${number} has no proof`);
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    for (const command of named) {
      const script = /^p?npm (?:run )?([a-z]+)/.exec(command)?.[1];
      assert.ok(script !== undefined ? script in scripts : existsSync(join(root, command)), command);
      const part = /^pnpm test (\S+)$/.exec(command)?.[1];
      if (part !== undefined) assert.ok(existsSync(join(root, "packages", part)), command);
    }
  }
});

test("docs/engine.md has every option and every setting of the engine", () => {
  const options = read("packages/core/src/session/options.ts");
  const [declared = ""] = /export interface EngineOptions \{[^]*?^\}/m.exec(options) ?? [];
  const names = [...declared.matchAll(/^ {2}readonly (\w+)\?:/gm)].map(([, name]) => name);
  const [table = ""] = /const settings: [^]*?^\};/m.exec(read("packages/core/src/session/settings.ts")) ?? [];
  names.push(...[...table.matchAll(/^ {2}(\w+): \{/gm)].map(([, name]) => name));
  assert.ok(names.length > 20);
  const document = read("docs/engine.md");
  assert.deepEqual(
    names.filter((name) => !document.includes(`\`${name}\``)),
    [],
  );
});

test("docs/engine.md has the defaults that an engine has", () => {
  const documented = tableOf("docs/engine.md", "| option | meaning | default |").map(([name = "", , value = ""]) => {
    const setting = unquoted(name).replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return [setting === "timeout_ms" ? "statement_timeout" : setting, unquoted(value)] as const;
  });
  // Defaults in words say what cannot be read here (the cores, the disk).
  const said = documented.filter(([name, value]) => name === "time_zone" || /^(\d|none$)/.test(value));
  const names = said
    .map(([name]) => (name === "time_zone" ? "timezone" : name))
    .filter((name) => name !== "disabled_rules" && name !== "stores");
  const shown = printed(`const shown = [];
for (const name of ${JSON.stringify(names)}) shown.push(...(await engine.sql(\`SHOW \${name}\`).rows()).map(Object.values));
console.log(JSON.stringify(shown.flat()));`) as string[];
  const expected = new Map(said.map(([name, value]) => [name === "time_zone" ? "timezone" : name, value]));
  assert.ok(names.includes("batch_rows") && names.includes("small_input_rows"));
  for (const [at, name] of names.entries()) {
    const value = (expected.get(name) ?? "").split(";")[0]?.replaceAll(",", "");
    assert.equal(shown[at], name === "statement_timeout" && value === "none" ? "0" : value, name);
  }
});

test("docs/distributed-runtime.md has every option of a worker, docs/control-plane.md limits of the coordinator, as they are", () => {
  for (const [path, document, head, isAll] of [
    [worker, "docs/distributed-runtime.md", "| flag of ffq-worker | environment | meaning | default |", true],
    [coordinator, "docs/control-plane.md", "| flag of ffq-coordinator | environment | default |", false],
  ] as const) {
    const rows = tableOf(document, head).map((cells) => [
      unquoted(cells[0] ?? ""),
      unquoted(cells[1] ?? ""),
      cells.at(-1),
    ]);
    const flags = [...node([path, "--help"], root).matchAll(/^ {2}(--[\w-]+) .*? {2}(.*) \[(\w+)\]$/gm)]
      .map(([, name = "", help = "", env = ""]) => [name, env, /default:? ([^;)]+)\)?$/.exec(help)?.[1] ?? "none"])
      .filter(([name]) => name !== "--config");
    assert.ok(flags.length > 10);
    const shown = new Set(rows.map(([name]) => name));
    assert.deepEqual(
      rows,
      flags.filter(([name]) => isAll || shown.has(name)),
    );
  }
});

test("docs/api.md has every error code with what the code says of it", () => {
  const source = read("packages/core/src/common/error-code.ts");
  const codes = [
    ...source.matchAll(/^ {2}\/\*\* (.+) \*\/\n {2}(\w+): \{ category: "(\w+)", retry: (true|false) \}/gm),
  ].map(([, meaning, code, category, retry]) => [`\`${code}\``, category, retry === "true" ? "yes" : "no", meaning]);
  const [declared = ""] = /^export type ErrorCode =[^;]*;/m.exec(source) ?? [];
  assert.equal(codes.length, [...declared.matchAll(/"\w+"/g)].length);
  assert.deepEqual(tableOf("docs/api.md", "| code | category | retry | meaning |"), codes);
});

test("docs/api.md has every export of @ffq/core and @ffq/client, and the members of its classes", () => {
  const document = read("docs/api.md");
  for (const name of ["core", "client"]) {
    const report = read(`packages/${name}/api/index.api.md`);
    const exported = [...report.matchAll(/^export (?:declare )?(?:class|interface|type|const|function) (\w+)/gm)];
    const classes = [...report.matchAll(/^export class (\w+) [^]*?^\}/gm)];
    const members = classes.flatMap(([text]) => [...text.matchAll(/^ {4}(?:static )?(?:readonly |get )?(\w+)[(:]/gm)]);
    const names = [...exported, ...members].map(([, found = ""]) => found);
    assert.ok(names.includes("QueryResult") && names.includes("rowCount"));
    // What a generator of test data takes and gives is said by its types.
    const told = names.filter((found) => !/^Generate|^Parameters_2$|^constructor$|^name$/.test(found));
    assert.deepEqual(
      told.filter((found) => !new RegExp(`\`(?:\\w+[.])?${found}\\b`).test(document)),
      [],
    );
  }
});

test("docs/api.md has the values of every type as results have them", () => {
  const rows = tableOf("docs/api.md", "| SQL type | for example | in `rows()` | Arrow type |");
  const shown = printed(`const shown = [];
for (const example of ${JSON.stringify(rows.map(([, example = ""]) => unquoted(example)))}) {
  const query = engine.sql(\`SELECT \${example} AS x\`);
  const [{ x }] = await query.rows();
  const { fields: [field] } = (await query.collect()).schema;
  shown.push([typeof x === "bigint" ? \`\${x}n\` : JSON.stringify(x), String(field.type)]);
}
console.log(JSON.stringify(shown));`);
  assert.deepEqual(
    shown,
    rows.map(([, , value = "", type = ""]) => [unquoted(value), unquoted(type)]),
  );
});
