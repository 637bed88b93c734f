// The gate for what is published: each package is built and packed, then publint and attw judge the tarball,
// size-limit weighs it, and api-extractor compares each entry with its report under <package>/api. A changed
// report is reviewed as a diff; `pnpm api` writes it.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { bin, buildAll, pack, root, run } from "./pack.ts";
import { type Published, published } from "./published.ts";

const cache = join(root, "node_modules/.cache/ffq-packages");
const writesReports = process.argv.includes("--write-reports");
const failures: string[] = [];

function expectOk(what: string, status: number): void {
  process.stdout.write(`  ${status === 0 ? "ok    " : "FAILED"} ${what}\n`);
  if (status !== 0) failures.push(what);
}

interface Entry {
  /** As users import it: `index` for the package itself, else what stands behind its name. */
  readonly name: string;
  /** The built declarations. */
  readonly types: string;
}

/** What a package's published `exports` name. */
function entriesOf(target: Published): readonly Entry[] {
  const manifest = JSON.parse(readFileSync(join(root, target.folder, "package.json"), "utf8")) as {
    publishConfig: { exports: Record<string, { types: string }> };
  };
  return Object.entries(manifest.publishConfig.exports).map(([path, { types }]) => ({
    name: path === "." ? "index" : path.slice("./".length),
    types,
  }));
}

/** Where one package's report finds the others' declarations: as built, not as sources. */
function builtEntries(): Record<string, readonly string[]> {
  return Object.fromEntries(
    published.flatMap((target) =>
      entriesOf(target).map(({ name, types }) => [
        name === "index" ? target.name : `${target.name}/${name}`,
        [join(root, target.folder, types)],
      ]),
    ),
  );
}

function checkApi(target: Published, { name, types }: Entry): void {
  const folder = join(root, target.folder);
  if (!writesReports && !existsSync(join(folder, "api", `${name}.api.md`))) {
    expectOk(`API report ${target.folder}/api/${name}.api.md is there (else: pnpm api, and commit it)`, 1);
    return;
  }
  const temporary = join(folder, "node_modules/.cache"); // inside the package, whose name the report then bears
  mkdirSync(temporary, { recursive: true });
  mkdirSync(join(folder, "api"), { recursive: true });
  const config = join(temporary, `${name}.api-extractor.json`);
  const settings = {
    projectFolder: folder,
    newlineKind: "lf",
    mainEntryPointFilePath: join(folder, types),
    compiler: {
      overrideTsconfig: {
        compilerOptions: {
          target: "es2022",
          lib: ["es2023", "esnext.disposable", "dom"],
          types: ["node"],
          module: "nodenext",
          moduleResolution: "nodenext",
          skipLibCheck: true,
          paths: builtEntries(),
        },
        files: [join(folder, types)],
      },
    },
    apiReport: {
      enabled: true,
      reportFileName: `${name}.api.md`,
      reportFolder: join(folder, "api"),
      reportTempFolder: temporary,
    },
    docModel: { enabled: false },
    dtsRollup: { enabled: false },
    tsdocMetadata: { enabled: false },
    messages: {
      extractorMessageReporting: {
        default: { logLevel: "none" },
      },
      tsdocMessageReporting: { default: { logLevel: "none" } },
      compilerMessageReporting: { default: { logLevel: "warning" } },
    },
  };
  writeFileSync(config, JSON.stringify(settings));
  const local = writesReports ? ["--local"] : [];
  expectOk(
    `API report ${target.folder}/api/${name}.api.md is up to date (else: pnpm api)`,
    run(bin("api-extractor"), ["run", "--config", config, ...local]),
  );
}

function checkSize(target: Published): void {
  mkdirSync(cache, { recursive: true });
  const config = join(cache, `${basename(target.folder)}.size-limit.json`);
  const files = [`${join(root, target.folder)}/dist/**/*.js`];
  writeFileSync(config, JSON.stringify([{ name: target.name, path: files, limit: target.sizeLimit, gzip: true }]));
  expectOk(`${target.name} is within ${target.sizeLimit}`, run(bin("size-limit"), ["--config", config]));
}

const missing = published.flatMap((target) =>
  entriesOf(target)
    .map(({ types }) => `${target.folder}/${types.replace("./dist/", "src/").replace(/[.]d[.]ts$/, ".ts")}`)
    .filter((source) => !existsSync(join(root, source))),
);
if (missing.length > 0) {
  process.stdout.write(`packages: nothing to judge yet, these entries are not written: ${missing.join(", ")}\n`);
  process.exit(0);
}

buildAll();
for (const target of published) {
  process.stdout.write(`${target.name}\n`);
  for (const entry of entriesOf(target)) checkApi(target, entry);
  if (writesReports) continue;
  const tarball = pack(target, join(cache, basename(target.folder)));
  expectOk("publint", run(bin("publint"), [tarball, "--strict"]));
  expectOk("attw", run(bin("attw"), [tarball, "--profile", "esm-only"]));
  checkSize(target);
}
if (failures.length > 0) process.exit(1);
