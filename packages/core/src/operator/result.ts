// The end of a query: rows leave the arena as plain batches (column/result-batch.ts).
import { Projection } from "../codegen/projection.ts";
import { type Batch, DEFAULT_BATCH_ROWS, type Field } from "../column/vector.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import { leavingType } from "../type/leaving-type.ts";
import type { TaskContext } from "./operator.ts";
import type { Output, OutputSink } from "./output.ts";
import { ResultBuilder } from "./result-builder.ts";

/** A batch leaves when it has this many bytes, however few its rows. */
const ENOUGH_BYTES = 1 << 20;

export function createResultSink(context: TaskContext, fields: readonly Field[]): OutputSink {
  const capacity = Math.max(context.batchRows, DEFAULT_BATCH_ROWS);
  const printing = asTexts(fields);
  const texts = printing === undefined ? undefined : new Projection(context, printing);
  const builder = new ResultBuilder(
    context.region,
    fields.map(({ type }) => type),
    capacity,
  );
  const ready: Output[] = [];
  const leave = (): void => {
    const batch = builder.take();
    if (batch !== undefined) ready.push({ kind: "result", batch });
  };
  const close = (): void => {
    texts?.close();
    builder.close();
  };
  return {
    isSatisfied: false,
    consume(batch: Batch): void {
      if (!builder.fits(batch.rows)) leave();
      builder.append(texts === undefined ? batch : { rows: batch.rows, columns: texts.evaluate(batch) });
      if (builder.bytes >= ENOUGH_BYTES) leave();
    },
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

/** What leaves in place of the columns, where some leave as text. */
export function asTexts(fields: readonly Field[]): readonly PhysicalExpr[] | undefined {
  return fields.some(isPrinted) ? fields.map(printed) : undefined;
}

/** Numerics without fixed scale leave in PostgreSQL's text form, also among the elements of lists. */
function isPrinted({ type }: Field): boolean {
  return leavingType(type) !== type;
}

function printed(field: Field, index: number): PhysicalExpr {
  const input: PhysicalExpr = { kind: "input", index, type: field.type };
  return isPrinted(field) ? { kind: "cast", input, type: leavingType(field.type), form: "explicit" } : input;
}
