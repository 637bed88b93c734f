// The query in the text of a CREATE VIEW statement, as written: what a catalog keeps of a view.
import { tokenize } from "./token.ts";

export interface ViewQuery {
  /** What follows AS. */
  readonly query: string;
  /** CREATE RECURSIVE VIEW: the query may name the view. */
  readonly isRecursive: boolean;
}

export function viewQueryText(statement: string): ViewQuery | undefined {
  const scan = tokenize(statement);
  if (scan.kind === "error") return undefined;
  let depth = 0;
  let isRecursive = false;
  for (const { text, word, end } of scan.tokens) {
    if (text === "(") depth++;
    else if (text === ")") depth--;
    else if (depth > 0) continue;
    else if (word === "recursive") isRecursive = true;
    else if (word === "as") return { query: statement.slice(end).trim(), isRecursive };
  }
  return undefined;
}
