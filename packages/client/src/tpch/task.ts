// The units of work that generating is cut into: plain data, so that any thread can do them.
import type { EncodedChunk } from "./file-format.ts";
import { type FormatName, formats } from "./formats.ts";
import { generateChunk } from "./tables.ts";
import { fillSegment } from "./text-pool.ts";

/** What all tasks of one generation share. */
export interface TaskContext {
  readonly scaleFactor: number;
  readonly format: FormatName;
  readonly pool: SharedArrayBuffer;
}

/** Make one segment of the text pool; chunks may be made when all segments are there. */
export interface SegmentTask {
  readonly kind: "segment";
  readonly segment: number;
}

/** Make and encode part `part` of `parts` of a table. */
export interface ChunkTask {
  readonly kind: "chunk";
  readonly table: string;
  readonly part: number;
  readonly parts: number;
  /** Memory to use again; gone from the caller. */
  readonly spare?: ArrayBuffer;
}

export type Task = SegmentTask | ChunkTask;

const nothing: EncodedChunk = { buffer: new ArrayBuffer(0), length: 0, rows: 0 };

/** Does a task on this thread. A segment gives no bytes. */
export function runTask(context: TaskContext, task: Task): EncodedChunk {
  if (task.kind === "segment") {
    fillSegment(context.pool, task.segment);
    return nothing;
  }
  const chunk = generateChunk(task.table, context.scaleFactor, task.part, task.parts, context.pool);
  return formats[context.format].encode(chunk, task.spare);
}
