// What the corpus is known to get wrong, each record with its reason, in one file of the project. A record that fails
// and is not in it is a regression; one that is in it and is right has to leave it. Pure but for reading the file.
import { readFileSync } from "node:fs";

/** `category/file.jsonl:line` to its reason. */
export type KnownFailures = ReadonlyMap<string, string>;

export const knownFailuresFile: URL = new URL("../conformance-known-failures.tsv", import.meta.url);

/** Records that no plan can answer in time unless the optimizer has changed it, in the same format. */
export const beyondWithoutOptimizerFile: URL = new URL("../conformance-beyond-without-optimizer.tsv", import.meta.url);

export function readKnownFailures(file: URL = knownFailuresFile): KnownFailures {
  return parseKnownFailures(readFileSync(file, "utf8"));
}

/** Lines of key, tab, reason; `#` begins a comment. @throws Error for a line without a reason, or a key twice */
export function parseKnownFailures(text: string): KnownFailures {
  const known = new Map<string, string>();
  for (const line of text.split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const [key, reason] = line.split("\t");
    if (key === undefined || reason === undefined || reason.trim() === "") throw new Error(`no reason: ${line}`);
    if (known.has(key)) throw new Error(`${key} stands twice`);
    known.set(key, reason);
  }
  return known;
}

export interface FailureDifference {
  /** Failed, and not known to. */
  readonly regressions: readonly string[];
  /** Known to fail, and right. */
  readonly mended: readonly string[];
}

/** Over the records that were replayed. */
export function compareFailures(
  known: KnownFailures,
  failed: ReadonlySet<string>,
  wasReplayed: (key: string) => boolean,
): FailureDifference {
  return {
    regressions: [...failed].filter((key) => !known.has(key)),
    mended: [...known.keys()].filter((key) => wasReplayed(key) && !failed.has(key)),
  };
}

/** The file's text: reasons that were given stay, further failures get what went wrong as theirs. */
export function knownFailuresText(known: KnownFailures, failed: ReadonlyMap<string, string>): string {
  const head =
    "# Records of the corpus that FFQ does not answer as PostgreSQL does: category/file:line, tab, reason.\n";
  const lines = [...failed].sort(([a], [b]) => (a < b ? -1 : 1));
  return head + lines.map(([key, what]) => `${key}\t${known.get(key) ?? what}\n`).join("");
}
