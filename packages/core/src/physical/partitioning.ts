// How an exchange spreads rows over the tasks that read it.
import type { PhysicalExpr } from "../expr/expr.ts";

export type Partitioning =
  /** Every row to the one reading task. */
  | { readonly kind: "single" }
  /** By a hash of the keys: equal keys meet in one task. NULLs hash as a value. */
  | { readonly kind: "hash"; readonly keys: readonly PhysicalExpr[]; readonly partitions: number }
  /** Every row to every reading task. */
  | { readonly kind: "broadcast"; readonly partitions: number };
