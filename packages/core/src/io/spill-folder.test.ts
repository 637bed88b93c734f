// Folders of spill files: made for their owner only with the first file, gone with the query, with the engine, and when
// their process is gone; errors of the file system become errors that say what to do.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { FfqError } from "../common/error.ts";
import { localSpillDisk, spillError } from "./local-spill-disk.ts";
import { SpillFolder } from "./spill-folder.ts";

function inDirectory(body: (directory: string) => void): void {
  const directory = mkdtempSync(join(tmpdir(), "ffq-test-"));
  try {
    body(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("files come back, and only the owner can look at them", () =>
  inDirectory((directory) => {
    const folder = new SpillFolder(directory);
    const query = folder.nextQuery();
    const disk = localSpillDisk(query);
    assert.deepEqual(readdirSync(directory), []);
    const output = disk.create("0.spill");
    output.append(bytes("first "));
    output.append(bytes("second"));
    output.close();
    const into = new Uint8Array(6);
    disk.read("0.spill", 6, into);
    assert.deepEqual(into, bytes("second"));
    assert.throws(() => disk.read("0.spill", 10, into), { code: "IO", sqlstate: "58030" });
    for (const one of [folder.path, query]) assert.equal(statSync(one).mode & 0o777, 0o700);
    assert.equal(statSync(join(query, "0.spill")).mode & 0o777, 0o600);
    folder.removeQuery(query);
    assert.deepEqual(readdirSync(folder.path), []);
    folder.close();
    assert.deepEqual(readdirSync(directory), []);
  }));

test("each query has a folder of its own, and closing removes what is left", () =>
  inDirectory((directory) => {
    const folder = new SpillFolder(directory);
    const [first, second] = [folder.nextQuery(), folder.nextQuery()];
    for (const query of [first, second]) localSpillDisk(query).create("0.spill").close();
    folder.removeQuery(first);
    assert.equal(existsSync(second), true);
    folder.close();
    assert.deepEqual(readdirSync(directory), []);
  }));

test("what processes left that are gone is swept; all else stays", () =>
  inDirectory((directory) => {
    const host = hostname().replace(/[^A-Za-z0-9.]/g, "_");
    const random = "0123456789abcdef01234567";
    const gone = `ffq-spill-${host}-4194305-${random}`;
    const stays = [
      `ffq-spill-${host}-${process.pid}-${random}`,
      `ffq-spill-${host}-4194305-other`,
      `ffq-spill-another.host-4194305-${random}`,
      "ffq-other",
    ];
    for (const name of [gone, ...stays]) mkdirSync(join(directory, name));
    writeFileSync(join(directory, gone, "0.spill"), "rows");
    writeFileSync(join(directory, `ffq-spill-${host}-4194306-${random}`), "a file");
    new SpillFolder(directory).sweep();
    assert.deepEqual(readdirSync(directory).toSorted(), [...stays, `ffq-spill-${host}-4194306-${random}`].toSorted());
    new SpillFolder(join(directory, "is not there")).sweep();
  }));

test("a directory that is not there is made", () =>
  inDirectory((directory) => {
    const folder = new SpillFolder(join(directory, "some", "where"));
    localSpillDisk(folder.nextQuery()).create("0.spill").close();
    folder.close();
    assert.deepEqual(readdirSync(join(directory, "some", "where")), []);
  }));

test("a directory that cannot be written to is a clear error", () =>
  inDirectory((directory) => {
    const file = join(directory, "a file");
    writeFileSync(file, "");
    const disk = localSpillDisk(new SpillFolder(file).nextQuery());
    assert.throws(
      () => disk.create("0.spill"),
      (thrown) => thrown instanceof FfqError && thrown.code === "IO" && thrown.message.startsWith("cannot spill to "),
    );
  }));

test("a folder of somebody else's in the engine's place is not written to", () =>
  inDirectory((directory) => {
    const folder = new SpillFolder(join(directory, "spill"));
    mkdirSync(join(directory, "spill"));
    mkdirSync(join(directory, "elsewhere"));
    symlinkSync(join(directory, "elsewhere"), folder.path);
    const disk = localSpillDisk(folder.nextQuery());
    assert.throws(() => disk.create("0.spill"), { code: "IO", message: `${folder.path} is not this process's folder` });
    assert.deepEqual(readdirSync(join(directory, "elsewhere")), []);
  }));

test("a full disk is one", { skip: !existsSync("/dev/full") }, () => {
  let full: unknown;
  try {
    writeFileSync("/dev/full", "rows");
  } catch (thrown) {
    full = thrown;
  }
  const { sqlstate, message } = spillError("/spill/query-0", full);
  assert.equal(sqlstate, "53100");
  assert.equal(message, "cannot spill to /spill: no space left on the device");
});
