// The protocol's gates: `pnpm proto` writes the TypeScript of proto/ anew; `--check` is what `pnpm check proto` and
// CI run: proto/ is formatted and lints, the committed TypeScript is what it generates, and nothing that the base
// of this change could read has become unreadable.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const generated = "packages/distributed/src/gen";
const bufBinary = join(root, "packages/distributed/node_modules/.bin/buf");

function buf(...args: readonly string[]): boolean {
  const { error, status } = spawnSync(bufBinary, args, { cwd: root, stdio: "inherit" });
  if (error) throw error;
  return status === 0;
}

const git = (...args: readonly string[]): string => execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();

function gitKnows(ref: string): boolean {
  return spawnSync("git", ["rev-parse", "--verify", "--quiet", `${ref}^{commit}`], { cwd: root }).status === 0;
}

/** What this change is compared with: main, or on main itself the commit before. */
function base(): string | undefined {
  const head = git("rev-parse", "HEAD");
  return ["origin/main", "main", "HEAD~1"].find((ref) => gitKnows(ref) && git("rev-parse", ref) !== head);
}

function readTree(directory: string): ReadonlyMap<string, string> {
  const names = existsSync(directory) ? readdirSync(directory, { recursive: true, encoding: "utf8" }) : [];
  const files = names.filter((name) => statSync(join(directory, name)).isFile());
  return new Map(files.map((name) => [name, readFileSync(join(directory, name), "utf8")]));
}

function generatedIsCurrent(): boolean {
  const before = readTree(join(root, generated));
  if (!buf("generate")) return false;
  const after = readTree(join(root, generated));
  const stale = [...new Set([...before.keys(), ...after.keys()])].filter(
    (name) => before.get(name) !== after.get(name),
  );
  for (const name of stale) process.stderr.write(`${generated}/${name} was not what proto/ generates; it is now\n`);
  return stale.length === 0;
}

function breaksNothing(): boolean {
  const against = base();
  if (against === undefined || !git("ls-tree", "-r", "--name-only", against, "proto/").includes(".proto")) {
    process.stdout.write(`  no earlier protocol to compare with (${against ?? "no base in this clone"})\n`);
    return true;
  }
  const directory = mkdtempSync(join(tmpdir(), "ffq-proto-"));
  try {
    const archive = execFileSync("git", ["archive", against, "proto"], { cwd: root });
    execFileSync("tar", ["-x", "-C", directory], { input: archive });
    return buf("breaking", "proto", "--against", join(directory, "proto"));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

if (process.argv.includes("--check")) {
  const gates: readonly (readonly [string, () => boolean])[] = [
    ["proto/ is formatted (else: pnpm proto)", () => buf("format", "--diff", "--exit-code", "proto")],
    ["proto/ lints", () => buf("lint", "proto")],
    ["the committed TypeScript is what proto/ generates", generatedIsCurrent],
    ["nothing that could be read has become unreadable", breaksNothing],
  ];
  const failed = gates.filter(([what, holds]) => {
    const ok = holds();
    process.stdout.write(`  ${ok ? "ok    " : "FAILED"} ${what}\n`);
    return !ok;
  });
  process.exit(failed.length === 0 ? 0 : 1);
}
process.exit(buf("format", "--write", "proto") && buf("lint", "proto") && buf("generate") ? 0 : 1);
