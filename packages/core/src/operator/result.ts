// The end of a query: rows leave the arena as plain batches (column/result-batch.ts), or lie there until the caller takes them
// out (column/arena-batch.ts).
import { takeAll } from "../column/slice.ts";
import { type Batch, DEFAULT_BATCH_ROWS } from "../column/vector.ts";
import type { TaskContext } from "./operator.ts";
import type { Output, OutputSink } from "./output.ts";
import { part } from "./parts.ts";
import type { SinkSpec } from "./pipeline-spec.ts";
import { ResultBuilder } from "./result-builder.ts";
import { asTexts } from "./result-texts.ts";
import { firstCut } from "./spill/wide-rows.ts";

/** A batch leaves when it has this many bytes, however few its rows. */
const ENOUGH_BYTES = 1 << 20;

/** Batches lie in the arena only while this much is free beside them: operators need memory more. */
const LEAST_FREE_BYTES = 64 << 20;

export function createResultSink(
  context: TaskContext,
  { fields, inArena = false }: Pick<Extract<SinkSpec, { kind: "result" }>, "fields" | "inArena">,
): OutputSink {
  const capacity = Math.max(context.batchRows, DEFAULT_BATCH_ROWS);
  const printing = asTexts(fields);
  const texts = printing === undefined ? undefined : new (part("computing").Projection)(context, printing);
  const builder = new ResultBuilder(
    context.region,
    fields.map(({ type }) => type),
    capacity,
    inArena,
  );
  const ready: Output[] = [];
  const leave = (): void => {
    const there = inArena && builder.rows > 0 ? builder.takeInArena(LEAST_FREE_BYTES) : undefined;
    if (there !== undefined) ready.push({ kind: "arena", batch: there });
    const batch = builder.take();
    if (batch !== undefined) ready.push({ kind: "result", batch });
  };
  const gauge = context.spill?.gauge(context.region);
  const consumeFirst = (batch: Batch): number => {
    const cut = firstCut(context.arena, gauge, batch);
    const shown = texts === undefined ? cut : texts.evaluateFirst(cut);
    if (!builder.fits(shown.rows)) leave();
    builder.append(shown);
    if (builder.bytes >= ENOUGH_BYTES) leave();
    return shown.rows;
  };
  const close = (): void => {
    texts?.close();
    builder.close();
  };
  return {
    isSatisfied: false,
    consume: (batch) => takeAll(batch, consumeFirst),
    consumeFirst,
    take(isMorselDone): readonly Output[] {
      if (isMorselDone) leave();
      return ready.splice(0);
    },
    last(): readonly Output[] {
      leave();
      return ready.splice(0);
    },
    finish(): undefined {
      close();
    },
    abort: close,
  };
}
