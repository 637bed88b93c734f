// The binder's door: one parsed statement to a bound one. Below it no name of SQL is left: columns have ids, calls
// have overloads, casts are explicit.
import type { Node } from "@pgsql/types";
import { FfqError } from "../common/error.ts";
import type { ParsedStatement } from "../sql/statement.ts";
import { bindArray } from "./bind-array.ts";
import { bindCopy } from "./bind-copy.ts";
import { bindCopyFrom } from "./bind-copy-from.ts";
import { bindCreateTable } from "./bind-create-table.ts";
import { bindCreateTableAs, bindCreateView, bindDrop } from "./bind-ddl.ts";
import { bindExpr } from "./bind-expr.ts";
import { bindInsert } from "./bind-insert.ts";
import { bindDeallocate, bindExecute, bindPrepare } from "./bind-prepared.ts";
import { bindQuery } from "./bind-query.ts";
import { bindDelete, bindTruncate, bindUpdate } from "./bind-update.ts";
import { bindExplain, bindSet, bindShow } from "./bind-utility.ts";
import { bindView } from "./bind-view.ts";
import { BindContext, type BinderDoors, type BinderPorts, type Parameter } from "./context.ts";
import type { BoundStatement } from "./statement.ts";
import { statementName } from "./statement-name.ts";

const doors: BinderDoors = { expr: bindExpr, query: bindQuery, view: bindView, array: bindArray };

/** A context for one statement. */
function bindContext(
  ports: BinderPorts,
  parsed: Pick<ParsedStatement, "source">,
  parameters: readonly Parameter[] = [],
): BindContext {
  return new BindContext(ports, doors, parsed.source, parameters);
}

/**
 * Binds a statement. `parameters[0]` is $1.
 * @throws FfqError with PostgreSQL's SQLSTATE and message, and the place in the text
 */
export function bindStatement(
  ports: BinderPorts,
  parsed: ParsedStatement,
  parameters: readonly Parameter[] = [],
): BoundStatement {
  const context = bindContext(ports, parsed, parameters);
  try {
    return bindNode(context, parsed, parsed.node);
  } catch (thrown) {
    if (!(thrown instanceof RangeError) || !/stack/i.test(thrown.message)) throw thrown;
    // JavaScript's stack is the limit; PostgreSQL's max_stack_depth has the same answer.
    const detail = { sqlstate: "54001", span: parsed.span, hint: "Nest less deeply." };
    throw new FfqError("SYNTAX", "stack depth limit exceeded", detail, thrown);
  }
}

function bindNode(context: BindContext, parsed: ParsedStatement, node: Node): BoundStatement {
  if ("SelectStmt" in node) {
    return { kind: "query", plan: context.query({ ctes: { entries: new Map() } }, node.SelectStmt) };
  }
  if ("InsertStmt" in node) return bindInsert(context, node.InsertStmt);
  if ("UpdateStmt" in node) return bindUpdate(context, node.UpdateStmt);
  if ("DeleteStmt" in node) return bindDelete(context, node.DeleteStmt);
  if ("TruncateStmt" in node) return bindTruncate(context, node.TruncateStmt);
  if ("CreateStmt" in node) return bindCreateTable(context, node.CreateStmt);
  if ("CreateTableAsStmt" in node) return bindCreateTableAs(context, node.CreateTableAsStmt);
  if ("ViewStmt" in node) return bindCreateView(context, node.ViewStmt, parsed);
  if ("DropStmt" in node) return bindDrop(context, node.DropStmt);
  if ("CopyStmt" in node) {
    return node.CopyStmt.is_from ? bindCopyFrom(context, node.CopyStmt) : bindCopy(context, node.CopyStmt);
  }
  if ("PrepareStmt" in node) {
    return bindPrepare(context, parsed, node.PrepareStmt, (parameters, inner) => {
      const within = bindContext(context.ports, parsed, parameters);
      bindNode(within, parsed, inner);
      return within;
    });
  }
  if ("ExecuteStmt" in node) return bindExecute(context, node.ExecuteStmt);
  if ("DeallocateStmt" in node) return bindDeallocate(context, node.DeallocateStmt);
  if ("ExplainStmt" in node) {
    return bindExplain(context, node.ExplainStmt, (inner) => bindNode(context, parsed, inner));
  }
  if ("VariableSetStmt" in node) return bindSet(context, node.VariableSetStmt);
  if ("VariableShowStmt" in node) return bindShow(node.VariableShowStmt);
  throw context.unsupported(statementName(node));
}
