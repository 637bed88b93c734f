// Where a definition of WITH RECURSIVE names a query, before anything is bound: PostgreSQL decides on the written
// query which ones depend on which, and where a query may name itself. A name that a WITH further in defines is another's.
import type { CommonTableExpr, Node, SelectStmt, WithClause } from "@pgsql/types";
import { walkWith } from "../sql/walk.ts";
import type { BindContext } from "./context.ts";
import { isSetOperation, locationOf } from "./parse-node.ts";

/** What a reference stands in. */
interface Surroundings {
  /** A place where no reference may stand, as the error calls it. */
  readonly within?: string;
  /** A WITH further in defines the name. */
  readonly hidden: boolean;
  /** The definitions of the WITH around. */
  readonly definitions?: WithDefinitions;
}

interface WithDefinitions {
  readonly ctes: readonly Node[];
  readonly recursive: boolean;
}

type Refer = (location: number | undefined, within: string | undefined) => void;

/** Whether a statement names a relation that no WITH in it defines. */
export function refersTo(node: Node, name: string): boolean {
  let found = false;
  walkReferences(node, name, undefined, () => {
    found = true;
  });
  return found;
}

/** Checks a definition that names itself: a UNION whose right side names it once. @throws FfqError 42P19, 0A000 */
export function checkRecursion(context: BindContext, cte: CommonTableExpr, query: Node): void {
  const name = cte.ctename ?? "";
  if (!("SelectStmt" in query)) {
    const message = `recursive query "${name}" must not contain data-modifying statements`;
    throw context.error("INVALID_QUERY", "42P19", message, cte.location);
  }
  const select = query.SelectStmt;
  if (!isSetOperation(select) || select.op !== "SETOP_UNION") {
    const message = `recursive query "${name}" does not have the form non-recursive-term UNION [ALL] recursive-term`;
    throw context.error("INVALID_QUERY", "42P19", message, cte.location);
  }
  let references = 0;
  const check = (root: object | undefined, within: string | undefined): void =>
    walkReferences(root ?? [], name, within, (location, place) => {
      const rule = place === undefined ? (++references > 1 ? "more than once" : undefined) : `within ${place}`;
      if (rule === undefined) return;
      const message = `recursive reference to query "${name}" must not appear ${rule}`;
      throw context.error("INVALID_QUERY", "42P19", message, location);
    });
  check(select.withClause === undefined ? undefined : { WithClause: select.withClause }, "a subquery");
  refuseClauses(context, select);
  check({ SelectStmt: select.larg }, "its non-recursive term");
  check({ SelectStmt: select.rarg }, undefined);
}

/** @throws FfqError 0A000 */
function refuseClauses(context: BindContext, select: SelectStmt): void {
  const { sortClause, limitCount, limitOffset, lockingClause } = select;
  const [first] = sortClause ?? [];
  const sorted = first !== undefined && "SortBy" in first ? first.SortBy.node : undefined;
  const clauses = [
    ["ORDER BY", sortClause, sorted],
    ["OFFSET", limitOffset, limitOffset],
    ["LIMIT", limitCount, limitCount],
    ["FOR UPDATE/SHARE", lockingClause, undefined],
  ] as const;
  for (const [clause, written, node] of clauses) {
    if (written === undefined) continue;
    const location = node === undefined ? undefined : locationOf(node);
    throw context.error("UNSUPPORTED", "0A000", `${clause} in a recursive query is not implemented`, location);
  }
}

function walkReferences(root: object, name: string, within: string | undefined, refer: Refer): void {
  const start: Surroundings = { hidden: false, ...(within === undefined ? {} : { within }) };
  walkWith(root, start, (tag, node, here) => {
    switch (tag) {
      case "RangeVar":
        if (node["relname"] === name && node["schemaname"] === undefined && !here.hidden) {
          refer(node["location"] as number | undefined, here.within);
        }
        return undefined;
      case "SelectStmt":
        return belowSelect(node as SelectStmt, name, here);
      case "InsertStmt":
      case "UpdateStmt":
      case "DeleteStmt": {
        const { ctes = [] } = (node["withClause"] ?? {}) as WithClause;
        const body = { ...here, hidden: here.hidden || defines(ctes, name) };
        return (field) => (field === "withClause" ? here : body);
      }
      case "WithClause": {
        const definitions = { ctes: (node["ctes"] ?? []) as readonly Node[], recursive: node["recursive"] === true };
        return () => ({ ...here, definitions });
      }
      case "CommonTableExpr": {
        const hidden = here.hidden || isHiddenFrom(node, name, here.definitions);
        return () => ({ ...here, hidden });
      }
      case "JoinExpr":
        return belowJoin(node["jointype"], here);
      case "SubLink":
        return (field) => (field === "subselect" ? { ...here, within: "a subquery" } : here);
      default:
        return undefined;
    }
  });
}

function belowSelect(
  { op, all = false, withClause }: SelectStmt,
  name: string,
  here: Surroundings,
): (field: string) => Surroundings {
  const hidden = here.hidden || defines(withClause?.ctes ?? [], name);
  const body = { ...here, hidden };
  const sides = { larg: body, rarg: body };
  if (here.within === undefined && op === "SETOP_INTERSECT" && all) {
    sides.larg = sides.rarg = { ...body, within: "INTERSECT" };
  }
  if (here.within === undefined && op === "SETOP_EXCEPT") {
    sides.rarg = { ...body, within: "EXCEPT" };
    if (all) sides.larg = sides.rarg;
  }
  return (field) => (field === "withClause" ? here : field === "larg" || field === "rarg" ? sides[field] : body);
}

/** The sides of outer joins whose rows may be missing. */
function belowJoin(join: unknown, here: Surroundings): ((field: string) => Surroundings) | undefined {
  if (here.within !== undefined) return undefined;
  const left = join === "JOIN_RIGHT" || join === "JOIN_FULL";
  const right = join === "JOIN_LEFT" || join === "JOIN_FULL";
  const optional = { ...here, within: "an outer join" };
  return (field) => ((left && field === "larg") || (right && field === "rarg") ? optional : here);
}

/** Of WITH RECURSIVE all definitions see all names, of WITH those after it. */
function isHiddenFrom(cte: object, name: string, definitions: WithDefinitions | undefined): boolean {
  if (definitions === undefined) return false;
  const { ctes, recursive } = definitions;
  if (recursive) return defines(ctes, name);
  const at = ctes.findIndex((node) => "CommonTableExpr" in node && node.CommonTableExpr === cte);
  return defines(ctes.slice(0, at), name);
}

function defines(ctes: readonly Node[], name: string): boolean {
  return ctes.some((node) => "CommonTableExpr" in node && node.CommonTableExpr.ctename === name);
}
