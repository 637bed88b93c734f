// What a row of an ordered-set or hypothetical-set aggregate says (PostgreSQL manual, 9.21).

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

/** As many arguments as the rows are ordered by, of their types. */
export function hypothetical(result: string): OrderedSetForm {
  return { direct: "any, ...", key: "any, ...", result };
}
