// The query in the text of a CREATE VIEW statement, as written: what a catalog keeps of a view.
import { tokenize } from "./token.ts";

/** What follows AS. Undefined for CREATE RECURSIVE VIEW, whose text is no query by itself. */
export function viewQueryText(statement: string): string | undefined {
  const scan = tokenize(statement);
  if (scan.kind === "error") return undefined;
  let depth = 0;
  for (const { text, word, end } of scan.tokens) {
    if (text === "(") depth++;
    else if (text === ")") depth--;
    else if (depth > 0) continue;
    else if (word === "recursive") return undefined;
    else if (word === "as") return statement.slice(end).trim();
  }
  return undefined;
}
