// Operators that a plan may do without, in parts that are loaded before the first plan that has them: most of what
// executes is joins, aggregates and windows, and a program's first query seldom has all three. Whoever runs steps loads
// what they need (`loadParts`); from then on `part` is at hand on that thread.
import { internal } from "../common/error.ts";
import { unreachable } from "../common/unreachable.ts";
import type { SinkSpec, TransformSpec } from "./pipeline-spec.ts";

interface Parts {
  readonly aggregate: typeof import("./aggregate/spilling-aggregate.ts");
  readonly join: typeof import("./join/joins.ts");
  readonly window: typeof import("./window/windows.ts");
}

export type PartName = keyof Parts;

/** All of them: what a thread loads that others hand work to. */
export const allParts: readonly PartName[] = ["aggregate", "join", "window"];

const loaded: { -readonly [Name in PartName]?: Parts[Name] } = {};

/** The part that runs a sink or transform; undefined for what is always there. A source's sink was loaded before. */
export function partOf({ kind }: SinkSpec | TransformSpec): PartName | undefined {
  switch (kind) {
    case "hash-aggregate":
      return "aggregate";
    case "window":
      return "window";
    case "hash-join":
    case "hash-join-build":
    case "nested-loop-join":
    case "nested-loop-build":
      return "join";
    default:
      return undefined;
  }
}

/** Makes parts available on this thread. */
export async function loadParts(names: Iterable<PartName>): Promise<void> {
  await Promise.all(Array.from(names, loadPart));
}

async function loadPart(name: PartName): Promise<void> {
  switch (name) {
    case "aggregate":
      loaded.aggregate ??= await import("./aggregate/spilling-aggregate.ts");
      return;
    case "join":
      loaded.join ??= await import("./join/joins.ts");
      return;
    case "window":
      loaded.window ??= await import("./window/windows.ts");
      return;
    default:
      return unreachable(name);
  }
}

/** A part that was loaded. @throws FfqError INTERNAL when it was not */
export function part<Name extends PartName>(name: Name): Parts[Name] {
  const found: Parts[Name] | undefined = loaded[name];
  if (found === undefined) throw internal(`the operators of ${name} were not loaded`);
  return found;
}
