// Builds and packs packages as a registry would get them. Shared by the package gate and the feature matrix, so
// that both judge the same bytes.
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Published } from "./published.ts";

export const root: string = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const bin = (name: string): string => join(root, "node_modules/.bin", name);

/** Runs a command with its output shown; its exit code, or a throw when it cannot start. */
export function run(command: string, args: readonly string[], cwd: string = root): number {
  const { error, status } = spawnSync(command, args, { cwd, stdio: "inherit" });
  if (error) throw error;
  return status ?? 1;
}

/** Builds every package; its output is shown only when that fails. */
export function buildAll(): void {
  const { error, status, stdout, stderr } = spawnSync(bin("turbo"), ["run", "build", "--ui=stream"], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" },
  });
  if (error) throw error;
  if (status === 0) return;
  process.stderr.write(stdout + stderr);
  throw new Error("the build failed");
}

/** Packs one built package into `directory`, alone there; the tarball's path. */
export function pack(target: Published, directory: string): string {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const { error, status, stdout, stderr } = spawnSync("pnpm", ["pack", "--pack-destination", directory], {
    cwd: join(root, target.folder),
    encoding: "utf8",
  });
  if (error) throw error;
  const tarball = readdirSync(directory).find((name) => name.endsWith(".tgz"));
  if (status !== 0 || tarball === undefined) throw new Error(`pnpm pack ${target.name}: ${stdout}${stderr}`);
  return join(directory, tarball);
}
