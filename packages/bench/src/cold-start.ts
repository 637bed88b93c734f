// `pnpm bench coldstart [--runs N]`: from the start of a process to the first row of a query on a small Parquet file,
// and what an installation weighs; Node alone and DuckDB beside it. FFQ runs as its users have it: the built
// package's JavaScript, not the sources.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { generatedData, root } from "./data.ts";
import { median } from "./statistics.ts";

interface Contender {
  readonly name: string;
  /** A module that prints the first row. */
  readonly program: string;
}

/** Prints a line per contender, then both in one. */
export async function benchColdStart(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...argv], options: { runs: { type: "string", default: "15" } } });
  const entry = builtCore();
  const file = join(await generatedData(0.01), "nation.parquet");
  const sql = `SELECT n_name FROM '${file}' ORDER BY n_nationkey LIMIT 1`;
  const duckdb = realpathSync(join(root, "packages/bench/node_modules/@duckdb/node-api"));
  const contenders: readonly Contender[] = [
    { name: "node", program: "console.log(1)" },
    {
      name: "ffq",
      program: `const { Engine } = await import(${JSON.stringify(entry)});
        const engine = await Engine.create();
        const result = await engine.query(${JSON.stringify(sql)});
        console.log(JSON.stringify(await result.rows()));
        await engine.close();`,
    },
    {
      name: "duckdb",
      program: `const { DuckDBInstance } = await import(${JSON.stringify(join(duckdb, "lib/index.js"))});
        const connection = await (await DuckDBInstance.create(":memory:")).connect();
        console.log((await connection.runAndReadAll(${JSON.stringify(sql)})).getRows().join());`,
    },
  ];
  const times = new Map(contenders.map(({ name }) => [name, [] as number[]]));
  for (let run = 0; run < Number(values.runs); run++) {
    for (const { name, program } of contenders) times.get(name)?.push(await timeToOutput(program));
  }
  const medianOf = (name: string): number => median(times.get(name) ?? []);
  const shown = (name: string): string => `${name}=${medianOf(name).toFixed(0)}ms`;
  const sizes = { ffq: sizeOfCore(), duckdb: sizeOf([duckdb, join(duckdb, "../node-bindings"), ...nativeOf(duckdb)]) };
  process.stdout.write(
    `coldstart ${["ffq", "duckdb", "node"].map(shown).join(" ")} geomean=${(medianOf("ffq") / medianOf("duckdb")).toFixed(2)}` +
      ` installed ffq=${sizes.ffq.toFixed(1)}MB duckdb=${sizes.duckdb.toFixed(1)}MB\n`,
  );
}

/** The entry of core's package as it is published: built, which takes no time where it is current. */
function builtCore(): string {
  const turbo = join(root, "node_modules/.bin/turbo");
  const built = spawnSync(turbo, ["run", "build", "--filter", "@ffq/core"], { cwd: root, encoding: "utf8" });
  if (built.error) throw built.error;
  if (built.status !== 0) throw new Error(`building core ended with ${built.status}\n${built.stdout}${built.stderr}`);
  return join(root, "packages/core/dist/index.js");
}

async function timeToOutput(program: string): Promise<number> {
  const start = performance.now();
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let first: number | undefined;
  child.stdout.on("data", () => {
    first ??= performance.now() - start;
  });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("close", resolve);
  });
  if (status !== 0 || first === undefined) throw new Error(`the program ended with ${status} and without a row`);
  return first;
}

/** Megabytes of core's own build and of its dependencies, as installed here. */
function sizeOfCore(): number {
  const seen = new Set<string>();
  const folders = [join(root, "packages/core/dist")];
  const visit = (from: string, names: readonly string[]): void => {
    for (const name of names) {
      const link = [join(from, "node_modules", name), join(from, "..", name), join(from, "../..", name)].find(
        existsSync,
      );
      if (link === undefined) continue;
      const folder = realpathSync(link);
      if (seen.has(folder)) continue;
      seen.add(folder);
      folders.push(folder);
      visit(folder, dependenciesOf(folder));
    }
  };
  visit(join(root, "packages/core"), dependenciesOf(join(root, "packages/core")));
  return sizeOf(folders);
}

function dependenciesOf(folder: string): readonly string[] {
  const manifest = readFileSync(join(folder, "package.json"), "utf8");
  return Object.keys((JSON.parse(manifest) as { dependencies?: Record<string, string> }).dependencies ?? {});
}

function nativeOf(duckdb: string): readonly string[] {
  const store = join(root, "node_modules/.pnpm");
  return readdirSync(store)
    .filter((name) => name.startsWith("@duckdb+node-bindings-"))
    .map((name) => join(store, name))
    .filter((path) => path !== duckdb);
}

function sizeOf(folders: readonly string[]): number {
  let bytes = 0;
  const visit = (path: string): void => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (entry.name === "node_modules" && !path.includes("node-bindings-")) continue;
      const child = join(path, entry.name);
      if (entry.isDirectory()) visit(child);
      else bytes += lstatSync(child).size;
    }
  };
  for (const folder of folders) if (existsSync(folder)) visit(realpathSync(folder));
  return bytes / 1e6;
}
