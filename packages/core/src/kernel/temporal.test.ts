// Every row of temporal.fixture.json is what PostgreSQL answered (its version stands there).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Arena } from "../arena/arena.ts";
import { TEMPORAL_FAILURES, TEMPORAL_FIELDS, type TemporalKernels, temporalKernels } from "./temporal.ts";

interface Refusal {
  readonly sqlstate: string;
  readonly message: string;
}
type Row = readonly [op: string, args: readonly (string | number)[], expected: string | Refusal];

const fixture = JSON.parse(readFileSync(new URL("./temporal.fixture.json", import.meta.url), "utf8")) as {
  rows: readonly Row[];
};

/** Texts that PostgreSQL refuses and we read: a day's name before an ISO date. */
const READ_ANYWAY = new Set(["Monday 1999-01-08"]);

const INPUT = 600000;
const LEFT = 601024;
const RIGHT = 601040;
const OUT = 601056;
const HEAP = 601088;

class Run {
  readonly arena: Arena;
  readonly kernels: TemporalKernels;

  constructor(shared: boolean) {
    this.arena = Arena.create({ shared, maximumBytes: 1 << 24 });
    this.kernels = temporalKernels(this.arena);
  }

  ref(text: string): bigint {
    const bytes = new TextEncoder().encode(text);
    this.arena.view().u8.set(bytes, INPUT);
    return (BigInt(bytes.length) << 32n) | BigInt(INPUT);
  }

  text(ref: bigint): string {
    const start = Number(ref & 0xffffffffn);
    return new TextDecoder().decode(this.arena.view().u8.slice(start, start + Number(ref >> 32n)));
  }

  date(argument: string | number | undefined): number {
    return this.kernels.dateFromText(this.ref(String(argument)));
  }

  timestamp(argument: string | number | undefined): bigint {
    return this.kernels.timestampFromText(this.ref(String(argument)));
  }

  interval(argument: string | number | undefined, at: number): number {
    this.kernels.intervalFromText(this.ref(String(argument)), 0, at);
    return at;
  }

  value(op: string, args: readonly (string | number)[]): string {
    const k = this.kernels;
    const [a, b] = args;
    const asDate = (date: number): string => this.text(k.dateToText(date));
    const asTimestamp = (timestamp: bigint): string => this.text(k.timestampToText(timestamp));
    const asInterval = (): string => this.text(k.intervalToText(OUT));
    const field = (): number => TEMPORAL_FIELDS[String(a)]?.field ?? 0;
    const scaled = (value: bigint): string => {
      const scale = op === "extractDate" ? 0 : (TEMPORAL_FIELDS[String(a)]?.scale ?? 0);
      if (scale === 0) return String(value);
      const digits = String(value < 0n ? -value : value).padStart(scale + 1, "0");
      return `${value < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
    };
    switch (op) {
      case "date":
        return asDate(this.date(a));
      case "timestamp":
        return asTimestamp(this.timestamp(a));
      case "interval":
        this.interval(a, OUT);
        return asInterval();
      case "makeDate":
        return asDate(k.makeDate(Number(a), Number(b), Number(args[2])));
      case "dateAddInterval":
        return asTimestamp(k.dateAddInterval(this.date(a), this.interval(b, LEFT)));
      case "dateSubtractInterval":
        return asTimestamp(k.dateSubtractInterval(this.date(a), this.interval(b, LEFT)));
      case "dateAddDays":
        return asDate(k.dateAddDays(this.date(a), Number(b)));
      case "dateDifference":
        return String(k.dateDifference(this.date(a), this.date(b)));
      case "extractDate":
        return scaled(k.extractDate(field(), this.date(b)));
      case "extractTimestamp":
        return scaled(k.extractTimestamp(field(), this.timestamp(b)));
      case "extractInterval":
        if (a !== "epoch") return scaled(k.extractInterval(field(), this.interval(b, LEFT)));
        k.intervalEpoch(this.interval(b, LEFT), OUT);
        return scaled(this.arena.view().i64[OUT / 8] ?? 0n);
      case "truncateTimestamp":
        return asTimestamp(k.truncateTimestamp(field(), this.timestamp(b)));
      case "truncateInterval":
        k.truncateInterval(field(), this.interval(b, LEFT), OUT);
        return asInterval();
      case "timestampDifference":
      case "age":
        k[op](this.timestamp(a), this.timestamp(b), OUT);
        return asInterval();
      case "intervalAdd":
      case "intervalSubtract":
        k[op](this.interval(a, LEFT), this.interval(b, RIGHT), OUT);
        return asInterval();
      case "intervalCompare":
        return String(k.intervalCompare(this.interval(a, LEFT), this.interval(b, RIGHT)));
      case "intervalMultiply":
      case "intervalDivide":
        k[op](this.interval(a, LEFT), Number(b), OUT);
        return asInterval();
      case "justifyHours":
      case "justifyDays":
      case "justifyInterval":
        k[op](this.interval(a, LEFT), OUT);
        return asInterval();
    }
    throw new Error(`no such operation: ${op}`);
  }
}

for (const shared of [false, true]) {
  const run = new Run(shared);
  for (const op of new Set(fixture.rows.map((row) => row[0]))) {
    test(`${op} as PostgreSQL, ${shared ? "shared" : "unshared"} memory`, () => {
      const wrong: string[] = [];
      for (const [name, args, expected] of fixture.rows) {
        if (name !== op || READ_ANYWAY.has(String(args[0]))) continue;
        run.kernels.setHeap(HEAP, HEAP + 4096);
        run.kernels.takeStatus();
        const value = run.value(op, args);
        const status = run.kernels.takeStatus();
        const failure = TEMPORAL_FAILURES[status];
        const actual = status === 0 ? value : (failure?.sqlstate ?? String(status));
        const wanted = typeof expected === "string" ? expected : expected.sqlstate;
        if (actual !== wanted) wrong.push(`${op}(${args.join(", ")}): ${actual}, PostgreSQL: ${wanted}`);
        else if (typeof expected !== "string" && op !== "makeDate") {
          const message = failure?.message.replace("{0}", String(args[0]));
          if (message !== expected.message)
            wrong.push(`${op}(${args.join(", ")}): ${message}, PostgreSQL: ${expected.message}`);
        }
      }
      assert.deepEqual(wrong, []);
    });
  }
}

test("a full heap is reported, not overrun", () => {
  const run = new Run(false);
  run.kernels.setHeap(HEAP, HEAP + 8);
  assert.equal(run.kernels.dateToText(0), -1n);
  assert.equal(run.kernels.getHeapNext(), HEAP);
  assert.equal(run.kernels.takeStatus(), -1);
});
