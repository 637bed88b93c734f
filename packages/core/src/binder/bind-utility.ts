// Statements about the session and about other statements: EXPLAIN, SET, RESET, SHOW.
import type { ExplainStmt, Node, VariableSetStmt, VariableShowStmt } from "@pgsql/types";
import { nearest } from "../common/suggest.ts";
import type { BindContext } from "./context.ts";
import { names } from "./parse-node.ts";
import type { BoundStatement, ExplainOptions } from "./statement.ts";

/** Options of EXPLAIN that are accepted as long as they are off. */
const others: ReadonlySet<string> = new Set(
  "verbose costs settings generic_plan buffers serialize wal timing summary memory".split(" "),
);

/** Binds EXPLAIN; `bindNode` binds what it explains. */
export function bindExplain(
  context: BindContext,
  { query, options = [] }: ExplainStmt,
  bindNode: (node: Node) => BoundStatement,
): BoundStatement {
  let [analyze, codegen, format]: [boolean, boolean, ExplainOptions["format"]] = [false, false, "text"];
  for (const option of options) {
    if (!("DefElem" in option)) throw context.unsupported("this EXPLAIN option");
    const { defname = "", arg, location } = option.DefElem;
    if (defname === "analyze") analyze = isOn(context, defname, arg);
    else if (defname === "codegen") codegen = isOn(context, defname, arg);
    else if (defname === "format") {
      const word = wordOf(arg) ?? "";
      if (word !== "text" && word !== "json")
        throw context.unsupported(`EXPLAIN (FORMAT ${word.toUpperCase()})`, location);
      format = word;
    } else if (!others.has(defname)) {
      const near = nearest(defname, ["analyze", "codegen", "format", ...others]);
      const hint = near === undefined ? undefined : `Perhaps you meant the option "${near}".`;
      throw context.error("SYNTAX", "42601", `unrecognized EXPLAIN option "${defname}"`, location, hint);
    } else if (wordOf(arg) !== "none" && isOn(context, defname, arg)) {
      throw context.unsupported(`EXPLAIN (${defname.toUpperCase()})`, location);
    }
  }
  return { kind: "explain", statement: bindNode(query as Node), options: { analyze, codegen, format } };
}

function wordOf(arg: Node | undefined): string | undefined {
  if (arg === undefined) return undefined;
  if ("String" in arg) return (arg.String.sval ?? "").toLowerCase();
  if ("Integer" in arg) return String(arg.Integer.ival ?? 0);
  if ("Boolean" in arg) return String(arg.Boolean.boolval ?? false);
  return "";
}

function isOn(context: BindContext, name: string, arg: Node | undefined): boolean {
  const word = wordOf(arg);
  if (word === undefined || ["true", "on", "1"].includes(word)) return true;
  if (["false", "off", "0"].includes(word)) return false;
  throw context.error("SYNTAX", "42601", `${name} requires a Boolean value`);
}

/** SET and RESET. */
export function bindSet(
  context: BindContext,
  { kind, name = "", args = [], is_local }: VariableSetStmt,
): BoundStatement {
  const local = is_local ? { local: true } : {};
  switch (kind) {
    case "VAR_SET_VALUE":
      return { kind: "set", name, values: args.map((arg) => settingOf(context, arg)), ...local };
    case "VAR_SET_DEFAULT":
    case "VAR_RESET":
      return { kind: "set", name, values: undefined, ...local };
    case "VAR_RESET_ALL":
      return { kind: "reset-all" };
    case "VAR_SET_CURRENT":
      throw context.unsupported("SET FROM CURRENT");
    case "VAR_SET_MULTI":
      throw context.unsupported(`SET ${name}`);
    default:
      throw context.unsupported("this SET");
  }
}

function settingOf(context: BindContext, node: Node): string {
  if ("ColumnRef" in node) return names(node.ColumnRef.fields).join(".");
  // SET TIME ZONE INTERVAL '-08:00' HOUR TO MINUTE
  if ("TypeCast" in node && node.TypeCast.arg !== undefined)
    return `INTERVAL '${settingOf(context, node.TypeCast.arg)}'`;
  if (!("A_Const" in node)) throw context.unsupported("this value in SET");
  const { sval, ival, fval, boolval } = node.A_Const;
  if (sval !== undefined) return sval.sval ?? "";
  if (ival !== undefined) return String(ival.ival ?? 0);
  if (fval !== undefined) return fval.fval ?? "";
  if (boolval !== undefined) return String(boolval.boolval ?? false);
  throw context.unsupported("this value in SET");
}

/** SHOW. */
export function bindShow({ name = "" }: VariableShowStmt): BoundStatement {
  return name === "all" ? { kind: "show-all" } : { kind: "show", name };
}
