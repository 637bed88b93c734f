// How many rows a plan is expected to give, from the statistics of its tables. Estimates choose plans; no answer
// depends on them. Computed once per node.
import type { ColumnId, CteId } from "../common/ids.ts";
import { unreachable } from "../common/unreachable.ts";
import type { LogicalExpr, LogicalPlan, NamedExpr, OutputColumn } from "../logical/plan.ts";
import { childrenOf } from "../logical/tree.ts";
import type { Datum } from "../type/datum.ts";
import { positionOf, valuesBetween } from "./axis.ts";
import { and, conjunctsOf } from "./build.ts";
import { asEquality } from "./equality.ts";
import { factsOf } from "./facts.ts";
import { columnOf, groupsOf, type KeyPair, keyShare, type Profile, sidesOf, valuesOf } from "./profile.ts";
import { constantOf } from "./row-bounds.ts";
import type { OptimizerContext } from "./rule.ts";
import { bareColumn, boundOf, type ColumnProfile, type Relation, selectivityOf } from "./selectivity.ts";
import { SharedProfiles } from "./shared-profiles.ts";

const UNKNOWN_ROWS = 1000;
/** Of a list that nothing is known of. */
const USUAL_ELEMENTS = 5;
/** A column with so many values for its rows is taken for a key. */
const UNIQUE = 0.95;
/** Strings without a count of their values: columns that are compared with constants have few. */
const UNKNOWN_DISTINCT = 100;

type Of<Kind extends LogicalPlan["kind"]> = Extract<LogicalPlan, { readonly kind: Kind }>;

export class Estimator {
  readonly #context: Pick<OptimizerContext, "table" | "fold">;
  readonly #shared: SharedProfiles;
  readonly #own = new WeakMap<LogicalPlan, Profile>();
  readonly #ctes = new Map<CteId, Profile>();

  constructor(context: Pick<OptimizerContext, "table" | "fold">, shared: SharedProfiles = new SharedProfiles()) {
    this.#context = context;
    this.#shared = shared;
  }

  /** At least 1, so that nothing is taken for free. */
  rows(plan: LogicalPlan): number {
    return Math.max(1, Math.round(this.profile(plan).rows));
  }

  profile(plan: LogicalPlan): Profile {
    const found = this.#known(plan);
    if (found !== undefined) return found;
    const stack = [plan];
    for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
      const waiting = childrenOf(node).find((input) => this.#known(input) === undefined);
      if (waiting !== undefined && this.#known(node) === undefined) {
        if (node.kind === "cte" && waiting === node.body) this.#define(node.cte, node.definition);
        if (node.kind === "recursive-cte" && waiting === node.step) this.#defineRecursion(node);
        stack.push(waiting);
        continue;
      }
      if (this.#known(node) === undefined) this.#keep(node, this.#compute(node));
      stack.pop();
    }
    return this.#known(plan) as Profile;
  }

  #known(plan: LogicalPlan): Profile | undefined {
    return this.#shared.plans.get(plan) ?? this.#own.get(plan);
  }

  #keep(plan: LogicalPlan, profile: Profile): void {
    const isOfWith = plan.kind === "cte" || plan.kind === "cte-ref" || plan.kind === "recursive-cte";
    const isShared = !isOfWith && childrenOf(plan).every((input) => this.#shared.plans.has(input));
    (isShared ? this.#shared.plans : this.#own).set(plan, profile);
  }

  /** The value of an expression that reads nothing. */
  constant(expr: LogicalExpr): Datum | undefined {
    return constantOf(expr, this.#context);
  }

  relationOf(...profiles: readonly Profile[]): Relation {
    return {
      column: (id) => {
        const profile = profiles.find(({ columns }) => columns.has(id));
        const column = profile?.columns.get(id);
        // What filtered the relation before may be why its rows fulfil the condition: few rows have few values.
        return profile && column && { ...column, distinct: Math.min(column.distinct, Math.max(1, profile.rows)) };
      },
      constant: (expr) => this.constant(expr),
    };
  }

  #define(cte: CteId, definition: LogicalPlan): void {
    this.#ctes.set(cte, this.profile(definition));
  }

  #defineRecursion(node: Of<"recursive-cte">): void {
    const base = this.profile(node.base);
    const ids = factsOf(node.base).columns;
    const columns = new Map(node.columns.map(({ id }, at) => [id, columnOf(base, (ids[at] as OutputColumn).id)]));
    this.#ctes.set(node.cte, { rows: base.rows, unfiltered: base.rows, columns });
  }

  #compute(plan: LogicalPlan): Profile {
    switch (plan.kind) {
      case "scan":
        return this.#scan(plan);
      case "values":
        return plain(plan.rows.length, plan.columns);
      case "table-function": {
        const [from, to] = plan.args.map((arg) => positionOf(this.constant(arg), arg.type));
        return plain(from === undefined || to === undefined ? UNKNOWN_ROWS : Math.max(to - from + 1, 0), plan.columns);
      }
      case "filter":
        return this.#filter(this.profile(plan.input), plan.predicate);
      case "project":
        return this.#project(plan.exprs, this.profile(plan.input));
      case "join":
        return this.#join(plan);
      case "aggregate":
        return this.#aggregate(plan);
      case "distinct": {
        const input = this.profile(plan.input);
        const exprs =
          plan.on ?? factsOf(plan.input).columns.map(({ id, type }) => ({ kind: "column", column: id, type }) as const);
        return { ...input, rows: groupsOf(exprs, input) };
      }
      case "sort":
        return this.profile(plan.input);
      case "window": {
        const input = this.profile(plan.input);
        const calls = plan.calls.map(({ output }): [ColumnId, ColumnProfile] => {
          return [output.id, { distinct: Math.max(1, input.rows), nullFraction: 0, computed: true }];
        });
        return { ...input, columns: new Map([...input.columns, ...calls]) };
      }
      case "unnest": {
        const input = this.profile(plan.input);
        const rows = input.rows * USUAL_ELEMENTS;
        const elements = plain(rows, factsOf(plan).columns.slice(factsOf(plan.input).columns.length)).columns;
        return { ...input, rows, columns: new Map([...input.columns, ...elements]) };
      }
      case "limit": {
        const input = this.profile(plan.input);
        const count = plan.limit === undefined ? undefined : positionOf(this.constant(plan.limit), plan.limit.type);
        return { ...input, rows: Math.min(input.rows, count ?? input.rows) };
      }
      case "set-operation":
        return this.#setOperation(plan);
      case "cte":
        return this.profile(plan.body);
      case "cte-ref": {
        const definition = this.#ctes.get(plan.cte);
        if (definition === undefined)
          return plain(
            UNKNOWN_ROWS,
            plan.columns.map(({ output }) => output),
          );
        const columns = new Map(plan.columns.map(({ output, source }) => [output.id, columnOf(definition, source)]));
        return { rows: definition.rows, unfiltered: definition.rows, columns };
      }
      case "recursive-cte":
        return plain(this.profile(plan.base).rows * 10, plan.columns);
      default:
        return unreachable(plan);
    }
  }

  #scan(plan: Of<"scan">): Profile {
    let table = this.#shared.tables.get(plan.columns);
    if (table === undefined) {
      table = this.#table(plan);
      this.#shared.tables.set(plan.columns, table);
    }
    return plan.filters.length === 0 ? table : this.#filter(table, and(plan.filters));
  }

  #table(plan: Of<"scan">): Profile {
    const table = this.#context.table(plan.table);
    if (table === undefined) {
      return plain(
        UNKNOWN_ROWS,
        plan.columns.map(({ output }) => output),
      );
    }
    const { rows } = table.statistics;
    const positions = new Map(table.fields.map(({ name }, position) => [name, position]));
    const columns = plan.columns.map(({ output, source }): [ColumnId, ColumnProfile] => {
      const known = table.statistics.columns[positions.get(source) ?? -1] ?? {};
      const low = positionOf(known.minimum, output.type);
      const high = positionOf(known.maximum, output.type);
      const span = low === undefined || high === undefined ? undefined : valuesBetween(low, high, output.type);
      const distinct = known.distinctCount ?? span ?? (rows < UNKNOWN_ROWS ? rows : UNKNOWN_DISTINCT);
      const bounds = low === undefined || high === undefined ? {} : { low, high };
      const nullFraction = rows === 0 ? 0 : (known.nullCount ?? 0) / rows;
      const unique = distinct >= rows * UNIQUE;
      return [output.id, { distinct: Math.max(1, Math.min(distinct, rows)), nullFraction, unique, ...bounds }];
    });
    return { rows, unfiltered: rows, columns: new Map(columns) };
  }

  #filter(input: Profile, predicate: LogicalExpr): Profile {
    const rows = input.rows * selectivityOf(predicate, this.relationOf(input));
    const columns = new Map(input.columns);
    for (const conjunct of conjunctsOf(predicate)) {
      const bound = boundOf(conjunct, (expr) => this.constant(expr));
      const known = bound && columns.get(bound.column);
      if (bound === undefined || known?.low === undefined || known.high === undefined) {
        const fixed = this.#fixedColumn(conjunct);
        const profile = fixed === undefined ? undefined : columns.get(fixed);
        if (fixed !== undefined && profile !== undefined)
          columns.set(fixed, { ...profile, distinct: 1, nullFraction: 0 });
        continue;
      }
      const [low, high] = [Math.max(known.low, bound.low ?? known.low), Math.min(known.high, bound.high ?? known.high)];
      columns.set(bound.column, { ...known, low: Math.min(low, high), high, nullFraction: 0 });
    }
    return { ...input, rows, columns };
  }

  /** The column of `column = constant`. */
  #fixedColumn(conjunct: LogicalExpr): ColumnId | undefined {
    const equality = asEquality(conjunct);
    if (equality === undefined) return undefined;
    const [left, right] = [bareColumn(equality.left), bareColumn(equality.right)];
    if (left !== undefined && this.constant(equality.right) !== undefined) return left.id;
    return right !== undefined && this.constant(equality.left) !== undefined ? right.id : undefined;
  }

  #project(exprs: readonly NamedExpr[], input: Profile): Profile {
    const columns = exprs.map(({ output, expr }): [ColumnId, ColumnProfile] => {
      const column = bareColumn(expr);
      if (column !== undefined) return [output.id, columnOf(input, column.id)];
      return [output.id, { distinct: valuesOf(expr, input), nullFraction: 0 }];
    });
    return { ...input, columns: new Map(columns) };
  }

  #join(plan: Of<"join">): Profile {
    const [left, right] = [this.profile(plan.left), this.profile(plan.right)];
    const rows = this.joinRows(plan.join, left, right, plan.on);
    const columns = new Map(left.columns);
    for (const [id, column] of right.columns) columns.set(id, column);
    if (plan.mark !== undefined) columns.set(plan.mark.id, { distinct: 2, nullFraction: 0 });
    return { rows, unfiltered: Math.max(left.unfiltered, right.unfiltered), columns };
  }

  /** Rows of a join of two relations. */
  joinRows(kind: Of<"join">["join"], left: Profile, right: Profile, on: readonly LogicalExpr[]): number {
    const pairs = left.rows * right.rows * this.#joinShare(left, right, on);
    switch (kind) {
      case "inner":
        return pairs;
      case "left":
        return Math.max(pairs, left.rows);
      case "right":
        return Math.max(pairs, right.rows);
      case "full":
        return Math.max(pairs, left.rows + right.rows);
      case "single":
      case "mark":
        return left.rows;
      case "semi":
        return left.rows * this.#matchShare(left, right, on);
      case "anti":
        return left.rows * Math.max(0.1, 1 - this.#matchShare(left, right, on));
      default:
        return unreachable(kind);
    }
  }

  #joinShare(left: Profile, right: Profile, on: readonly LogicalExpr[]): number {
    const keys: KeyPair[] = [];
    const others: LogicalExpr[] = [];
    for (const conjunct of on.flatMap((one) => conjunctsOf(one))) {
      const sides = sidesOf(conjunct, left, right);
      if (sides === undefined) others.push(conjunct);
      else keys.push(sides);
    }
    const rest = selectivityOf(and(others), this.relationOf(left, right));
    return rest * keyShare(keys, left.unfiltered, right.unfiltered);
  }

  /** The share of left rows that have a match. */
  #matchShare(left: Profile, right: Profile, on: readonly LogicalExpr[]): number {
    const sides = on.flatMap((conjunct) => {
      const found = sidesOf(conjunct, left, right);
      return found === undefined ? [] : [found];
    });
    if (sides.length === 0) return on.length === 0 ? 1 : 0.5;
    const shares = sides.map((side) => Math.min(side.right.distinct, right.rows) / Math.max(side.left.distinct, 1));
    return Math.min(1, ...shares);
  }

  #aggregate(plan: Of<"aggregate">): Profile {
    const input = this.profile(plan.input);
    const sets = plan.groupingSets ?? [plan.groups.map((_, at) => at)];
    const rows = sets.reduce((sum, set) => {
      const exprs = set.map((at) => (plan.groups[at] as NamedExpr).expr);
      return sum + (exprs.length === 0 ? 1 : groupsOf(exprs, input));
    }, 0);
    const groups = this.#project(plan.groups, input).columns;
    const calls = plan.aggregates.map(({ output }): [ColumnId, ColumnProfile] => {
      return [output.id, { distinct: rows, nullFraction: 0, computed: true }];
    });
    return { rows, unfiltered: rows, columns: new Map([...groups, ...calls]) };
  }

  #setOperation(plan: Of<"set-operation">): Profile {
    const [left, right] = [this.profile(plan.left), this.profile(plan.right)];
    const columns = plan.columns.map((column): [ColumnId, ColumnProfile] => {
      const [first, second] = [columnOf(left, column.left), columnOf(right, column.right)];
      return [column.output.id, { distinct: first.distinct + second.distinct, nullFraction: first.nullFraction }];
    });
    const rows =
      plan.operator === "union"
        ? left.rows + right.rows
        : plan.operator === "intersect"
          ? Math.min(left.rows, right.rows)
          : left.rows;
    return { rows, unfiltered: rows, columns: new Map(columns) };
  }
}

function plain(rows: number, outputs: readonly OutputColumn[]): Profile {
  const distinct = Math.max(1, rows);
  return { rows, unfiltered: rows, columns: new Map(outputs.map(({ id }) => [id, { distinct, nullFraction: 0 }])) };
}
