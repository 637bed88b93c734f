// Which of a scan's columns tell which rows are wanted: those that filters read, the keys of a join that follows, or of a
// sort of which only the first rows are kept. The scan reads these, and the others for batches of which rows are left
// (Batch.complete): the last of those that pick rows asks for them. Pure.
import { internal } from "../common/error.ts";
import { inputsOf } from "../expr/inputs.ts";
import type { SinkSpec, TransformSpec } from "../operator/pipeline-spec.ts";
import { keepsFew } from "../operator/sort/top-bound.ts";
import type { HashJoinSpec } from "../operator/spec.ts";
import { type Origins, originsAfter } from "./origins.ts";
import type { Pipeline } from "./pipeline.ts";

/** The pipeline whose scan reads columns that decide first, if it has others. */
export function withDecidingColumns(pipeline: Pipeline, sink: SinkSpec): Pipeline {
  const { source, transforms } = pipeline;
  if (source.kind !== "scan" || source.rowRange !== undefined) return pipeline;
  const { columns, asking } = decided(source.columns.length, transforms, sink);
  if (asking < 0 || columns.size === source.columns.length) return pipeline;
  return {
    ...pipeline,
    source: { ...source, deciding: [...columns].sort((left, right) => left - right) },
    transforms: transforms.map((transform, at) => (at < asking ? leavingUnread(transform) : transform)),
  };
}

interface Decided {
  /** Those that are read to pick rows, by position in the scan. */
  readonly columns: ReadonlySet<number>;
  /** The place of what picks rows last, behind all transforms for the sink; -1: nothing does. */
  readonly asking: number;
}

function decided(width: number, transforms: readonly TransformSpec[], sink: SinkSpec): Decided {
  const columns = new Set<number>();
  let origins: Origins | undefined = Array.from({ length: width }, (_, position) => position);
  let asking = -1;
  const add = (inputs: readonly number[]): void => {
    for (const input of inputs) columns.add(origins?.[input] as number);
  };
  let at = 0;
  for (; at < transforms.length; at++) {
    const transform = transforms[at] as TransformSpec;
    if (transform.kind === "filter") {
      add(inputsOf([transform.predicate]));
      asking = at;
    } else if (!passesColumnsOn(transform)) break;
    origins = originsAfter(transform, origins);
    if (origins === undefined) throw internal("columns of a filter or a projection come from nowhere");
  }
  const next = inputsOfPicking(transforms[at], sink);
  if (next === undefined) return { columns, asking };
  add(next);
  return { columns, asking: at };
}

function passesColumnsOn(transform: TransformSpec): boolean {
  return transform.kind === "project" && transform.exprs.every(({ kind }) => kind === "input");
}

function leavingUnread(transform: TransformSpec): TransformSpec {
  return transform.kind === "filter" ? { ...transform, leavesUnread: true } : transform;
}

/** What is read by what comes behind filters and projections, if that picks rows before it looks at other columns. */
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
