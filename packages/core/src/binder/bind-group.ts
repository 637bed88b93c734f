// GROUP BY: its expressions without repetition, and the grouping sets that ROLLUP, CUBE and GROUPING SETS make of
// them (PostgreSQL manual, 7.2.4).
import type { Node, SelectStmt } from "@pgsql/types";
import { exprKey } from "../expr/key.ts";
import { walk } from "../expr/tree.ts";
import type { LogicalExpr, LogicalLeaf } from "../logical/plan.ts";
import type { GroupBy } from "./clauses.ts";
import { settled } from "./coerce.ts";
import type { BindContext } from "./context.ts";
import { bareName, targetAt, targetNamed } from "./match-target.ts";
import { locationOf } from "./parse-node.ts";
import type { Scope } from "./scope.ts";
import type { Target } from "./target.ts";

const MAX_SETS = 4096;

/** Binds GROUP BY; undefined when there is none. */
export function bindGroupBy(
  context: BindContext,
  scope: Scope,
  { groupClause, groupDistinct }: SelectStmt,
  targets: readonly Target[],
): GroupBy | undefined {
  if (groupClause === undefined) return undefined;
  const groups = new Groups(context, scope, targets);
  let sets: readonly (readonly number[])[] = [[]];
  for (const node of groupClause) {
    const more = groups.expand(node);
    if (sets.length * more.length > MAX_SETS) {
      throw context.error("INVALID_QUERY", "54001", `too many grouping sets present (maximum ${MAX_SETS})`);
    }
    sets = sets.flatMap((set) => more.map((other) => [...new Set([...set, ...other])]));
  }
  const exprs = groups.exprs;
  if (!groupClause.some((node) => "GroupingSet" in node)) return { exprs };
  if (groupDistinct) {
    const seen = new Map(sets.map((set) => [[...set].sort((left, right) => left - right).join(), set]));
    sets = [...seen.values()];
  }
  // One set of everything (or of nothing) is plain grouping.
  if (sets.length === 1 && sets[0]?.length === exprs.length) return { exprs };
  return { exprs, sets };
}

class Groups {
  readonly exprs: LogicalExpr[] = [];
  readonly #positions = new Map<string, number>();
  readonly #context: BindContext;
  readonly #scope: Scope;
  readonly #targets: readonly Target[];

  constructor(context: BindContext, scope: Scope, targets: readonly Target[]) {
    this.#context = context;
    this.#scope = scope;
    this.#targets = targets;
  }

  /** The sets that one item of GROUP BY stands for. */
  expand(node: Node): readonly (readonly number[])[] {
    if (!("GroupingSet" in node)) return [this.#positionsOf(node)];
    const { kind, content = [], location } = node.GroupingSet;
    switch (kind) {
      case "GROUPING_SET_EMPTY":
        return [[]];
      case "GROUPING_SET_ROLLUP": {
        const parts = content.map((part) => this.#positionsOf(part));
        return Array.from({ length: parts.length + 1 }, (_, dropped) => parts.slice(0, parts.length - dropped).flat());
      }
      case "GROUPING_SET_CUBE": {
        if (content.length > 12) {
          throw this.#context.error("INVALID_QUERY", "54011", "CUBE is limited to 12 elements", location);
        }
        const parts = content.map((part) => this.#positionsOf(part));
        const all = 2 ** parts.length;
        return Array.from({ length: all }, (_, at) =>
          parts.filter((_part, bit) => ((all - 1 - at) & (1 << (parts.length - 1 - bit))) !== 0).flat(),
        );
      }
      case "GROUPING_SET_SETS":
        return content.flatMap((part) => this.expand(part));
      default:
        throw this.#context.unsupported(`grouping set ${kind ?? ""}`, location);
    }
  }

  /** `(a, b)` groups by both. */
  #positionsOf(node: Node): readonly number[] {
    if ("RowExpr" in node && node.RowExpr.row_format === "COERCE_IMPLICIT_CAST") {
      return (node.RowExpr.args ?? []).flatMap((item) => this.#positionsOf(item));
    }
    const expr = this.#bind(node);
    const key = exprKey(expr);
    let position = this.#positions.get(key);
    if (position === undefined) {
      position = this.exprs.push(expr) - 1;
      this.#positions.set(key, position);
    }
    return [position];
  }

  /** A name is an input column first, and else an output name. */
  #bind(node: Node): LogicalExpr {
    const context = this.#context;
    const location = locationOf(node);
    const name = bareName(node);
    const isInput = name !== undefined && this.#scope.columns.some((column) => column.name === name);
    const at =
      name !== undefined
        ? isInput
          ? undefined
          : targetNamed(context, this.#targets, name, "GROUP BY", location)
        : targetAt(context, this.#targets, node, "GROUP BY");
    if (at === undefined) return settled(context, context.expr({ scope: this.#scope, clause: "GROUP BY" }, node));
    const expr = settled(context, (this.#targets[at] as Target).expr);
    const { aggregates, windows } = this.#scope.level;
    const own = new Set<number>(aggregates.map(({ output }) => output.id));
    walk<LogicalLeaf>(expr, (node) => {
      if (node.kind !== "column") return;
      if (windows.outputs.has(node.column)) {
        const where = context.locationOf(node) ?? location;
        throw context.error("INVALID_QUERY", "42P20", "window functions are not allowed in GROUP BY", where);
      }
      if (!own.has(node.column)) return;
      const where = context.locationOf(node) ?? location;
      throw context.error("INVALID_QUERY", "42803", "aggregate functions are not allowed in GROUP BY", where);
    });
    return expr;
  }
}
