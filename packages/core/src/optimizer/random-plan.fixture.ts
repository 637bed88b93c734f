// Random logical plans and tables for tests: subqueries of every kind anywhere, correlated at any depth, over
// small tables with NULLs and duplicates. The same seed gives the same plan.
import { type ColumnId, CteId } from "../common/ids.ts";
import type {
  JoinKind,
  LogicalExpr,
  LogicalPlan,
  NamedExpr,
  OutputColumn,
  SetOperator,
  WindowCall,
} from "../logical/plan.ts";
import { exprsOf, outputColumnsOf } from "../logical/tree.ts";
import { INT4, INT8 } from "../type/logical-type.ts";
import { copyPlan } from "./copy-plan.ts";
import type { Tables, Value } from "./evaluate.fixture.ts";
import { subqueriesIn } from "./facts.ts";
import { nodesOf } from "./rewrite-plan.ts";
import type { TableFacts } from "./rule.ts";

const bool = { kind: "bool" } as const;
const tableNames = ["t0", "t1", "t2", "empty"] as const;
/** Column z is never NULL. */
const columnNames = ["x", "y", "z"] as const;

export interface RandomCase {
  readonly plan: LogicalPlan;
  readonly tables: Tables;
  /** Statistics that have nothing to do with the tables: estimates may choose plans, never answers. */
  readonly facts: (name: string) => TableFacts;
}

export function randomCase(seed: number): RandomCase {
  const maker = new Maker(seed);
  const tables = maker.tables();
  const plan = maker.project(maker.relation(3, []), []);
  const known = new Map(tableNames.map((name) => [name as string, maker.facts()]));
  return { plan, tables, facts: (name) => known.get(name) as TableFacts };
}

type Columns = readonly OutputColumn[];
interface Shared {
  readonly cte: CteId;
  readonly columns: Columns;
}

class Maker {
  #state: number;
  #lastColumn = 0;
  #lastCte = 0;
  readonly #ctes: Shared[] = [];

  constructor(seed: number) {
    this.#state = seed * 2654435761;
  }

  #random(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #pick<Item>(items: readonly Item[]): Item {
    return items[this.#below(items.length)] as Item;
  }

  #chance(share: number): boolean {
    return this.#random() < share;
  }

  #column(name: string, type: OutputColumn["type"], nullable = true): OutputColumn {
    return { id: ++this.#lastColumn as ColumnId, name, type, nullable };
  }

  tables(): Tables {
    const value = (nullable: boolean): Value => (nullable && this.#chance(0.25) ? null : this.#below(4));
    const rows = (count: number): Record<string, Value>[] =>
      Array.from({ length: count }, () => ({ x: value(true), y: value(true), z: value(false) }));
    return { t0: rows(3), t1: rows(5), t2: rows(1 + this.#below(6)), empty: [] };
  }

  facts(): TableFacts {
    const rows = 10 ** this.#below(7);
    const columns = columnNames.map(() => ({ distinctCount: 1 + this.#below(rows), nullCount: this.#below(rows) }));
    const fields = columnNames.map((name) => ({ name, type: INT4, nullable: name !== "z" }));
    return { fields, statistics: { rows, columns } };
  }

  /** A relation of int4 columns that may read the outer columns. */
  relation(depth: number, outer: Columns): LogicalPlan {
    if (depth === 0) return this.#leaf(outer);
    const below = (further: Columns = []): LogicalPlan => this.relation(depth - 1, [...outer, ...further]);
    switch (this.#below(16)) {
      case 0:
      case 1:
        return this.#leaf(outer);
      case 2:
      case 3:
      case 4: {
        const input = below();
        return { kind: "filter", input, predicate: this.bool(depth, [...intsOf(input), ...outer]) };
      }
      case 5:
        return this.project(below(), outer, depth);
      case 6:
      case 7:
      case 8:
        return this.#join(depth, outer);
      case 9:
        return this.#aggregate(below(), outer, depth);
      case 10:
        return this.#chance(0.5) ? this.#distinctOn(below()) : { kind: "distinct", input: below(), order: [] };
      case 11:
        return this.#limit(below());
      case 12:
        return this.#setOperation(below(), below());
      case 13:
      case 14:
        return this.#window(below(), outer);
      default:
        return this.#chance(0.2) ? this.#recursion(outer) : this.#cte(depth, outer);
    }
  }

  #leaf(outer: Columns): LogicalPlan {
    const shared = this.#ctes.length > 0 && this.#chance(0.4) ? this.#pick(this.#ctes) : undefined;
    if (shared !== undefined) {
      const columns = shared.columns.map((column) => ({
        output: this.#column(column.name, column.type, column.nullable),
        source: column.id,
      }));
      return { kind: "cte-ref", cte: shared.cte, name: "c", columns };
    }
    if (this.#chance(0.1)) {
      const columns = [this.#column("v", INT4)];
      const rows = Array.from({ length: this.#below(3) }, () => [this.int(0, outer)]);
      return { kind: "values", columns, rows };
    }
    if (this.#chance(0.05)) {
      const args = [this.#ref(outer), this.#chance(0.2) ? this.#scalar(0, outer) : this.#ref(outer)];
      return {
        kind: "table-function",
        overload: "generate_series(int4,int4)",
        args,
        columns: [this.#column("n", INT4)],
      };
    }
    const columns = columnNames.map((source) => ({ output: this.#column(source, INT4, source !== "z"), source }));
    const table = { provider: "memory", name: this.#pick(tableNames), spec: null };
    return { kind: "scan", table, columns, filters: [] };
  }

  project(input: LogicalPlan, outer: Columns, depth = 0): LogicalPlan {
    const scope = [...intsOf(input), ...outer];
    const exprs = Array.from({ length: 1 + this.#below(2) }, (): NamedExpr => {
      return { output: this.#column("p", INT4), expr: this.int(depth, scope) };
    });
    return { kind: "project", input, exprs };
  }

  #join(depth: number, outer: Columns): LogicalPlan {
    const left = this.relation(depth - 1, outer);
    const kind: JoinKind = this.#pick(["inner", "inner", "left", "left", "right", "full", "semi", "anti"]);
    const lateral = (kind === "inner" || kind === "left") && this.#chance(0.4);
    const again = !lateral && this.#chance(0.15) ? this.#copy(left) : undefined;
    const right = again ?? this.relation(depth - 1, lateral ? [...outer, ...intsOf(left)] : outer);
    const scope = [...intsOf(left), ...intsOf(right), ...outer];
    // Subqueries in conditions only where SQL can have them.
    const level = kind !== "semi" && kind !== "anti" ? depth - 1 : 0;
    const on = Array.from({ length: this.#below(3) }, () =>
      this.#chance(0.6)
        ? this.#comparison("=", this.#ref(intsOf(left)), this.#ref(intsOf(right)))
        : this.bool(level, scope),
    );
    return { kind: "join", join: kind, left, right, on, lateral };
  }

  /** The same plan under other ids; not of plans with subqueries. */
  #copy(plan: LogicalPlan): LogicalPlan | undefined {
    const nodes = [...nodesOf(plan)];
    if (nodes.some((node) => exprsOf(node).some((expr) => subqueriesIn(expr).length > 0))) return undefined;
    const fresh = ({ name, type, nullable }: OutputColumn): OutputColumn => this.#column(name, type, nullable);
    return copyPlan(plan, { fresh, cteId: () => CteId(++this.#lastCte) }).plan;
  }

  #aggregate(input: LogicalPlan, outer: Columns, depth: number): LogicalPlan {
    const scope = [...intsOf(input), ...outer];
    const named = (expr: LogicalExpr): NamedExpr => ({ output: this.#column("g", INT4), expr });
    const groups = Array.from({ length: this.#below(3) }, () => named(this.int(0, scope)));
    const aggregates = Array.from({ length: groups.length === 0 ? 1 + this.#below(2) : this.#below(2) }, () => {
      const [overload, type, nullable] = this.#pick([
        ["count()", INT8, false],
        ["count(any)", INT8, false],
        ["max(int4)", INT4, true],
        ["min(int4)", INT4, true],
        ["sum(int4)", INT8, true],
      ] as const);
      const args = overload === "count()" ? [] : [this.int(depth - 1, scope)];
      const filter = this.#chance(0.2) ? { filter: this.bool(0, scope) } : {};
      const distinct = args.length > 0 && this.#chance(0.2);
      return { output: this.#column("agg", type, nullable), overload, args, distinct, order: [], ...filter };
    });
    const sets = groups.length > 1 && this.#chance(0.3) ? { groupingSets: [[0], [0, 1]] } : {};
    return { kind: "aggregate", input, groups, aggregates, ...sets };
  }

  #keys(input: LogicalPlan): { expr: LogicalExpr; descending: boolean; nullsFirst: boolean }[] {
    return outputColumnsOf(input).map((column) => {
      const descending = this.#chance(0.5);
      return { expr: refOf(column), descending, nullsFirst: this.#chance(0.5) };
    });
  }

  /** Ordered by all columns, so that which row is first is no matter of chance. */
  #distinctOn(input: LogicalPlan): LogicalPlan {
    const order = this.#keys(input);
    return { kind: "distinct", input, on: order.slice(0, 1).map(({ expr }) => expr), order };
  }

  /** Ordered by all columns, so that rows with different values of a call differ. */
  #window(input: LogicalPlan, outer: Columns): LogicalPlan {
    const scope = [...intsOf(input), ...outer];
    const partitionBy = Array.from({ length: this.#below(3) }, () =>
      this.#chance(0.7) ? this.#ref(intsOf(input)) : this.int(0, scope),
    );
    const calls = Array.from({ length: 1 + this.#below(2) }, (): WindowCall => {
      const [kind, overload, type] = this.#pick([
        ["window", "row_number()", INT8],
        ["window", "rank()", INT8],
        ["aggregate", "count(any)", INT8],
        ["aggregate", "max(int4)", INT4],
        ["aggregate", "sum(int4)", INT8],
      ] as const);
      const args = overload.endsWith("()") ? [] : [this.int(0, scope)];
      const filter = kind === "aggregate" && this.#chance(0.2) ? { filter: this.bool(0, scope) } : {};
      return { output: this.#column("w", type), function: kind, overload, args, ...filter, frame: this.#frame() };
    });
    return { kind: "window", input, partitionBy, orderBy: this.#keys(input), calls };
  }

  #frame(): WindowCall["frame"] {
    const amount: LogicalExpr = { kind: "constant", value: BigInt(this.#below(3)), type: INT8 };
    return {
      mode: this.#pick(["rows", "groups"]),
      start: this.#pick([{ kind: "unbounded-preceding" }, { kind: "preceding", offset: { amount } }]),
      end: this.#pick([{ kind: "current-row" }, { kind: "unbounded-following" }]),
      exclude: this.#pick(["no-others", "no-others", "current-row"]),
    };
  }

  #limit(input: LogicalPlan): LogicalPlan {
    const sort: LogicalPlan = { kind: "sort", input, keys: this.#keys(input) };
    const count = (value: number): LogicalExpr => ({ kind: "constant", value: BigInt(value), type: INT8 });
    const offset = this.#chance(0.3) ? { offset: count(this.#below(2)) } : {};
    return { kind: "limit", input: sort, limit: count(1 + this.#below(3)), withTies: this.#chance(0.2), ...offset };
  }

  #setOperation(left: LogicalPlan, right: LogicalPlan): LogicalPlan {
    const [ofLeft, ofRight] = [intsOf(left), intsOf(right)];
    const [first, second] = [ofLeft[0], ofRight[0]];
    if (first === undefined || second === undefined) return left;
    const pairs = [[first, second] as const];
    if (ofLeft[1] && ofRight[1] && this.#chance(0.5)) pairs.push([ofLeft[1], ofRight[1]]);
    const columns = pairs.map(([a, b]) => ({ output: this.#column("u", INT4), left: a.id, right: b.id }));
    const operator: SetOperator = this.#pick(["union", "union", "intersect", "except"]);
    return { kind: "set-operation", operator, all: this.#chance(0.5), left, right, columns };
  }

  #cte(depth: number, outer: Columns): LogicalPlan {
    const definition = this.project(this.relation(depth - 1, outer), outer);
    const cte = CteId(++this.#lastCte);
    this.#ctes.push({ cte, columns: outputColumnsOf(definition) });
    const body = this.relation(depth - 1, outer);
    this.#ctes.pop();
    return { kind: "cte", cte, name: "c", definition, body, materialized: this.#chance(0.2) };
  }

  /** Counts up from a value while it is below a bound, which may be an outer column. */
  #recursion(outer: Columns): LogicalPlan {
    const base = this.project(this.#leaf(outer), outer);
    const columns = outputColumnsOf(base).map(() => this.#column("r", INT4));
    const cte = CteId(++this.#lastCte);
    const back = columns.map((column) => ({ output: this.#column("r", INT4), source: column.id }));
    const own = back.map(({ output }) => output);
    const predicate = this.#comparison("<", refOf(own[0] as OutputColumn), constant(3 + this.#below(3)));
    const input: LogicalPlan = { kind: "filter", input: { kind: "cte-ref", cte, name: "r", columns: back }, predicate };
    const further =
      outer.length > 0 && this.#chance(0.5) ? [this.#comparison("<>", this.#ref(outer), constant(9))] : [];
    const step: LogicalPlan = {
      kind: "project",
      input: further[0] === undefined ? input : { kind: "filter", input, predicate: further[0] },
      exprs: own.map((column, at) => ({
        output: this.#column("s", INT4),
        expr: at === 0 ? plus(refOf(column), constant(1)) : refOf(column),
      })),
    };
    return { kind: "recursive-cte", cte, name: "r", columns, base, step, distinct: this.#chance(0.5) };
  }

  #ref(scope: Columns): LogicalExpr {
    return scope.length === 0 ? constant(this.#below(4)) : refOf(this.#pick(scope));
  }

  int(depth: number, scope: Columns): LogicalExpr {
    const roll = this.#below(depth > 0 ? 9 : 5);
    switch (roll) {
      case 0:
        return this.#chance(0.1) ? { kind: "constant", value: null, type: INT4 } : constant(this.#below(4));
      case 1:
        return plus(this.#ref(scope), constant(this.#below(2)));
      case 5:
        return { kind: "coalesce", args: [this.int(depth - 1, scope), this.int(depth - 1, scope)], type: INT4 };
      case 6: {
        const branches = [{ when: this.bool(depth - 1, scope), then: this.int(depth - 1, scope) }];
        return { kind: "case", branches, otherwise: this.int(depth - 1, scope), type: INT4 };
      }
      case 7:
      case 8:
        return this.#scalar(depth - 1, scope);
      default:
        return this.#ref(scope);
    }
  }

  #scalar(depth: number, scope: Columns): LogicalExpr {
    const input = this.relation(depth, scope);
    const [overload] = [this.#pick(["min(int4)", "max(int4)"])];
    const arg = this.int(0, [...intsOf(input), ...scope]);
    const output = this.#column("agg", INT4);
    const aggregates = [{ output, overload, args: [arg], distinct: false, order: [] }];
    const one: LogicalPlan = { kind: "aggregate", input, groups: [], aggregates };
    const plans: LogicalPlan[] = [one, this.project(one, scope), one];
    plans.push({ kind: "filter", input: one, predicate: this.bool(0, [output, ...scope]) });
    const ints = this.project(input, scope);
    const limit = { kind: "constant", value: 1n, type: INT8 } as const;
    plans.push({ kind: "limit", input: { kind: "sort", input: ints, keys: this.#keys(ints) }, limit, withTies: false });
    plans.push(this.project(input, scope));
    const plan = this.#pick(plans);
    return { kind: "scalar-subquery", plan: oneColumn(plan), type: INT4 };
  }

  #comparison(operator: string, left: LogicalExpr, right: LogicalExpr): LogicalExpr {
    return { kind: "call", overload: `${operator}(int4,int4)`, args: [left, right], type: bool };
  }

  bool(depth: number, scope: Columns): LogicalExpr {
    const again = (): LogicalExpr => this.bool(Math.max(depth - 1, 0), scope);
    switch (this.#below(depth > 0 ? 11 : 5)) {
      case 0:
        return { kind: "is-null", input: this.#ref(scope), type: bool };
      case 1:
        return { kind: "in-list", input: this.#ref(scope), values: [1, 2], hasNull: this.#chance(0.2), type: bool };
      case 5:
        return { kind: this.#chance(0.5) ? "and" : "or", args: [again(), again()], type: bool };
      case 6:
        return { kind: "not", input: again(), type: bool };
      case 7:
      case 8:
        return { kind: "exists-subquery", plan: this.relation(depth - 1, scope), type: bool };
      case 9: {
        const plan = oneColumn(this.project(this.relation(depth - 1, scope), scope));
        const [column] = outputColumnsOf(plan) as [OutputColumn];
        const comparison = this.#comparison(
          this.#pick(["=", "=", "<", "<>"]),
          this.int(depth - 1, scope),
          refOf(column),
        );
        return { kind: this.#chance(0.7) ? "any-subquery" : "all-subquery", comparison, plan, type: bool };
      }
      default:
        return this.#comparison(
          this.#pick(["=", "=", "<", ">=", "<>"]),
          this.int(depth - 1, scope),
          this.int(0, scope),
        );
    }
  }
}

function constant(value: number): LogicalExpr {
  return { kind: "constant", value, type: INT4 };
}

function plus(left: LogicalExpr, right: LogicalExpr): LogicalExpr {
  return { kind: "call", overload: "+(int4,int4)", args: [left, right], type: INT4 };
}

function refOf({ id, type }: OutputColumn): LogicalExpr {
  return { kind: "column", column: id, type };
}

function intsOf(plan: LogicalPlan): Columns {
  return outputColumnsOf(plan).filter(({ type }) => type.kind === "int4");
}

function oneColumn(plan: LogicalPlan): LogicalPlan {
  const [first, ...others] = outputColumnsOf(plan);
  if (first === undefined || others.length === 0) return plan;
  return { kind: "project", input: plan, exprs: [{ output: first, expr: refOf(first) }] };
}
