// Regular expressions against what PostgreSQL 18 answered under the collation pg_c_utf8 (regex.facts.jsonl): random patterns
// and each rule of the syntax, in both memories; and that time is linear where backtracking would explode.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Arena } from "../arena/arena.ts";
import { REGEX_FAILURES, type RegexKernels, regexKernels } from "./regex.ts";

interface Fact {
  readonly pattern: string;
  readonly text: string;
  readonly flags: string;
  readonly at?: number;
  readonly count?: number;
  readonly replaced?: string;
  readonly match?: readonly [string];
  readonly groups?: readonly (string | null)[];
  readonly fails?: string;
  readonly says?: string;
}

const facts = readFileSync(new URL("regex.facts.jsonl", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line) as Fact);

const INPUT = 600000;
const HEAP = 700000;
const HEAP_BYTES = 1 << 22;

class Run {
  readonly #arena: Arena;
  readonly kernels: RegexKernels;
  #next = INPUT;

  constructor(shared: boolean) {
    this.#arena = Arena.create({ shared, maximumBytes: 1 << 24 });
    const pages = Math.ceil((HEAP + HEAP_BYTES) / 65536) - this.#arena.memory.buffer.byteLength / 65536;
    if (pages > 0) this.#arena.memory.grow(pages);
    this.kernels = regexKernels(this.#arena);
  }

  begin(bytes: number = HEAP_BYTES): void {
    this.#next = INPUT;
    this.kernels.setHeap(HEAP, HEAP + bytes);
    this.kernels.takeStatus();
  }

  ref(text: string): bigint {
    const bytes = new TextEncoder().encode(text);
    this.#arena.view().u8.set(bytes, this.#next);
    const ref = (BigInt(bytes.length) << 32n) | BigInt(this.#next);
    this.#next += bytes.length;
    return ref;
  }

  text(ref: bigint): string {
    const start = Number(ref & 0xffffffffn);
    return new TextDecoder().decode(this.#arena.view().u8.slice(start, start + Number(ref >> 32n)));
  }

  compile(pattern: string, flags: string): bigint {
    return this.kernels.compile(this.ref(pattern), this.kernels.readOptions(this.ref(flags)));
  }

  group(text: bigint, block: bigint, number: number): string | null {
    const place = this.kernels.place(text, 1, 1, number, block);
    return place < 0n ? null : this.text(this.kernels.part(text, place));
  }

  answer({ pattern, text, flags, groups, match }: Fact): object {
    this.begin();
    const block = this.compile(pattern, flags);
    if (block < 0n) {
      const { sqlstate, message } = REGEX_FAILURES[Number(block)] ?? { sqlstate: "", message: String(block) };
      return { pattern, text, flags, fails: sqlstate, says: message };
    }
    const subject = this.ref(text);
    const at = this.kernels.indexOf(subject, 1, 1, 0, 0, block);
    assert.equal(this.kernels.test(subject, block), at > 0 ? 1 : 0, pattern);
    const count = this.kernels.count(subject, 1, block);
    const replaced = this.text(this.kernels.replace(subject, this.ref("<\\1|\\&>"), 1, 0, block));
    return {
      pattern,
      text,
      flags,
      at,
      count,
      replaced,
      ...(match === undefined ? {} : { match: [this.group(subject, block, 0)] }),
      ...(groups === undefined ? {} : { groups: groups.map((_, number) => this.group(subject, block, number + 1)) }),
    };
  }
}

for (const shared of [false, true]) {
  test(`${facts.length} facts, ${shared ? "shared" : "unshared"} memory`, () => {
    const run = new Run(shared);
    for (const fact of facts) assert.deepEqual(run.answer(fact), fact);
  });
}

test("a pattern of a row takes the place of the one before it", () => {
  const run = new Run(false);
  run.begin();
  const text = run.ref("aab");
  const before: number[] = [];
  for (const [pattern, expected] of [
    ["a+", 1],
    ["b", 1],
    ["b", 1],
    ["c", 0],
    [`${"x?".repeat(2000)}b`, 1],
    ["a+", 1],
  ] as const) {
    assert.equal(run.kernels.test(text, run.kernels.compileRow(run.ref(pattern), 0)), expected, pattern.slice(0, 20));
    before.push(run.kernels.getHeapNext());
  }
  assert.equal(new Set(before.slice(0, 4)).size, 1);
});

test("a heap that is too small is no failure of the pattern", () => {
  const run = new Run(false);
  for (const bytes of [64, 256, 1024, 4096, 16384]) {
    run.begin(bytes);
    assert.equal(run.compile("(a|b)*c[[:alpha:]]", ""), -1n);
    assert.equal(run.kernels.takeStatus(), -1);
  }
});

test("no pattern takes more than linear time to match", () => {
  const run = new Run(false);
  for (const pattern of ["(x+x+)+y", "(a|aa)+$", "(.*)*z", "x*x*x*x*x*x*x*y", "(?:x?){200}x{200}z"]) {
    run.begin();
    const block = run.compile(pattern, "");
    assert.equal(run.kernels.test(run.ref("x".repeat(30000)), block), 0, pattern);
  }
});

test("back references in a long text are too complex in the end", () => {
  const run = new Run(false);
  run.begin();
  const block = run.compile("(a|b)*\\1", "");
  assert.equal(run.kernels.test(run.ref("ab".repeat(20_000)), block), 0);
  assert.equal(run.kernels.takeStatus(), -2);
});

test("more states than have room are forgotten, and the answer stays", () => {
  const run = new Run(false);
  run.begin();
  let seed = 1;
  let text = "";
  for (let i = 0; i < 20000; i++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    text += seed & 0x40000000 ? "a" : "b";
  }
  const block = run.compile("a[ab]{14}b", "");
  const expected = [...text.matchAll(/a[ab]{14}b/g)].length;
  assert.equal(run.kernels.count(run.ref(text), 1, block), expected);
});
