// `pnpm matrix [--features name]`: proves that each row of features.ts works as a user would have it. The packages
// are packed, the row's tarballs installed into an empty project outside the workspace, the row's program is
// type-checked against them and run. Prints what the install weighs, its packages, and the time to the first row.
import { spawn, spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { type FeatureRow, features } from "./features.ts";
import { bin, buildAll, pack, root, run } from "./pack.ts";
import { published } from "./published.ts";

const cache = join(root, "node_modules/.cache/ffq-matrix");

/** Our packages' tarballs, by name. */
type Tarballs = Readonly<Record<string, string>>;

interface Weight {
  bytes: number;
  packages: number;
}

/** An empty project with the row's packages installed, never from the workspace. */
function install(row: FeatureRow, tarballs: Tarballs): string {
  const project = mkdtempSync(join(tmpdir(), `ffq-matrix-${row.name}-`));
  const dependencies = Object.fromEntries(row.install.map((name) => [name, tarballs[name] ?? ""]));
  const write = (name: string, value: unknown): void => writeFileSync(join(project, name), JSON.stringify(value));
  write("package.json", { name: "matrix", version: "0.0.0", private: true, type: "module", dependencies });
  // JSON is YAML. Hoisted, so that node_modules weighs what npm's would.
  write("pnpm-workspace.yaml", { overrides: tarballs, nodeLinker: "hoisted", pmOnFail: "ignore" });
  write("tsconfig.json", {
    compilerOptions: {
      target: "es2024",
      module: "nodenext",
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: ["node"],
      typeRoots: [join(root, "node_modules/@types")],
    },
    files: ["program.ts"],
  });
  copyFileSync(join(root, "packages/tooling/matrix", row.program), join(project, "program.ts"));
  const done = spawnSync("pnpm", ["install", "--prefer-offline", "--no-frozen-lockfile"], {
    cwd: project,
    encoding: "utf8",
  });
  if (done.error) throw done.error;
  if (done.status !== 0) throw new Error(`${row.name}: pnpm install: ${done.stdout}${done.stderr}`);
  return project;
}

function weigh(directory: string, into: Weight = { bytes: 0, packages: 0 }): Weight {
  const parent = basename(join(directory, ".."));
  if ((parent === "node_modules" || parent.startsWith("@")) && existsSync(join(directory, "package.json")))
    into.packages++;
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) weigh(path, into);
    else into.bytes += lstatSync(path).size;
  }
  return into;
}

/** Milliseconds from the start of the process to its first output. */
async function timeToFirstRow(project: string): Promise<number> {
  const start = performance.now();
  const child = spawn(process.execPath, ["program.ts"], { cwd: project, stdio: ["ignore", "pipe", "inherit"] });
  let first: number | undefined;
  child.stdout.on("data", () => {
    first ??= performance.now() - start;
  });
  const status = await new Promise<number | null>((resolve, reject) =>
    child.once("error", reject).once("close", resolve),
  );
  if (status !== 0) throw new Error(`the program ended with ${status}`);
  if (first === undefined) throw new Error("the program printed no row");
  return first;
}

async function prove(row: FeatureRow, tarballs: Tarballs): Promise<void> {
  const project = install(row, tarballs);
  try {
    if (run(bin("tsc"), ["-p", "tsconfig.json"], project) !== 0) throw new Error("the program does not type-check");
    const { bytes, packages } = weigh(join(project, "node_modules"));
    const megabytes = bytes / 1e6;
    const first = await timeToFirstRow(project);
    process.stdout.write(
      `matrix features=${row.name} packages=${packages} installed=${megabytes.toFixed(1)}MB first_row=${Math.round(first)}ms ok\n`,
    );
    if (megabytes > row.installedLimit) throw new Error(`installed size is over its limit of ${row.installedLimit} MB`);
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}

const { values } = parseArgs({ options: { features: { type: "string" } } });
const rows = features.filter((row) => values.features === undefined || row.name === values.features);
if (rows.length === 0) {
  process.stderr.write(
    `matrix: no features ${values.features}; there are: ${features.map((row) => row.name).join(", ")}\n`,
  );
  process.exit(2);
}

const entries = published.map((target) => join(root, target.folder, "src/index.ts"));
if (!entries.every((entry) => existsSync(entry)) || !/\bEngine\b/.test(readFileSync(entries[0] ?? "", "utf8"))) {
  process.stdout.write("matrix: nothing to run yet: the entries of the packages, with Engine, are not written\n");
  process.exit(0);
}

buildAll();
const tarballs = Object.fromEntries(
  published.map((target) => [target.name, `file:${pack(target, join(cache, basename(target.folder)))}`]),
);
let wrong = 0;
for (const row of rows) {
  try {
    await prove(row, tarballs);
  } catch (error) {
    wrong++;
    process.stderr.write(
      `matrix features=${row.name} FAILED: ${error instanceof Error ? error.message : String(error)}\n`,
    );
  }
}
process.exit(wrong === 0 ? 0 : 1);
