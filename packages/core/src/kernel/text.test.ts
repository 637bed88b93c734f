// Every row of text.fixture.json is what PostgreSQL answered (its version stands there).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Arena } from "../arena/arena.ts";
import { TEXT_FAILURES, type TextKernels, textKernels } from "./text.ts";

type Row = readonly [
  op: string,
  args: readonly (string | number)[],
  expected: string | { sqlstate: string; message: string },
];

const fixture = JSON.parse(readFileSync(new URL("./text.fixture.json", import.meta.url), "utf8")) as {
  rows: readonly Row[];
};

const INPUT = 600000;
const HEAP = 620000;

class Run {
  readonly arena: Arena;
  readonly kernels: TextKernels;
  #next = INPUT;

  constructor(shared: boolean) {
    this.arena = Arena.create({ shared, maximumBytes: 1 << 24 });
    this.kernels = textKernels(this.arena);
  }

  begin(): void {
    this.#next = INPUT;
    this.kernels.setHeap(HEAP, HEAP + 32768);
    this.kernels.takeStatus();
  }

  ref(text: string): bigint {
    const bytes = new TextEncoder().encode(text);
    this.arena.view().u8.set(bytes, this.#next);
    const ref = (BigInt(bytes.length) << 32n) | BigInt(this.#next);
    this.#next += bytes.length;
    return ref;
  }

  text(ref: bigint): string {
    if (ref < 0n) return `status ${ref}`;
    const start = Number(ref & 0xffffffffn);
    return new TextDecoder().decode(this.arena.view().u8.slice(start, start + Number(ref >> 32n)));
  }

  matches(text: bigint, pattern: string, escape: string): string {
    const escaped = escape === "\\" ? this.ref(pattern) : this.kernels.likeEscape(this.ref(pattern), this.ref(escape));
    const matches = this.kernels.likeText(text, escaped);
    if (/^(?:[^\\]|\\.)*$/su.test(this.text(escaped)))
      assert.equal(this.kernels.likeCompiled(text, this.kernels.likePattern(escaped)), matches);
    return String(matches);
  }

  value(op: string, args: readonly (string | number)[]): string {
    const k = this.kernels;
    const string = (i: number): string => String(args[i]);
    switch (op) {
      case "like":
        return this.matches(this.ref(string(0)), string(1), "\\");
      case "likeNoEscape":
        return this.matches(this.ref(string(0)), string(1), "");
      case "likeHash":
        return this.matches(this.ref(string(0)), string(1), "#");
      case "ilike":
        return this.matches(k.toLower(this.ref(string(0))), this.text(k.toLower(this.ref(string(1)))), "\\");
      case "lpad":
      case "rpad":
        return this.text(k.pad(this.ref(string(0)), Number(args[1]), this.ref(string(2)), op === "lpad" ? 1 : 0));
      case "toVarcharCast":
        return this.text(k.toVarchar(this.ref(string(0)), Number(args[1]), 1));
      case "toCharCast":
        return String(k.octetLength(k.toChar(this.ref(string(0)), Number(args[1]), 1)));
      case "i64ToText":
        return this.text(k.i64ToText(BigInt(string(0))));
    }
    const call = k[op as keyof TextKernels] as (...args: readonly (bigint | number)[]) => bigint | number;
    const result = call(...args.map((arg) => (typeof arg === "number" ? arg : this.ref(arg))));
    return typeof result === "number" || op === "i64FromText" ? String(result) : this.text(result);
  }
}

for (const shared of [false, true]) {
  const run = new Run(shared);
  for (const op of new Set(fixture.rows.map((row) => row[0]))) {
    test(`${op} as PostgreSQL, ${shared ? "shared" : "unshared"} memory`, () => {
      const wrong: string[] = [];
      for (const [name, args, expected] of fixture.rows) {
        if (name !== op) continue;
        run.begin();
        const value = run.value(op, args);
        const status = run.kernels.takeStatus();
        const failure = TEXT_FAILURES[status];
        const actual =
          status === 0 ? value : `${failure?.sqlstate ?? status}: ${failure?.message.replace("{0}", String(args[0]))}`;
        const wanted = typeof expected === "string" ? expected : `${expected.sqlstate}: ${expected.message}`;
        if (actual !== wanted) wrong.push(`${op}(${args.join(" | ")}): ${actual}, PostgreSQL: ${wanted}`);
      }
      assert.deepEqual(wrong, []);
    });
  }
}

test("a full heap is reported, not overrun", () => {
  const run = new Run(false);
  run.kernels.setHeap(HEAP, HEAP + 3);
  assert.equal(run.kernels.concat(run.ref("ab"), run.ref("cd")), -1n);
  assert.equal(run.kernels.getHeapNext(), HEAP);
});

test("a text behind another is written behind it where that is the last one, and both stay", () => {
  const run = new Run(true);
  run.begin();
  const { kernels } = run;
  const long = "x".repeat(70);
  const first = kernels.concat(run.ref("one"), run.ref("é"));
  const before = kernels.getHeapNext();
  const longer = kernels.concat(first, run.ref(long));
  assert.equal(kernels.getHeapNext() - before, long.length, "what was made stays where it is");
  const other = kernels.concat(first, run.ref("!"));
  const twice = kernels.concat(other, other);
  const same = kernels.concat(twice, run.ref(""));
  const none = kernels.concat(run.ref(""), run.ref("end"));
  const texts = [first, longer, other, twice, same, none].map((ref) => run.text(ref));
  assert.deepEqual(texts, ["oneé", `oneé${long}`, "oneé!", "oneé!oneé!", "oneé!oneé!", "end"]);
  // Room for what is added is enough, a byte less is not.
  run.begin();
  kernels.setHeap(HEAP, HEAP + 7);
  const grown = kernels.concat(kernels.concat(run.ref("ab"), run.ref("cd")), run.ref("efg"));
  assert.equal(run.text(grown), "abcdefg");
  assert.equal(kernels.concat(grown, run.ref("h")), -1n);
  assert.equal(run.text(grown), "abcdefg");
});
