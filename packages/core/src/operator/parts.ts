// Operators that a plan may do without, in parts that are loaded before the first plan that has them: most of what
// executes is joins, aggregates, windows and the compiler of expressions, and a program's first query seldom has all. Whoever runs steps loads
// what they need (`loadParts`); from then on `part` is at hand on that thread.
import { internal } from "../common/error.ts";
import { unreachable } from "../common/unreachable.ts";
import { areColumns } from "./pick-columns.ts";
import type { SinkSpec, SourceSpec, TransformSpec } from "./pipeline-spec.ts";
import { asTexts } from "./result-texts.ts";
import { planSort } from "./sort/sort-plan.ts";

interface Parts {
  readonly computing: typeof import("./computing.ts");
  readonly aggregate: typeof import("./aggregate/spilling-aggregate.ts");
  readonly join: typeof import("./join/joins.ts");
  readonly window: typeof import("./window/windows.ts");
}

export type PartName = keyof Parts;

/** All of them: what a thread loads that others hand work to. */
export const allParts: readonly PartName[] = ["computing", "aggregate", "join", "window"];

const loaded: { -readonly [Name in PartName]?: Parts[Name] } = {};

/** The part that runs a source, transform or sink; undefined for what is always there. A state's source came with its sink. */
export function partOf(spec: SourceSpec | TransformSpec | SinkSpec): PartName | undefined {
  switch (spec.kind) {
    case "hash-aggregate":
      return "aggregate";
    case "window":
      return "window";
    case "hash-join":
    case "hash-join-build":
    case "nested-loop-join":
    case "nested-loop-build":
      return "join";
    case "filter":
    case "distinct-on":
    case "table-function":
    case "exchange-write":
      return "computing";
    case "recursion":
      return spec.distinct ? "computing" : undefined;
    case "project":
      return areColumns(spec.exprs) ? undefined : "computing";
    case "sort":
      return planSort(spec.spec).computed.length === 0 ? undefined : "computing";
    case "result":
      return asTexts(spec.fields) === undefined ? undefined : "computing";
    case "scan":
      return spec.rowRange === undefined ? undefined : "computing";
    case "values":
    case "state":
    case "unmatched":
    case "spool":
    case "working":
    case "exchange-read":
    case "limit":
    case "repeat":
      return undefined;
    default:
      return unreachable(spec);
  }
}

/** Makes parts available on this thread. All of them compute. */
export async function loadParts(names: Iterable<PartName>): Promise<void> {
  const wanted = new Set(names);
  if (wanted.size > 0) wanted.add("computing");
  await Promise.all(Array.from(wanted, loadPart));
}

async function loadPart(name: PartName): Promise<void> {
  switch (name) {
    case "computing":
      loaded.computing ??= await import("./computing.ts");
      return;
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
