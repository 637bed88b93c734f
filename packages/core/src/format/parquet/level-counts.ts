// How often each repetition and definition level comes up: from these, readers know how many lists are NULL or empty, and how
// much memory a column takes, without reading it.
import type { EncodeSpace } from "../encode-space.ts";
import type { LeafLevels } from "./gather-column.ts";
import type { PageCut } from "./page-cuts.ts";
import type { WriteLeaf } from "./write-tree.ts";

/** By level. Absent where there is but one level. */
export interface LevelCounts {
  readonly repetitions?: readonly number[];
  readonly definitions?: readonly number[];
}

export function levelCounts(
  space: EncodeSpace,
  { maxRepetition, maxDefinition }: WriteLeaf,
  { entry, entryEnd }: PageCut,
  { repetitions, definitions }: LeafLevels,
): LevelCounts {
  const count = (address: number, most: number): readonly number[] => {
    const counts = new Uint32Array(most + 1);
    const levels = space.u8(address + entry, entryEnd - entry);
    for (let at = 0; at < levels.length; at++) {
      const level = levels[at] as number;
      counts[level] = (counts[level] as number) + 1;
    }
    return [...counts];
  };
  return {
    ...(maxRepetition === 0 ? {} : { repetitions: count(repetitions, maxRepetition) }),
    ...(maxDefinition === 0 ? {} : { definitions: count(definitions, maxDefinition) }),
  };
}

/** Those of all pages together; all have the same levels. */
export function sumOfCounts(pages: readonly { readonly levels?: LevelCounts }[]): LevelCounts {
  const [repetitions, definitions] = [sumOf(pages, "repetitions"), sumOf(pages, "definitions")];
  return {
    ...(repetitions === undefined ? {} : { repetitions }),
    ...(definitions === undefined ? {} : { definitions }),
  };
}

function sumOf(
  pages: readonly { readonly levels?: LevelCounts }[],
  kind: keyof LevelCounts,
): readonly number[] | undefined {
  const counts = pages.flatMap(({ levels }) => (levels?.[kind] === undefined ? [] : [levels[kind]]));
  const [first, ...others] = counts;
  return first?.map((count, level) => others.reduce((sum, own) => sum + (own[level] as number), count));
}
