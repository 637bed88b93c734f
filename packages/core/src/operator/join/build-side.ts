// The rows of a join's build side, as both kinds of join keep them: each thread stores what its batches hold, then
// they become one flat column each, whose rows have numbers. Plain data: every probing thread sees the same.

import type { Arena, Pointer } from "../../arena/arena.ts";
import { fillBytes } from "../../arena/bulk-memory.ts";
import type { Region } from "../../arena/region.ts";
import { nextDictionaryId } from "../../column/dictionary-id.ts";
import type { Batch, Field, Vector } from "../../column/vector.ts";
import type { PhysicalJoinKind } from "../../physical/plan.ts";
import type { Sink, TaskContext } from "../operator.ts";
import { RowStore, type RowStoreData } from "../row-store.ts";
import { concatRows, type FlatRows } from "../row-store-read.ts";
import { joinShape } from "./join-shape.ts";

/** What both kinds of join say about their build side. */
export interface BuildSpec {
  readonly join: PhysicalJoinKind;
  readonly buildFields: readonly Field[];
  /** Positions of the build columns that are ever read, ascending. */
  readonly stored: readonly number[];
}

/** One thread's build rows: the stored columns. */
export type JoinBuildPart = RowStoreData;

export interface BuildSide {
  readonly rows: number;
  /**
   * By position in the build fields; undefined for those that nobody reads. Flat; with a slot behind the last row
   * that shows as NULL when the join puts out probe rows without match.
   */
  readonly columns: readonly (Vector | undefined)[];
  readonly heaps: readonly Pointer[];
  /** Validity of the columns that had none: all valid but for the slot behind the last row. 0 when not needed. */
  readonly presence: Pointer;
  /** A byte per row, 1 = some probe row matches it; 0 when the join does not put out build rows. */
  readonly marks: Pointer;
}

/** The most rows for which a column of bytes is called a dictionary: readers may look at every slot of those. */
const DICTIONARY_ROWS = 65536;

/** Stores a thread's build rows. */
export function createBuildSink(context: TaskContext, spec: BuildSpec): Sink<JoinBuildPart> {
  const types = spec.stored.map((position) => (spec.buildFields[position] as Field).type);
  const store = RowStore.create(context.region, types);
  return {
    isSatisfied: false,
    consume({ rows, columns }: Batch): void {
      store.append({ rows, columns: spec.stored.map((position) => columns[position] as Vector) });
    },
    finish: () => store.finish(),
    abort: () => store.release(),
  };
}

/** Joins the threads' rows. Takes the parts over. */
export function* finishBuildSide(
  context: TaskContext,
  spec: BuildSpec,
  parts: readonly JoinBuildPart[],
): Generator<void, BuildSide> {
  const { region, arena } = context;
  const types = spec.stored.map((position) => (spec.buildFields[position] as Field).type);
  const flat = yield* concatRows(region, types, parts);
  const side = layBuildSide(region, spec, flat);
  fillRowBytes(arena, side, 0, side.rows);
  return side;
}

/** The flat rows with what the kind of join needs beside them: bytes of rows that fillRowBytes fills. */
export function layBuildSide(region: Region, spec: BuildSpec, flat: FlatRows): BuildSide {
  const { arena } = region;
  const { rows, heaps } = flat;
  const shape = joinShape(spec.join);
  const presence = shape.isProbeOuter ? region.allocate(rows + 1) : 0;
  if (presence !== 0) arena.view().u8[presence + rows] = 0;
  const marks = shape.rest === "none" ? 0 : region.allocate(rows);
  const columns = spec.buildFields.map((_, position): Vector | undefined => {
    const column = flat.columns[spec.stored.indexOf(position)];
    if (column === undefined) return undefined;
    const id = nextDictionaryId(arena);
    const isDictionary = column.storage === "ref" && rows <= DICTIONARY_ROWS;
    return {
      ...column,
      validity: column.validity === 0 ? presence : column.validity,
      slots: shape.isProbeOuter ? rows + 1 : rows,
      dictionary: isDictionary ? id : -id,
    };
  });
  return { rows, columns, heaps, presence, marks };
}

/** Rows [from, to) are there, and have no match so far. */
export function fillRowBytes(arena: Arena, { presence, marks }: BuildSide, from: number, to: number): void {
  if (presence !== 0) fillBytes(arena, 1, presence + from, presence + to);
  if (marks !== 0) fillBytes(arena, 0, marks + from, marks + to);
}

/** The side without the columns that `isKept` refuses, whose memory is freed. */
export function dropColumns(region: Region, side: BuildSide, isKept: (position: number) => boolean): BuildSide {
  const columns = side.columns.map((column, position) => {
    if (column === undefined || isKept(position)) return column;
    releaseColumn(region, side, column);
    return undefined;
  });
  if (columns.some((column) => column?.storage === "ref")) return { ...side, columns };
  for (const heap of side.heaps) region.free(heap);
  return { ...side, columns, heaps: [] };
}

function releaseColumn(region: Region, { presence }: BuildSide, { data, validity }: Vector): void {
  region.free(data);
  if (validity !== presence) region.free(validity);
}

export function releaseBuildSide(region: Region, side: BuildSide): void {
  for (const column of side.columns) if (column !== undefined) releaseColumn(region, side, column);
  for (const pointer of [...side.heaps, side.presence, side.marks]) region.free(pointer);
}
