// Ordered-set and hypothetical-set aggregates (PostgreSQL manual, 9.21): which there are, for the binder and for the SQL
// reference. They have no accumulators of their own, hence rows of another shape than the other aggregates':
// binder/bind-ordered-set.ts resolves a call, and binder/ordered-sets.ts makes a plan of it.

export type OrderedSetName =
  | "percentile_cont"
  | "percentile_disc"
  | "mode"
  | "rank"
  | "dense_rank"
  | "percent_rank"
  | "cume_dist";

export interface OrderedSetRow {
  readonly name: OrderedSetName;
  readonly forms: readonly OrderedSetForm[];
  /** One line for the SQL reference. */
  readonly doc: string;
}

/** Types as the SQL reference shows them. */
export interface OrderedSetForm {
  /** The argument before WITHIN GROUP. */
  readonly direct: string;
  /** What the rows are ordered by. */
  readonly key: string;
  /** Absent: the key's type. */
  readonly result?: string;
}

export const orderedSets: readonly OrderedSetRow[] = [
  {
    name: "percentile_cont",
    forms: [
      { direct: "double precision", key: "double precision", result: "double precision" },
      { direct: "double precision", key: "interval", result: "interval" },
      { direct: "double precision[]", key: "double precision", result: "double precision[]" },
      { direct: "double precision[]", key: "interval", result: "interval[]" },
    ],
    doc: "The value at a fraction of the ordered values, between two neighbours where it falls there; for an array of fractions as many values.",
  },
  {
    name: "percentile_disc",
    forms: [
      { direct: "double precision", key: "any" },
      { direct: "double precision[]", key: "any", result: "array" },
    ],
    doc: "The first of the ordered values whose place is not before a fraction; for an array of fractions as many values.",
  },
  { name: "mode", forms: [{ direct: "", key: "any" }], doc: "The most frequent value; of several the first in order." },
  {
    name: "rank",
    forms: [hypothetical("bigint")],
    doc: "The row number that the arguments, as a row, would have among the ordered rows: that of their first peer.",
  },
  {
    name: "dense_rank",
    forms: [hypothetical("bigint")],
    doc: "The number of the peer group that the arguments, as a row, would be in.",
  },
  {
    name: "percent_rank",
    forms: [hypothetical("double precision")],
    doc: "The share of the rows that would stand before the arguments as a row.",
  },
  {
    name: "cume_dist",
    forms: [hypothetical("double precision")],
    doc: "The share of rows up to the last peer of the arguments as a row, that row counted too.",
  },
];

/** As many arguments as the rows are ordered by, of their types. */
function hypothetical(result: string): OrderedSetForm {
  return { direct: "any, ...", key: "any, ...", result };
}
