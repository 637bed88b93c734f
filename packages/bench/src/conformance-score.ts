// What the corpus's shares add up to. Each category counts equally, however many queries it has: those of SQLite's
// random statements (slt_*) are one, and those too small for a share of their own are one together. Categories of
// SQL that FFQ does not promise are told apart.
import type { CategoryScore } from "./replay.ts";

export interface CorpusScore {
  /** Mean share of right answers over the categories, in percent. */
  readonly mean: number;
  readonly worst: { readonly category: string; readonly share: number } | undefined;
  /** Share of right answers in `extended`; undefined where it was not replayed. */
  readonly extended: number | undefined;
  /** Shares over all erroneous statements of the counted categories: rejected, and with PostgreSQL's SQLSTATE. */
  readonly errors: number;
  readonly sqlstate: number;
  /** Share of queries with PostgreSQL's column names and types. */
  readonly metadata: number;
}

/** Reported, not counted. */
export const apart: ReadonlySet<string> = new Set(["extended", "constraints", "generated_columns", "upsert"]);
const LEAST_QUERIES = 30;

type Counts = Omit<CategoryScore, "category">;

export function corpusScore(scores: readonly CategoryScore[]): CorpusScore {
  const counted = scores.filter(({ category }) => !apart.has(category));
  const groups = grouped(counted).map(([category, counts]) => ({
    category,
    share: percent(counts.right, counts.queries),
  }));
  const all = sum(counted);
  const extended = scores.find(({ category }) => category === "extended");
  return {
    mean: groups.length === 0 ? 100 : groups.reduce((total, { share }) => total + share, 0) / groups.length,
    worst: groups.reduce<CorpusScore["worst"]>(
      (least, group) => (least === undefined || group.share < least.share ? group : least),
      undefined,
    ),
    extended: extended === undefined ? undefined : percent(extended.right, extended.queries),
    errors: percent(all.rejected, all.errors),
    sqlstate: percent(all.sameState, all.errors),
    metadata: percent(all.metadata, all.queries),
  };
}

/** Categories that count together, by the name under which they do. */
function grouped(scores: readonly CategoryScore[]): readonly (readonly [string, Counts])[] {
  const groups = new Map<string, CategoryScore[]>();
  for (const score of scores) {
    if (score.queries === 0) continue;
    const name = score.category.startsWith("slt_") ? "slt" : score.queries < LEAST_QUERIES ? "small" : score.category;
    groups.set(name, [...(groups.get(name) ?? []), score]);
  }
  return [...groups].map(([name, members]) => [name, sum(members)]);
}

function sum(scores: readonly CategoryScore[]): Counts {
  const total = { queries: 0, right: 0, metadata: 0, errors: 0, rejected: 0, sameState: 0 };
  for (const { category: _, ...counts } of scores) {
    for (const name of Object.keys(total) as (keyof Counts)[]) total[name] += counts[name];
  }
  return total;
}

export function percent(part: number, whole: number): number {
  return whole === 0 ? 100 : (100 * part) / whole;
}

/** The last line of the command. */
export function summaryLine({ mean, worst, extended, errors, sqlstate, metadata }: CorpusScore): string {
  const lowest = worst === undefined ? "none" : `${worst.category}:${worst.share.toFixed(1)}`;
  const apartLine = extended === undefined ? "" : ` extended=${extended.toFixed(1)}`;
  return (
    `conformance mean=${mean.toFixed(1)} worst=${lowest}${apartLine} errors=${errors.toFixed(1)}` +
    ` sqlstate=${sqlstate.toFixed(1)} metadata=${metadata.toFixed(1)}`
  );
}
