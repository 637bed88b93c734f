// Runs on any Node >= 20: installs the pinned Node and pnpm from the package registry into
// packages/tooling/toolchain, then hands the task over to that pnpm. On a platform the toolchain has no
// packages for (macOS, Windows) the user's own Node >= 22.15 and pnpm are used.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const tooling = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(tooling));
const toolchain = join(tooling, "toolchain");
const modules = join(toolchain, "node_modules");
const target = `${process.platform}-${process.arch}`;

const isCurrent = (stamp, source) => existsSync(stamp) && readFileSync(stamp, "utf8") === readFileSync(source, "utf8");

function run(command, args, options = {}) {
  const result = spawnSync(command, args, { stdio: "inherit", cwd: root, ...options });
  if (result.error) throw result.error;
  if (result.status !== 0) process.exit(result.status ?? 1);
}

const env = { ...process.env, FFQ_BOOTSTRAPPED: "1" };
for (const key of Object.keys(env)) {
  if (/^npm_(config|package|lifecycle|command|execpath|node_execpath)/i.test(key)) delete env[key];
}

if (process.platform === "linux") {
  const lock = join(toolchain, "package-lock.json");
  const stamp = join(modules, ".stamp");
  if (!isCurrent(stamp, lock)) {
    process.stderr.write("ffq: installing the toolchain (once)\n");
    run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: toolchain });
    writeFileSync(stamp, readFileSync(lock));
  }
  env.PATH = [join(modules, `node-${target}`, "bin"), join(modules, "@pnpm", `exe.${target}`), env.PATH].join(
    delimiter,
  );
}

const lock = join(root, "pnpm-lock.yaml");
const stamp = join(root, "node_modules", ".ffq-stamp");
if (!isCurrent(stamp, lock)) {
  process.stderr.write("ffq: installing dependencies (once)\n");
  run("pnpm", ["install", "--frozen-lockfile"], { env });
  writeFileSync(stamp, readFileSync(lock));
}
run("pnpm", process.argv.slice(2), { env });
