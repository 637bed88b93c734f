// What a worker may read: below its folders by the real path, for its own thread and for those that read by themselves.
import assert from "node:assert/strict";
import { realpathSync } from "node:fs";
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { localFiles } from "@ffq/core/runtime";
import { allowedFiles } from "./allowed-files.ts";

describe("allowedFiles", () => {
  let folder = "";
  before(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "ffq-allowed-")));
    await mkdir(join(folder, "data"));
    await writeFile(join(folder, "data/inside"), "rows");
    await writeFile(join(folder, "outside"), "secrets");
    await symlink(join(folder, "outside"), join(folder, "data/leads-out"));
    await symlink(join(folder, "data/inside"), join(folder, "leads-in"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const store = () =>
    allowedFiles({
      files: localFiles(),
      roots: [join(folder, "data")],
      realPath: (path) => {
        try {
          return realpathSync.native(path);
        } catch {
          return undefined;
        }
      },
    });

  const cases: readonly (readonly [name: string, isAllowed: boolean])[] = [
    ["data/inside", true],
    ["leads-in", true],
    ["outside", false],
    ["data/leads-out", false],
    ["data/../outside", false],
    ["data/missing", false],
  ];
  for (const [name, isAllowed] of cases) {
    test(`${name}: ${isAllowed ? "allowed" : "refused"}`, async () => {
      const path = join(folder, name);
      assert.equal(store().localPath?.(path), isAllowed ? join(folder, "data/inside") : undefined);
      if (!isAllowed) {
        await assert.rejects(store().open(path), { code: "CONFIG" });
        return;
      }
      const source = await store().open(path);
      assert.equal(await source.size(), 4);
      await source.close();
    });
  }
});
