import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { compileCacheFolder } from "./compile-cache.ts";

const places = [
  ["linux", {}, "/home/ada", "/home/ada/.cache/ffq/compiled"],
  ["linux", { XDG_CACHE_HOME: "/fast/cache" }, "/home/ada", "/fast/cache/ffq/compiled"],
  ["linux", { XDG_CACHE_HOME: "cache" }, "/home/ada", "/home/ada/.cache/ffq/compiled"],
  ["darwin", { XDG_CACHE_HOME: "/fast/cache" }, "/Users/ada", "/Users/ada/Library/Caches/ffq/compiled"],
  ["win32", { LOCALAPPDATA: "D:\\Local" }, "C:\\Users\\ada", "D:\\Local\\ffq\\compiled"],
  ["win32", {}, "C:\\Users\\ada", "C:\\Users\\ada\\AppData\\Local\\ffq\\compiled"],
] as const;

for (const [platform, environment, home, folder] of places) {
  test(`${platform} ${JSON.stringify(environment)}`, () => {
    assert.equal(compileCacheFolder(environment, platform, home), folder);
  });
}

function answerOf(cacheHome: string): string {
  const { NODE_COMPILE_CACHE: _, NODE_DISABLE_COMPILE_CACHE: __, ...environment } = process.env;
  const command = fileURLToPath(new URL("./ffq.ts", import.meta.url));
  const run = spawnSync(process.execPath, [command, "--format", "csv", "SELECT 6 * 7 AS answer"], {
    encoding: "utf8",
    env: { ...environment, HOME: cacheHome, XDG_CACHE_HOME: cacheHome },
  });
  assert.equal(run.status, 0, run.stderr);
  return run.stdout;
}

test("a command leaves what was compiled, and runs where it cannot", { skip: process.platform !== "linux" }, () => {
  const folder = mkdtempSync(join(tmpdir(), "ffq-compiled-"));
  try {
    const first = answerOf(folder);
    assert.match(first, /42/);
    assert.notEqual(readdirSync(join(folder, "ffq", "compiled")).length, 0);
    assert.equal(answerOf(folder), first);
    const file = join(folder, "file");
    writeFileSync(file, "");
    assert.equal(answerOf(file), first);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
