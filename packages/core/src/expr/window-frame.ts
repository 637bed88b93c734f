// The frame of a window function call (PostgreSQL manual, 4.2.8): which of its partition's rows it sees from each
// row. Both plan levels have the same; they differ in what an offset is: expressions in a logical plan, a number of
// rows or groups or a computed column in a physical one.

/** "range" bounds count by the ORDER BY column's values, "groups" by groups of peers. */
export type FrameMode = "rows" | "range" | "groups";

/** "ties": the current row's peers, but not itself. */
export type FrameExclusion = "no-others" | "current-row" | "group" | "ties";

export type FrameBound<Offset> =
  | { readonly kind: "unbounded-preceding" | "current-row" | "unbounded-following" }
  | { readonly kind: "preceding" | "following"; readonly offset: Offset };

export interface WindowFrame<Offset> {
  readonly mode: FrameMode;
  readonly start: FrameBound<Offset>;
  readonly end: FrameBound<Offset>;
  readonly exclude: FrameExclusion;
}

/** The bound's offset, where it has one. */
export function offsetOf<Offset>(bound: FrameBound<Offset>): Offset | undefined {
  return "offset" in bound ? bound.offset : undefined;
}

/** The offsets of both bounds, of those that have one. */
export function offsetsOf<Offset>({ start, end }: WindowFrame<Offset>): readonly Offset[] {
  return [offsetOf(start), offsetOf(end)].filter((offset) => offset !== undefined);
}

/** The same frame over mapped offsets, the start's before the end's. */
export function mapFrame<From, To>(frame: WindowFrame<From>, map: (offset: From) => To): WindowFrame<To> {
  const mapped = (bound: FrameBound<From>): FrameBound<To> =>
    "offset" in bound ? { kind: bound.kind, offset: map(bound.offset) } : bound;
  const start = mapped(frame.start);
  return { mode: frame.mode, start, end: mapped(frame.end), exclude: frame.exclude };
}

/** As SQL writes it; `print` for offsets. */
export function printFrame<Offset>(frame: WindowFrame<Offset>, print: (offset: Offset) => string): string {
  const bound = (one: FrameBound<Offset>): string =>
    "offset" in one ? `${print(one.offset)} ${one.kind}` : one.kind.replace("-", " ");
  const exclude = frame.exclude === "no-others" ? "" : ` exclude ${frame.exclude.replace("-", " ")}`;
  return `${frame.mode} between ${bound(frame.start)} and ${bound(frame.end)}${exclude}`;
}
