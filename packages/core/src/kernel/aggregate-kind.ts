// What an aggregate state computes, as plain data, and how such states lie in memory: the facts that the door
// (hash-aggregate.ts) and those who choose a kind (function/aggregate/accumulator-kind.ts) share.
import type { Storage } from "../type/storage.ts";

/**
 * "sumI64Wide" sums i64 into an i128 state, "sumF32Wide" f32 into f64, "sumF64Twice" f64 into two doubles (16
 * bytes: high, low); "sumTwice" adds such pairs. "sumNumeric": refs of numerics without fixed scale.
 */
export type SumKind =
  | "sumI32"
  | "sumI64"
  | "sumI32Wide"
  | "sumI64Wide"
  | "sumI128"
  | "sumF32"
  | "sumF32Wide"
  | "sumF64"
  | "sumF64Twice"
  | "sumTwice"
  | "sumInterval"
  | "sumNumeric";
/** The last three combine the bits of i32 and i64. */
export type PickKind = "min" | "max" | "first" | "bitAnd" | "bitOr" | "bitXor";

/** What orders values whose storage does not say it: numerics without fixed scale, intervals, character(n), lists. */
export type PickOrder = "numeric" | "interval" | "padded" | "list" | "struct";

export interface PickAggregate {
  readonly kind: PickKind;
  readonly storage: Storage;
  readonly order?: PickOrder;
}

export interface CountAggregate {
  readonly kind: "countRows" | "count";
}

/** What a state computes. Bool and/or are the min and max of u8. */
export type AggregateKind =
  | CountAggregate
  /** All bytes, one value's behind the other's: what refs refer to, or the values themselves, of so many bytes. */
  | { readonly kind: "concat"; readonly width: "ref" | 1 | 4 | 8 | 16 }
  /** A table that approximates (assembly/sketch-layout.part.ts): of hashes or doubles, or of other states. */
  | { readonly kind: "sketch"; readonly of: "distinct" | "histogram"; readonly takes: "values" | "states" }
  | { readonly kind: SumKind }
  | PickAggregate;

/** A sum's results, bytes per state, and the kind that adds states. */
interface SumFacts {
  readonly output: Storage;
  readonly width: number;
  readonly merge: SumKind;
}

const sums: Readonly<Record<SumKind, SumFacts>> = {
  sumI32: { output: "i64", width: 8, merge: "sumI64" },
  sumI64: { output: "i64", width: 8, merge: "sumI64" },
  sumI32Wide: { output: "i128", width: 16, merge: "sumI128" },
  sumI64Wide: { output: "i128", width: 16, merge: "sumI128" },
  sumI128: { output: "i128", width: 16, merge: "sumI128" },
  sumF32: { output: "f32", width: 4, merge: "sumF32" },
  sumF32Wide: { output: "f64", width: 8, merge: "sumF64" },
  sumF64: { output: "f64", width: 8, merge: "sumF64" },
  sumF64Twice: { output: "i128", width: 16, merge: "sumTwice" },
  sumTwice: { output: "i128", width: 16, merge: "sumTwice" },
  sumInterval: { output: "i128", width: 16, merge: "sumInterval" },
  sumNumeric: { output: "ref", width: 16, merge: "sumNumeric" },
};
/** A ref state is the ref, the address of the state's own bytes and their capacity. */
const pickWidths: Readonly<Record<Storage, number>> = { u8: 1, i32: 4, i64: 8, f32: 4, f64: 8, i128: 16, ref: 16 };

/** Whether it counts rows: what it counts is not read, at most whether it is NULL. */
export function isCount(aggregate: AggregateKind): aggregate is CountAggregate {
  return aggregate.kind === "countRows" || aggregate.kind === "count";
}

export function isPick(aggregate: AggregateKind): aggregate is PickAggregate {
  return "storage" in aggregate;
}

/** Bytes per group. */
export function stateWidth(aggregate: AggregateKind): number {
  if (isPick(aggregate)) return pickWidths[aggregate.storage];
  if (aggregate.kind === "concat" || aggregate.kind === "sketch") return pickWidths.ref;
  return isCount(aggregate) ? 8 : sums[aggregate.kind].width;
}

/** How an aggregate's results lie in memory. */
export function aggregateStorage(aggregate: AggregateKind): Storage {
  if (isPick(aggregate)) return aggregate.storage;
  if (aggregate.kind === "concat" || aggregate.kind === "sketch") return "ref";
  return isCount(aggregate) ? "i64" : sums[aggregate.kind].output;
}

/** What adds the states of a sum. */
export function mergeOfSum(kind: SumKind): SumKind {
  return sums[kind].merge;
}
