// Which of a scan's columns tell which rows are wanted: those that filters read, the keys of a join that follows, or of a
// sort of which only the first rows are kept. The scan reads these, and the others for batches of which rows are left
// (Batch.complete): the last of those that pick rows asks for them. Pure.
import { inputsOf } from "../expr/inputs.ts";
import type { SinkSpec, TransformSpec } from "../operator/pipeline-spec.ts";
import { keepsFew } from "../operator/sort/top-bound.ts";
import type { HashJoinSpec } from "../operator/spec.ts";
import type { Pipeline } from "./pipeline.ts";

/** The pipeline whose scan reads columns that decide first, if it has others. */
export function withDecidingColumns(pipeline: Pipeline, sink: SinkSpec): Pipeline {
  const { source, transforms } = pipeline;
  if (source.kind !== "scan" || source.rowRange !== undefined) return pipeline;
  const first = transforms.findIndex(({ kind }) => kind !== "filter");
  const filters = first < 0 ? transforms : transforms.slice(0, first);
  const next = inputsOfPicking(transforms[filters.length], sink);
  if (filters.length === 0 && next === undefined) return pipeline;
  const read = filters.flatMap((filter) => (filter.kind === "filter" ? inputsOf([filter.predicate]) : []));
  const deciding = [...new Set([...read, ...(next ?? [])])].sort((left, right) => left - right);
  if (deciding.length === source.columns.length) return pipeline;
  const asking = next === undefined ? filters.length - 1 : filters.length;
  return {
    ...pipeline,
    source: { ...source, deciding },
    transforms: transforms.map((transform, at) => (at < asking ? leavingUnread(transform) : transform)),
  };
}

function leavingUnread(transform: TransformSpec): TransformSpec {
  return transform.kind === "filter" ? { ...transform, leavesUnread: true } : transform;
}

/** What is read by what comes behind the filters, if that picks rows before it looks at other columns. */
function inputsOfPicking(next: TransformSpec | undefined, sink: SinkSpec): readonly number[] | undefined {
  if (next !== undefined)
    return next.kind === "hash-join" && picksByKeys(next.spec)
      ? inputsOf(next.spec.keys.map(({ probe }) => probe))
      : undefined;
  if (sink.kind !== "sort" || !keepsFew(sink.spec)) return undefined;
  return inputsOf(sink.spec.keys.map(({ expr }) => expr));
}

/** Whether probe rows are of no use whose keys match nothing, and the keys are all that is asked for. */
function picksByKeys({ join, residual }: HashJoinSpec): boolean {
  return residual === undefined && (join === "inner" || join === "right" || join === "semi");
}
