import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { FfqError } from "../common/error.ts";
import { createLocalFile, LocalFileSink } from "./local-file-sink.ts";
import { localFiles } from "./local-files.ts";
import { isStage } from "./stage-name.ts";

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), "ffq-sink-"));
});
after(() => rmSync(folder, { recursive: true }));

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("a file is seen whole when it is finished, in place of the old one", async () => {
  const path = join(folder, "a.txt");
  writeFileSync(path, "old");
  const sink = await createLocalFile(path);
  await sink.write(bytes("new "));
  await sink.write(bytes("text"));
  assert.equal(readFileSync(path, "utf8"), "old");
  assert.deepEqual(await localFiles().list(join(folder, "{*,.*}")), [path]);
  await sink.finish();
  await sink.abort();
  assert.equal(readFileSync(path, "utf8"), "new text");
  assert.deepEqual(readdirSync(folder), ["a.txt"]);
});

test("abort leaves the old file", async () => {
  const sink = await createLocalFile(join(folder, "a.txt"));
  await sink.write(bytes("half"));
  await sink.abort();
  await sink.abort();
  assert.equal(readFileSync(join(folder, "a.txt"), "utf8"), "new text");
  assert.deepEqual(readdirSync(folder), ["a.txt"]);
});

const CHILD = `
  import { createLocalFile } from ${JSON.stringify(new URL("./local-file-sink.ts", import.meta.url).href)};
  const sink = await createLocalFile(process.argv[1]);
  await sink.write(new Uint8Array(1000));
  process.stdout.write("half");
  setInterval(() => {}, 1000);
`;

test("a writer that is killed leaves a stage that nobody reads, and that the next writer removes", async () => {
  const place = mkdtempSync(join(folder, "killed-"));
  const target = join(place, "k.parquet");
  const child = spawn(process.execPath, ["--input-type=module", "-e", CHILD, target], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise((resolve) => child.stdout.once("data", resolve));
  assert.deepEqual(readdirSync(place).map(isStage), [true]);
  // While it lives its stage is left alone.
  const other = await createLocalFile(join(place, "other.parquet"));
  assert.equal(readdirSync(place).length, 2);
  await other.abort();
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
  assert.equal(existsSync(target), false);
  assert.deepEqual(await localFiles().list(join(place, "{*,.*}")), []);
  const next = await createLocalFile(target);
  await next.finish();
  assert.deepEqual(readdirSync(place), ["k.parquet"]);
});

test("a device is written to, a link leads to its file, and a file keeps its mode", async () => {
  if (existsSync("/dev/null")) {
    const device = await createLocalFile("/dev/null");
    await device.write(bytes("nothing"));
    await device.finish();
    assert.equal(statSync("/dev/null").isCharacterDevice(), true);
  }
  const place = mkdtempSync(join(folder, "links-"));
  const [real, link] = [join(place, "real.txt"), join(place, "link.txt")];
  writeFileSync(real, "old", { mode: 0o640 });
  symlinkSync(real, link);
  const sink = await createLocalFile(link);
  await sink.write(bytes("new"));
  await sink.finish();
  assert.equal(readFileSync(real, "utf8"), "new");
  assert.equal(lstatSync(link).isSymbolicLink(), true);
  assert.equal(statSync(real).mode & 0o777, 0o640);
});

test("what cannot be written is said with its reason", async () => {
  const plain = join(folder, "plain");
  writeFileSync(plain, "");
  mkdirSync(join(folder, "sub"));
  for (const [path, reason, sqlstate] of [
    [join(folder, "none", "x"), "no such directory", "58P01"],
    [join(plain, "x"), "a part of its path is not a directory", "58P01"],
    [join(folder, "sub"), "it is a directory", "42809"],
  ] as const) {
    await assert.rejects(createLocalFile(path), (error) => {
      assert.ok(error instanceof FfqError);
      assert.deepEqual(
        [error.code, error.message, error.sqlstate],
        ["IO", `cannot write ${path}: ${reason}`, sqlstate],
      );
      return true;
    });
  }
});

test("a full disk", async (t) => {
  if (!existsSync("/dev/full")) return t.skip("there is no /dev/full");
  // The system's own full device stands in for the stage.
  const full = new LocalFileSink(join(folder, "full"), join(folder, "full-stage"), await open("/dev/full", "w"));
  await assert.rejects(full.write(bytes("x")), {
    message: `cannot write ${join(folder, "full")}: no space left on the device`,
    sqlstate: "53100",
  });
  await full.abort();
});
