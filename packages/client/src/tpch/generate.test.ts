import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { runTpchGenerate } from "./cli.ts";
import { type GeneratedFile, generateTpch } from "./generate.ts";
import { referenceFiles } from "./reference.fixture.ts";

const reference = referenceFiles["0.01"] as (typeof referenceFiles)[string];

async function temporaryDirectory(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "ffq-tpch-"));
  t.after(() => rm(directory, { recursive: true }));
  return directory;
}

async function describeFile({ path, rows, bytes }: GeneratedFile): Promise<unknown> {
  return {
    sha256: createHash("sha256")
      .update(await readFile(path))
      .digest("hex"),
    bytes,
    rows,
  };
}

for (const threads of [0, 2]) {
  test(`files made with ${threads} threads are dbgen's, byte for byte`, async (t) => {
    const directory = await temporaryDirectory(t);
    const fractions: number[] = [];
    const files = await generateTpch({
      scaleFactor: 0.01,
      directory,
      format: "tbl",
      threads,
      onProgress: ({ fraction }) => fractions.push(fraction),
    });
    for (const file of files) assert.deepEqual(await describeFile(file), reference[file.table], file.table);
    assert.deepEqual(
      (await readdir(directory)).sort(),
      Object.keys(reference)
        .map((table) => `${table}.tbl`)
        .sort(),
    );
    assert.deepEqual(
      fractions,
      fractions.toSorted((left, right) => left - right),
    );
    assert.ok((fractions.at(-1) as number) > 0.999);
  });
}

test("cancelling leaves no file and keeps what was there", async (t) => {
  const directory = await temporaryDirectory(t);
  await writeFile(join(directory, "lineitem.tbl"), "old");
  const controller = new AbortController();
  const running = generateTpch({
    scaleFactor: 1,
    directory,
    format: "tbl",
    threads: 2,
    signal: controller.signal,
    onProgress: ({ step }) => {
      if (step === "lineitem") controller.abort();
    },
  });
  await assert.rejects(running, { code: "CANCELLED" });
  assert.deepEqual(await readdir(directory), ["lineitem.tbl"]);
  assert.equal(await readFile(join(directory, "lineitem.tbl"), "utf8"), "old");
});

test("a directory that cannot be made is an IO error", async (t) => {
  const directory = await temporaryDirectory(t);
  await writeFile(join(directory, "file"), "");
  const options = { scaleFactor: 0.01, format: "tbl", threads: 1 } as const;
  await assert.rejects(generateTpch({ ...options, directory: join(directory, "file", "below") }), { code: "IO" });
});

test("flags that make no sense are refused", async () => {
  await assert.rejects(runTpchGenerate([]), { code: "CONFIG" });
  await assert.rejects(runTpchGenerate(["--sf", "1"]), { code: "CONFIG" });
  await assert.rejects(runTpchGenerate(["--sf", "one", "--out", "d", "--format", "tbl"]), { code: "CONFIG" });
  await assert.rejects(runTpchGenerate(["--sf", "1", "--out", "d", "--format", "csv"]), { code: "CONFIG" });
  await assert.rejects(runTpchGenerate(["--sf", "1", "--out", "d", "--fast"]), { code: "CONFIG" });
  await assert.rejects(runTpchGenerate(["--sf", "1", "--out", "d", "--format", "tbl", "--threads", "x"]), {
    code: "CONFIG",
  });
  await assert.rejects(runTpchGenerate(["--sf", "1", "--out", "d", "--format", "tbl", "--tables", "x"]), {
    code: "NOT_FOUND",
  });
});

test("Parquet files are framed, and do not depend on the threads", async (t) => {
  const directory = await temporaryDirectory(t);
  const sums: unknown[] = [];
  for (const threads of [0, 2]) {
    const files = await generateTpch({ scaleFactor: 0.01, directory, format: "parquet", threads });
    for (const { path, table, rows, bytes } of files) {
      const content = await readFile(path);
      assert.equal(rows, reference[table]?.rows);
      assert.equal(content.length, bytes);
      assert.equal(content.toString("latin1", 0, 4), "PAR1");
      assert.equal(content.toString("latin1", bytes - 4), "PAR1");
      assert.ok(content.readUInt32LE(bytes - 8) < bytes - 12);
    }
    sums.push(await Promise.all(files.map(describeFile)));
  }
  assert.deepEqual(sums[0], sums[1]);
});
