// The shell around a probe: pulls the probe side's batches and hands out what each of them gives. What a probe of
// one kind of join does with a batch is (mostly) a generator: it may stop after any output, and yields an empty batch when
// it has worked for long without any, so that the driver gets its turn.
import type { Batch, Field } from "../../column/vector.ts";
import { type BatchSource, IDLE_BATCHES, type TaskContext } from "../operator.ts";
import { noRows } from "../spill/nothing.ts";

export interface BatchProbe {
  /** The output of one input batch. What it yields is valid until it is resumed. */
  probe(batch: Batch): Iterable<Batch, void>;
  close(): void;
}

/** Blocks of pairs without output after which a probe yields an empty batch. */
export const BLOCKS_PER_SLICE = 16;

/** `fields`: of the output. */
export function createProbe(
  context: TaskContext,
  probe: BatchProbe,
  input: BatchSource,
  fields: readonly Field[],
): BatchSource {
  const nothing = noRows(fields.map(({ type }) => type));
  let output: Iterator<Batch, void> | undefined;
  return {
    next(): Batch | undefined {
      for (let idle = 1; ; idle++) {
        context.checkCancelled();
        if (idle > IDLE_BATCHES) return nothing;
        if (output === undefined) {
          const batch = input.next();
          if (batch === undefined) return undefined;
          if (batch.rows === 0) continue;
          output = probe.probe(batch)[Symbol.iterator]();
        }
        const step = output.next();
        if (step.done !== true) return step.value;
        output = undefined;
      }
    },
    close(): void {
      output = undefined;
      probe.close();
      input.close();
    },
  };
}
