// What a case file holds: a statement a line, with PostgreSQL's answer to it.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const casesFolder: string = join(dirname(dirname(fileURLToPath(import.meta.url))), "cases");

/** Values as PostgreSQL's text; null for NULL. */
export type TextRow = readonly (string | null)[];

export type CaseRecord =
  /** Rows changed, 0 for statements that change none. */
  | { readonly sql: string; readonly count: number }
  | { readonly sql: string; readonly sqlstate: string }
  | {
      readonly sql: string;
      readonly columns: readonly string[];
      readonly types: readonly string[];
      /** The rows come in this order. */
      readonly ordered: boolean;
      readonly rows: readonly TextRow[];
    };
