// What the parser hands to the binder. The nodes are PostgreSQL's own (`@pgsql/types`); there is no second tree.
import type { Node } from "@pgsql/types";
import type { Span } from "../common/error.ts";
import type { SqlSource } from "./source.ts";

/** One statement of a text. */
export interface ParsedStatement {
  /** `{ SelectStmt: ... }`, `{ InsertStmt: ... }` and so on. */
  readonly node: Node;
  /** Where the statement is in the text: without the semicolon, blanks and comments around it. */
  readonly span: Span;
  /** Turns locations of the tree into spans of the user's text. */
  readonly source: SqlSource;
  /** Names of the parameters of the whole text: `parameters[0]` is $1. Empty when they have no names. */
  readonly parameters: readonly string[];
}
