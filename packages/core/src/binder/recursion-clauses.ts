// SEARCH and CYCLE of a recursive query (PostgreSQL manual, section 7.8.2): further columns that the base begins, the
// step carries along through its reference to the query, and a projection above the step continues. A sequence column
// is the rows on the way (depth first) or the depth and the row (breadth first); a path is the rows on the way, and
// the mark tells whether a row was on it already: from such a row no step goes on.
import type { CommonTableExpr, Node, SelectStmt } from "@pgsql/types";
import { quantifiedKey } from "../function/derived-overload.ts";
import { anonymousFields } from "../function/scalar/record/struct-make.ts";
import { refTo } from "../logical/column-ref.ts";
import type { LogicalExpr, LogicalPlan, NamedExpr, OutputColumn } from "../logical/plan.ts";
import { outputColumnsOf } from "../logical/tree.ts";
import { INT8, type LogicalType, listOf } from "../type/logical-type.ts";
import { bindFunctionCall, bindOperatorCall } from "./bind-call.ts";
import { fieldAt } from "./bind-row-value.ts";
import { settled } from "./coerce.ts";
import { unify } from "./common-type.ts";
import type { BindContext } from "./context.ts";
import { isSetOperation, locationOf, names } from "./parse-node.ts";
import { EMPTY_NAMESPACE, newLevel, type QueryPlace, scopeOf } from "./scope.ts";
import { rowOf } from "./whole-row.ts";

const bool = { kind: "bool" } as const;

/** A column of the clauses: its value in the base's rows, and in the step's, from those of the row that it came from. */
interface Tracked {
  readonly column: OutputColumn;
  begin(row: Row): LogicalExpr;
  /** `before`: the values of all such columns. */
  next(row: Row, before: readonly LogicalExpr[]): LogicalExpr;
}

/** The query's columns in one of its rows, by name. */
type Row = ReadonlyMap<string, LogicalExpr>;

/** Whether a step goes on from a row with these values of the further columns; undefined: always. */
type GoesOn = (values: readonly LogicalExpr[]) => LogicalExpr | undefined;

/** What the clauses of one query ask for. */
export class RecursionClauses {
  readonly #tracked: readonly Tracked[];
  readonly #goesOn: GoesOn;
  readonly #own: readonly OutputColumn[];

  constructor(own: readonly OutputColumn[], tracked: readonly Tracked[], goesOn: GoesOn) {
    this.#own = own;
    this.#tracked = tracked;
    this.#goesOn = goesOn;
  }

  /** The further columns, in order. */
  get columns(): readonly OutputColumn[] {
    return this.#tracked.map(({ column }) => column);
  }

  /** The base with the further columns begun. */
  base(context: BindContext, plan: LogicalPlan): LogicalPlan {
    return this.#extended(context, plan, ({ begin }, row) => begin(row));
  }

  /** The step, which carries the further columns of the rows it comes from, with their next values instead. */
  step(context: BindContext, plan: LogicalPlan): LogicalPlan {
    const before = outputColumnsOf(plan).slice(this.#own.length).map(refTo);
    const goesOn = this.#goesOn(before);
    const input: LogicalPlan = goesOn === undefined ? plan : { kind: "filter", input: plan, predicate: goesOn };
    return this.#extended(context, input, ({ next }, row) => next(row, before));
  }

  #extended(context: BindContext, input: LogicalPlan, value: (tracked: Tracked, row: Row) => LogicalExpr): LogicalPlan {
    const columns = outputColumnsOf(input).slice(0, this.#own.length);
    const row = new Map(columns.map((column, at) => [(this.#own[at] as OutputColumn).name, refTo(column)]));
    const kept = columns.map(
      (output): NamedExpr => ({
        output: context.column(output.name, output.type, output.nullable),
        expr: refTo(output),
      }),
    );
    const further = this.#tracked.map((tracked): NamedExpr => {
      const { name, type } = tracked.column;
      return { output: context.column(name, type), expr: value(tracked, row) };
    });
    return { kind: "project", input, exprs: [...kept, ...further] };
  }
}

/** The clauses of a query with these columns; undefined when it has none. @throws FfqError 42601, 42701, 42804 */
export function recursionClauses(
  context: BindContext,
  at: QueryPlace,
  { search_clause: search, cycle_clause: cycle }: CommonTableExpr,
  own: readonly OutputColumn[],
): RecursionClauses | undefined {
  const tracked: Tracked[] = [];
  let goesOn: GoesOn = () => undefined;
  if (search !== undefined) {
    const by = namedColumns(context, "search", names(search.search_col_list), own, search.location);
    const column = search.search_seq_column ?? "";
    refuseUsed(context, "search sequence", column, own, search.location);
    const sequence = search.search_breadth_first ? depthAndRow : rowsOnTheWay;
    tracked.push(sequence(context, column, by, 0));
  }
  if (cycle !== undefined) {
    const by = namedColumns(context, "cycle", names(cycle.cycle_col_list), own, cycle.location);
    const [mark, path] = [cycle.cycle_mark_column ?? "", cycle.cycle_path_column ?? ""];
    refuseUsed(context, "cycle mark", mark, own, cycle.location);
    refuseUsed(context, "cycle path", path, own, cycle.location);
    refuseSame(context, ["cycle mark", mark], ["cycle path", path], cycle.location);
    const sequence = search?.search_seq_column;
    if (sequence !== undefined) {
      refuseSame(context, ["search sequence", sequence], ["cycle mark", mark], search?.location);
      refuseSame(context, ["search sequence", sequence], ["cycle path", path], search?.location);
    }
    const values = markValues(context, at, cycle);
    const place = tracked.length;
    tracked.push(markColumn(context, mark, by, values, place + 1), rowsOnTheWay(context, path, by, place + 1));
    goesOn = (before) => bindOperatorCall(context, "<>", [before[place] as LogicalExpr, values.found], cycle.location);
  }
  return tracked.length === 0 ? undefined : new RecursionClauses(own, tracked, goesOn);
}

/** The rows on the way here, this one last. */
function rowsOnTheWay(context: BindContext, name: string, by: readonly OutputColumn[], place: number): Tracked {
  const type = listOf(rowType(by));
  return {
    column: context.column(name, type),
    begin: (row) => ({ kind: "call", overload: "ffq:array(any...)", args: [valueOf(row, by)], type }),
    next: (row, before) =>
      bindFunctionCall(context, "array_append", [before[place] as LogicalExpr, valueOf(row, by)], undefined),
  };
}

/** The number of steps to the row, and the row. */
function depthAndRow(context: BindContext, name: string, by: readonly OutputColumn[], place: number): Tracked {
  const fields = anonymousFields([INT8, ...by.map(({ type }) => type)]);
  const at = (depth: LogicalExpr, row: Row): LogicalExpr => rowOf([depth, ...valuesOf(row, by)], fields);
  const bigint = (value: bigint): LogicalExpr => ({ kind: "constant", value, type: INT8 });
  return {
    column: context.column(name, { kind: "struct", fields }),
    begin: (row) => at(bigint(0n), row),
    next: (row, before) =>
      at(
        bindOperatorCall(context, "+", [fieldAt(context, before[place] as LogicalExpr, 0), bigint(1n)], undefined),
        row,
      ),
  };
}

interface Marks {
  /** Of a row that was on its path before. */
  readonly found: LogicalExpr;
  readonly otherwise: LogicalExpr;
}

/** Whether the row is on the path that it came by, which stands at `path`. */
function markColumn(
  context: BindContext,
  name: string,
  by: readonly OutputColumn[],
  { found, otherwise }: Marks,
  path: number,
): Tracked {
  const { type } = found;
  return {
    column: context.column(name, type),
    begin: () => otherwise,
    next: (row, before) => {
      const isKnown = isAmong(context, valueOf(row, by), before[path] as LogicalExpr);
      return { kind: "case", branches: [{ when: isKnown, then: found }], otherwise, type };
    },
  };
}

/** row = ANY (rows) */
function isAmong(context: BindContext, row: LogicalExpr, rows: LogicalExpr): LogicalExpr {
  const element: LogicalExpr = { kind: "constant", value: null, type: row.type };
  const equal = bindOperatorCall(context, "=", [row, element], undefined);
  if (equal.kind !== "call") throw context.unsupported("CYCLE over these columns");
  return { ...equal, overload: quantifiedKey("any", equal.overload), args: [row, rows], type: bool };
}

/** The two values of the mark, as one type. @throws FfqError 42804 */
function markValues(context: BindContext, at: QueryPlace, cycle: NonNullable<CommonTableExpr["cycle_clause"]>): Marks {
  const place = { scope: scopeOf(at, newLevel(), EMPTY_NAMESPACE), clause: "SELECT" } as const;
  const given = [cycle.cycle_mark_value, cycle.cycle_mark_default].map((node) => context.expr(place, node as Node));
  const places = [cycle.cycle_mark_value, cycle.cycle_mark_default].map((node) => locationOf(node as Node));
  const { exprs } = unify(context, given, "CYCLE", places);
  const [found, otherwise] = exprs.map((expr) => settled(context, expr)) as [LogicalExpr, LogicalExpr];
  return { found, otherwise };
}

/** The query's columns of these names. @throws FfqError 42601, 42701 */
function namedColumns(
  context: BindContext,
  clause: "search" | "cycle",
  wanted: readonly string[],
  own: readonly OutputColumn[],
  location: number | undefined,
): readonly OutputColumn[] {
  return wanted.map((name, at) => {
    const column = own.find((each) => each.name === name);
    if (column === undefined) {
      throw context.error("SYNTAX", "42601", `${clause} column "${name}" not in WITH query column list`, location);
    }
    if (wanted.indexOf(name) < at) {
      throw context.error("INVALID_QUERY", "42701", `${clause} column "${name}" specified more than once`, location);
    }
    return column;
  });
}

function refuseUsed(
  context: BindContext,
  what: string,
  name: string,
  own: readonly OutputColumn[],
  location: number | undefined,
): void {
  if (!own.some((column) => column.name === name)) return;
  const message = `${what} column name "${name}" already used in WITH query column list`;
  throw context.error("SYNTAX", "42601", message, location);
}

function refuseSame(
  context: BindContext,
  [what, name]: readonly [string, string],
  [other, otherName]: readonly [string, string],
  location: number | undefined,
): void {
  if (name !== otherName) return;
  throw context.error("SYNTAX", "42601", `${what} column name and ${other} column name are the same`, location);
}

/** The step with the columns of these names in the rows that it reads. @throws FfqError 0A000 for one of another form */
export function carrying(
  context: BindContext,
  name: string,
  { larg, rarg }: SelectStmt,
  further: readonly OutputColumn[],
): SelectStmt {
  const unsuited = (what: string, sqlstate: "0A000" | "42601" = "0A000"): Error =>
    context.error(sqlstate === "0A000" ? "UNSUPPORTED" : "SYNTAX", sqlstate, `with a SEARCH or CYCLE clause, ${what}`);
  if (larg === undefined || isSetOperation(larg)) throw unsuited("the left side of the UNION must be a SELECT");
  if (rarg === undefined || isSetOperation(rarg))
    throw unsuited("the right side of the UNION must be a SELECT", "42601");
  const alias = aliasIn(rarg.fromClause ?? [], name);
  if (alias === undefined) {
    throw unsuited(`the recursive reference to WITH query "${name}" must be at the top level of its right-hand SELECT`);
  }
  const target = (column: string): Node => ({
    ResTarget: { val: { ColumnRef: { fields: [{ String: { sval: alias } }, { String: { sval: column } }] } } },
  });
  return { ...rarg, targetList: [...(rarg.targetList ?? []), ...further.map((column) => target(column.name))] };
}

/** What FROM calls the query, looked for in its joins. */
function aliasIn(items: readonly Node[], name: string): string | undefined {
  const stack: Node[] = [...items];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if ("JoinExpr" in node) stack.push(node.JoinExpr.larg as Node, node.JoinExpr.rarg as Node);
    else if ("RangeVar" in node && node.RangeVar.relname === name && node.RangeVar.schemaname === undefined) {
      return node.RangeVar.alias?.aliasname ?? name;
    }
  }
  return undefined;
}

const valuesOf = (row: Row, by: readonly OutputColumn[]): readonly LogicalExpr[] =>
  by.map(({ name }) => row.get(name) as LogicalExpr);

const rowType = (by: readonly OutputColumn[]): LogicalType => ({
  kind: "struct",
  fields: anonymousFields(by.map(({ type }) => type)),
});

const valueOf = (row: Row, by: readonly OutputColumn[]): LogicalExpr =>
  rowOf(valuesOf(row, by), anonymousFields(by.map(({ type }) => type)));
