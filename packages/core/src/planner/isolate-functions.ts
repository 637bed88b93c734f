// Takes calls of the program's functions out of a plan's expressions: each becomes a column of a projection of its own
// below the node that uses it, whose exprs are such calls and columns that are passed on, so that lowering finds them
// in one form (lower-functions.ts). The rule: a call is made for the rows that would have made it; for those that do
// not reach it (a branch of CASE) its arguments are NULL.
import { internal, unsupported } from "../common/error.ts";
import { ColumnId } from "../common/ids.ts";
import { fold, isInner, someNode, withChildren } from "../expr/tree.ts";
import { kept, refTo } from "../logical/column-ref.ts";
import type { LogicalExpr, LogicalLeaf, LogicalPlan, NamedExpr, OutputColumn } from "../logical/plan.ts";
import { exprsOf, mapExprs, outputColumnsOf } from "../logical/tree.ts";
import { and, conjunctsOf, filtered, isNull, isTrue, not, nullOf } from "../optimizer/build.ts";
import { largestIds } from "../optimizer/largest-ids.ts";
import { nodesOf, rewritePlan } from "../optimizer/rewrite-plan.ts";
import { columnsIn } from "./lower-expr.ts";

/** What is asked of functions here. */
export interface CallFacts {
  /** One of the program's. */
  readonly isExternal: (overload: string) => boolean;
  readonly isVolatile: (expr: LogicalExpr) => boolean;
}

type LogicalOf<Kind extends LogicalPlan["kind"]> = Extract<LogicalPlan, { readonly kind: Kind }>;

/** Whether an expression calls one of the program's functions. */
function callsExternal(expr: LogicalExpr, { isExternal }: CallFacts): boolean {
  return someNode<LogicalLeaf>(expr, (node) => node.kind === "call" && isExternal(node.overload));
}

/**
 * An equal plan in which such calls stand alone.
 * @param plan optimized: without subqueries in expressions
 * @throws FfqError UNSUPPORTED where no projection can hold a call
 */
export function isolateFunctions(plan: LogicalPlan, facts: CallFacts): LogicalPlan {
  const isThere = [...nodesOf(plan)].some((node) => exprsOf(node).some((expr) => callsExternal(expr, facts)));
  return isThere ? new Isolation(facts, largestIds(plan).column).isolate(plan) : plan;
}

/** A call on its way out of an expression; branches around it narrow its arguments. */
interface Taken {
  readonly output: OutputColumn;
  expr: Extract<LogicalExpr, { readonly kind: "call" }>;
}

interface Found {
  readonly expr: LogicalExpr;
  readonly calls: readonly Taken[];
}

class Isolation {
  readonly #facts: CallFacts;
  #last: number;

  constructor(facts: CallFacts, last: number) {
    this.#facts = facts;
    this.#last = last;
  }

  isolate(plan: LogicalPlan): LogicalPlan {
    return rewritePlan(plan, (node) => this.#isolateNode(node));
  }

  #isolateNode(node: LogicalPlan): LogicalPlan {
    if (!exprsOf(node).some((expr) => this.#calls(expr))) return node;
    switch (node.kind) {
      case "scan":
        return this.#isolateScan(node);
      case "filter":
        return this.#isolateFilter(node);
      case "values":
        return this.#isolateValues(node);
      case "join":
        return this.#isolateJoin(node);
      case "project":
      case "aggregate":
      case "window":
      case "unnest":
      case "distinct":
      case "sort": {
        const taken: Taken[] = [];
        const above = mapExprs(node, (expr) => this.#take(expr, taken)) as typeof node;
        return onlyOwn(node, { ...above, input: called(node.input, taken) });
      }
      default:
        throw unsupported(`a function of the program in ${node.kind}`);
    }
  }

  #isolateScan(node: LogicalOf<"scan">): LogicalPlan {
    const own = node.filters.filter((filter) => !this.#calls(filter));
    const rest = node.filters.filter((filter) => this.#calls(filter));
    return this.#isolateNode(filtered({ ...node, filters: own }, rest));
  }

  /** What calls nothing is asked first: fewer rows are left for the calls. */
  #isolateFilter(node: LogicalOf<"filter">): LogicalPlan {
    const conjuncts = conjunctsOf(node.predicate);
    const own = conjuncts.filter((conjunct) => !this.#calls(conjunct));
    const taken: Taken[] = [];
    const rest = conjuncts.filter((conjunct) => this.#calls(conjunct)).map((conjunct) => this.#take(conjunct, taken));
    return onlyOwn(node, filtered(called(filtered(node.input, own), taken), rest));
  }

  /** Each row that calls something is a projection over a row without columns; the others stay as they are. */
  #isolateValues(node: LogicalOf<"values">): LogicalPlan {
    const parts: LogicalPlan[] = [];
    let own: (readonly LogicalExpr[])[] = [];
    const flush = (): void => {
      if (own.length > 0) parts.push({ kind: "values", columns: this.#renamed(node.columns), rows: own });
      own = [];
    };
    for (const row of node.rows) {
      if (!row.some((expr) => this.#calls(expr))) own.push(row);
      else {
        flush();
        parts.push(this.#isolateRow(this.#renamed(node.columns), row));
      }
    }
    flush();
    const all = this.#united(parts, node.columns);
    const given = outputColumnsOf(all);
    return {
      kind: "project",
      input: all,
      exprs: node.columns.map((output, at) => ({ output, expr: refTo(given[at] as OutputColumn) })),
    };
  }

  #isolateRow(columns: readonly OutputColumn[], row: readonly LogicalExpr[]): LogicalPlan {
    const exprs = columns.map((output, at): NamedExpr => ({ output, expr: row[at] as LogicalExpr }));
    return this.#isolateNode({ kind: "project", input: { kind: "values", columns: [], rows: [[]] }, exprs });
  }

  #renamed(columns: readonly OutputColumn[]): readonly OutputColumn[] {
    return columns.map((column) => ({ ...column, id: ColumnId(++this.#last) }));
  }

  /** The rows of all parts: by halves, so that many rows are not a deep plan. */
  #united(parts: readonly LogicalPlan[], columns: readonly OutputColumn[]): LogicalPlan {
    const [first] = parts;
    if (first === undefined) throw internal("VALUES without rows calls nothing");
    if (parts.length === 1) return first;
    const half = parts.length >> 1;
    const left = this.#united(parts.slice(0, half), columns);
    const right = this.#united(parts.slice(half), columns);
    const [ofLeft, ofRight] = [outputColumnsOf(left), outputColumnsOf(right)];
    const united = this.#renamed(columns).map((output, at) => ({
      output,
      left: (ofLeft[at] as OutputColumn).id,
      right: (ofRight[at] as OutputColumn).id,
    }));
    return { kind: "set-operation", operator: "union", all: true, left, right, columns: united };
  }

  /** A call over one side is made there; one over both, above the join, where that gives the same rows. */
  #isolateJoin(node: LogicalOf<"join">): LogicalPlan {
    const ofLeft = new Set(outputColumnsOf(node.left).map(({ id }) => id));
    const ofRight = new Set(outputColumnsOf(node.right).map(({ id }) => id));
    const left: Taken[] = [];
    const right: Taken[] = [];
    const on: LogicalExpr[] = [];
    const above: LogicalExpr[] = [];
    for (const conjunct of node.on) {
      const taken: Taken[] = [];
      const expr = this.#take(conjunct, taken);
      const sides = taken.map((call) => {
        const columns = [...columnsIn(call.expr)].filter((id) => !taken.some(({ output }) => output.id === id));
        const calls = [...columnsIn(call.expr)].flatMap((id) => taken.filter(({ output }) => output.id === id));
        const isLeft = columns.every((id) => ofLeft.has(id)) && calls.every((inner) => left.includes(inner));
        const isRight = columns.every((id) => ofRight.has(id)) && calls.every((inner) => right.includes(inner));
        if (isLeft) left.push(call);
        else if (isRight) right.push(call);
        return isLeft || isRight;
      });
      if (sides.every(Boolean)) on.push(expr);
      else above.push(conjunct);
      if (!sides.every(Boolean)) for (const side of [left, right]) dropFrom(side, taken);
    }
    if (above.length > 0 && node.join !== "inner") {
      throw unsupported(`a function of the program over both sides of a ${node.join} join`);
    }
    const joined = { ...node, left: called(node.left, left), right: called(node.right, right), on };
    return this.#isolateAbove(node, joined, above);
  }

  #isolateAbove(node: LogicalPlan, joined: LogicalPlan, conjuncts: readonly LogicalExpr[]): LogicalPlan {
    const own = onlyOwn(node, joined);
    return conjuncts.length === 0 ? own : this.#isolateNode(filtered(own, conjuncts));
  }

  #calls(expr: LogicalExpr): boolean {
    return callsExternal(expr, this.#facts);
  }

  /** The expression over columns in place of its calls, which are added to `taken`, inner ones first. */
  #take(expr: LogicalExpr, taken: Taken[]): LogicalExpr {
    if (!this.#calls(expr)) return expr;
    const found = fold<LogicalLeaf, Found>(expr, (node, children) => {
      const calls = children.flatMap((child) => child.calls);
      const over = children.map((child) => child.expr);
      const whole = isInner(node) ? withChildren(node, over) : node;
      if (whole.kind === "case" || whole.kind === "coalesce") this.#narrow(whole.kind, children);
      if (whole.kind !== "call" || !this.#facts.isExternal(whole.overload)) return { expr: whole, calls };
      const output = { id: ColumnId(++this.#last), name: whole.overload, type: whole.type, nullable: true };
      return { expr: refTo(output), calls: [...calls, { output, expr: whole }] };
    });
    taken.push(...found.calls);
    return found.expr;
  }

  /** Rows that do not reach a branch call nothing there: the arguments are NULL for them. */
  #narrow(kind: "case" | "coalesce", children: readonly Found[]): void {
    const before: LogicalExpr[] = [];
    for (const [at, { expr, calls }] of children.entries()) {
      const isCondition = kind === "case" && at % 2 === 0 && at < children.length - 1;
      const isThen = kind === "case" && at % 2 === 1;
      const condition = isThen ? [isTrue((children[at - 1] as Found).expr)] : [];
      // A THEN is reached where its own condition is true and none before it was.
      const reached = [...before.slice(0, isThen ? -1 : undefined), ...condition];
      // A condition that is random would come out otherwise here: such calls are made for all rows.
      const isKnown = reached.length > 0 && !reached.some(this.#facts.isVolatile);
      if (isKnown) for (const call of calls) restrict(call, and(reached));
      if (isCondition) before.push(not(isTrue(expr)));
      if (kind === "coalesce") before.push(isNull(expr));
    }
  }
}

function restrict(call: Taken, reached: LogicalExpr): void {
  const args = call.expr.args.map((arg): LogicalExpr => {
    const { type } = arg;
    return { kind: "case", branches: [{ when: reached, then: arg }], otherwise: nullOf(type), type };
  });
  call.expr = { ...call.expr, args };
}

/** The input with a column for each call: those that take others' results stand above them. */
function called(input: LogicalPlan, taken: readonly Taken[]): LogicalPlan {
  let plan = input;
  let left = taken;
  while (left.length > 0) {
    const open = new Set(left.map(({ output }) => output.id));
    const now = left.filter(({ expr }) => [...columnsIn(expr)].every((id) => !open.has(id)));
    const exprs = [...outputColumnsOf(plan).map(kept), ...now.map(({ output, expr }) => ({ output, expr }))];
    plan = { kind: "project", input: plan, exprs };
    left = left.filter((call) => !now.includes(call));
  }
  return plan;
}

/** The columns that the node gave before, and no others. */
function onlyOwn(node: LogicalPlan, plan: LogicalPlan): LogicalPlan {
  const columns = outputColumnsOf(node);
  return outputColumnsOf(plan).length === columns.length
    ? plan
    : { kind: "project", input: plan, exprs: columns.map(kept) };
}

function dropFrom(side: Taken[], taken: readonly Taken[]): void {
  const left = side.filter((call) => !taken.includes(call));
  side.splice(0, side.length, ...left);
}
