// Which of a scan's columns tell what comes next which rows it wants: a filter, or a sort of which only the first rows are
// kept. The scan reads these, and the others for batches in which rows are wanted (Batch.complete). Pure.
import { inputsOf } from "../expr/inputs.ts";
import type { SinkSpec } from "../operator/pipeline-spec.ts";
import { keepsFew } from "../operator/sort/top-bound.ts";
import type { Pipeline } from "./pipeline.ts";

/** The pipeline whose scan reads columns that decide first, if it has others. */
export function withDecidingColumns(pipeline: Pipeline, sink: SinkSpec): Pipeline {
  const { source } = pipeline;
  if (source.kind !== "scan" || source.rowRange !== undefined) return pipeline;
  const deciding = decidingColumns(pipeline, sink);
  if (deciding === undefined || deciding.length === source.columns.length) return pipeline;
  return { ...pipeline, source: { ...source, deciding } };
}

function decidingColumns({ transforms: [first] }: Pipeline, sink: SinkSpec): readonly number[] | undefined {
  if (first !== undefined) return first.kind === "filter" ? inputsOf([first.predicate]) : undefined;
  if (sink.kind !== "sort" || !keepsFew(sink.spec)) return undefined;
  return inputsOf(sink.spec.keys.map(({ expr }) => expr));
}
