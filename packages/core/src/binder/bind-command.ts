// Every statement that is not just a query. Apart from the binder's door, which a program that only asks never passes
// through to here: whoever binds such statements hands `bindCommand` in (binder.ts), and may load it for that.
import type { Node } from "@pgsql/types";
import type { ParsedStatement } from "../sql/statement.ts";
import { bindCopy } from "./bind-copy.ts";
import { bindCopyFrom } from "./bind-copy-from.ts";
import { bindCreateTable } from "./bind-create-table.ts";
import { bindCreateTableAs, bindCreateView, bindDrop } from "./bind-ddl.ts";
import { bindInsert } from "./bind-insert.ts";
import { bindDeallocate, bindExecute, bindPrepare } from "./bind-prepared.ts";
import { bindDelete, bindTruncate, bindUpdate } from "./bind-update.ts";
import { bindExplain, bindSet, bindShow } from "./bind-utility.ts";
import type { StatementDoors } from "./binder.ts";
import { ChangingWith } from "./changing-with.ts";
import type { BindContext } from "./context.ts";
import { NOWHERE, type QueryPlace } from "./scope.ts";
import type { BoundMain, BoundStatement } from "./statement.ts";
import { statementName } from "./statement-name.ts";

/** @throws FfqError as bindStatement does; UNSUPPORTED for what FFQ has not */
export function bindCommand(
  context: BindContext,
  parsed: ParsedStatement,
  node: Node,
  doors: StatementDoors,
): BoundStatement {
  const changes = new ChangingWith(context);
  const main = bindMain(context, { ...NOWHERE, changes }, node);
  if (main !== undefined) return changes.before(main);
  if ("TruncateStmt" in node) return bindTruncate(context, node.TruncateStmt);
  if ("CreateStmt" in node) return bindCreateTable(context, node.CreateStmt);
  if ("ViewStmt" in node) return bindCreateView(context, node.ViewStmt, parsed);
  if ("DropStmt" in node) return bindDrop(context, node.DropStmt);
  if ("CopyStmt" in node) return bindCopyFrom(context, node.CopyStmt);
  if ("PrepareStmt" in node) {
    return bindPrepare(context, parsed, node.PrepareStmt, (parameters, inner) => {
      const within = doors.withParameters(parameters);
      doors.statement(within, inner);
      return within;
    });
  }
  if ("ExecuteStmt" in node) return bindExecute(context, node.ExecuteStmt);
  if ("DeallocateStmt" in node) return bindDeallocate(context, node.DeallocateStmt);
  if ("ExplainStmt" in node) {
    return bindExplain(context, node.ExplainStmt, (inner) => doors.statement(context, inner));
  }
  if ("VariableSetStmt" in node) return bindSet(context, node.VariableSetStmt);
  if ("VariableShowStmt" in node) return bindShow(node.VariableShowStmt);
  throw context.unsupported(statementName(node));
}

/** Those whose WITH may change tables. */
function bindMain(context: BindContext, at: QueryPlace, node: Node): BoundMain | undefined {
  if ("SelectStmt" in node) return { kind: "query", plan: context.query(at, node.SelectStmt) };
  if ("InsertStmt" in node) return bindInsert(context, at, node.InsertStmt);
  if ("UpdateStmt" in node) return bindUpdate(context, at, node.UpdateStmt);
  if ("DeleteStmt" in node) return bindDelete(context, at, node.DeleteStmt);
  if ("CreateTableAsStmt" in node) return bindCreateTableAs(context, at, node.CreateTableAsStmt);
  if ("CopyStmt" in node && !node.CopyStmt.is_from) return bindCopy(context, at, node.CopyStmt);
  return undefined;
}
