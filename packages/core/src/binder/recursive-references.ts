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
  /** Names that a WITH further in defines. */
  readonly hidden: HiddenNames | undefined;
  /** The definitions of the WITH around. */
  readonly definitions?: WithDefinitions;
}

interface WithDefinitions {
  readonly positions: ReadonlyMap<string, number>;
  readonly recursive: boolean;
}

/** The first definitions of a WITH, and names that are hidden around it. */
interface HiddenNames {
  readonly positions: ReadonlyMap<string, number>;
  readonly count: number;
  readonly outer: HiddenNames | undefined;
}

type Refer = (name: string, location: number | undefined, within: string | undefined) => void;

/** The relations that a statement names and no WITH in it defines. */
export function referredNames(node: Node): ReadonlySet<string> {
  const found = new Set<string>();
  walkReferences(node, undefined, (name) => found.add(name));
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
    walkReferences(root ?? [], within, (other, location, place) => {
      if (other !== name) return;
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

function walkReferences(root: object, within: string | undefined, refer: Refer): void {
  const start: Surroundings = { hidden: undefined, ...(within === undefined ? {} : { within }) };
  walkWith(root, start, (tag, node, here) => {
    switch (tag) {
      case "RangeVar": {
        const name = node["relname"] as string;
        if (node["schemaname"] === undefined && !isHidden(name, here.hidden)) {
          refer(name, node["location"] as number | undefined, here.within);
        }
        return undefined;
      }
      case "SelectStmt":
        return belowSelect(node as SelectStmt, here);
      case "InsertStmt":
      case "UpdateStmt":
      case "DeleteStmt": {
        const body = { ...here, hidden: hiddenBehind(node["withClause"] as WithClause | undefined, here.hidden) };
        return (field) => (field === "withClause" ? here : body);
      }
      case "WithClause": {
        const { ctes = [], recursive = false } = node as WithClause;
        const definitions = { positions: positionsOf(ctes), recursive };
        return () => ({ ...here, definitions });
      }
      case "CommonTableExpr": {
        const hidden = hiddenIn(node as CommonTableExpr, here);
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

function belowSelect({ op, all = false, withClause }: SelectStmt, here: Surroundings): (field: string) => Surroundings {
  const hidden = hiddenBehind(withClause, here.hidden);
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

/** For a definition: of WITH RECURSIVE all see all names, of WITH those after it. */
function hiddenIn({ ctename = "" }: CommonTableExpr, { hidden, definitions }: Surroundings): HiddenNames | undefined {
  if (definitions === undefined) return hidden;
  const { positions, recursive } = definitions;
  return { positions, count: recursive ? positions.size : (positions.get(ctename) ?? 0), outer: hidden };
}

/** For the statement that has the WITH. */
function hiddenBehind(clause: WithClause | undefined, outer: HiddenNames | undefined): HiddenNames | undefined {
  if (clause === undefined) return outer;
  const positions = positionsOf(clause.ctes ?? []);
  return { positions, count: positions.size, outer };
}

function positionsOf(ctes: readonly Node[]): ReadonlyMap<string, number> {
  return new Map(ctes.map((node, at) => ["CommonTableExpr" in node ? (node.CommonTableExpr.ctename ?? "") : "", at]));
}

function isHidden(name: string, names: HiddenNames | undefined): boolean {
  for (let one = names; one !== undefined; one = one.outer) {
    if ((one.positions.get(name) ?? one.count) < one.count) return true;
  }
  return false;
}
