// One query in a process of its own, for verify-memory.ts: its answer, and the memory that it took.
import { text } from "node:stream/consumers";
import type { TextRow } from "./answers.ts";
import { openEngine } from "./engine-answers.ts";
import type { MemoryMeasure } from "./verify-memory.ts";

interface Input {
  readonly directory: string;
  readonly memoryLimit: string;
  readonly threads: number;
  readonly sql: string;
}

const { directory, memoryLimit, threads, sql } = JSON.parse(await text(process.stdin)) as Input;
const engine = await openEngine(directory, "parquet", { memoryLimit, threads });
const result = await engine.query(sql);
const rows: TextRow[] = [];
for await (const batch of result.textRows()) rows.push(...batch);
const { statistics } = result;
const operators = [...(statistics?.operators.values() ?? [])];
await engine.close();
const measure: MemoryMeasure = {
  rows,
  peakBytes: statistics?.peakBytes ?? 0,
  spilledBytes: operators.reduce((sum, { spilledBytes }) => sum + spilledBytes, 0),
  residentBytes: process.resourceUsage().maxRSS * 1024,
};
process.stdout.write(JSON.stringify(measure));
