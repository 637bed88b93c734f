// Queries that are asked again in the same words: parsed once, and planned once more at most. What runs is kept with all
// that it was made of, and runs again only where all of that is the same. A text that is asked once costs no more than
// its tree.
import { RecentMap } from "../common/recent-map.ts";
import type { FunctionRegistry } from "../function/registry.ts";
import { CLOCK_OVERLOAD } from "../function/scalar/datetime/clock-timestamp.ts";
import { NOW_OVERLOADS } from "../function/scalar/datetime/statement-moment.ts";
import type { LogicalPlan } from "../logical/plan.ts";
import type { StageGraph } from "../physical/fragment.ts";
import type { ParsedStatement } from "../sql/statement.ts";
import { callsIn, someExprNode } from "./expr-nodes.ts";
import type { Settings } from "./options.ts";
import type { SeenRelations, StatementTables } from "./statement-tables.ts";

/** Statements that are kept. */
const KEPT = 64;
/** Characters of their texts: a tree takes some fifty times as many bytes. */
const MOST_TEXT = 1 << 18;

/** What runs, with what else it follows from beside the statement. */
export interface KnownPlan {
  readonly graph: StageGraph;
  /** What a graph that divides tables by values is planned from again, where their statistics turn out not to be true. */
  readonly divided?: LogicalPlan;
  /** Quick types that may turn out to be too narrow (widening.ts). */
  readonly isNarrow: boolean;
  readonly settings: Settings;
  readonly seen: SeenRelations;
}

export class KnownStatements {
  readonly #statements = new RecentMap<string, ParsedStatement>({
    values: KEPT,
    size: MOST_TEXT,
    sizeOf: (text) => text.length,
  });
  readonly #plans = new WeakMap<ParsedStatement, KnownPlan | "asked">();

  /** The only statement of a text that was asked before. */
  statement(text: string): ParsedStatement | undefined {
    return this.#statements.find(text);
  }

  /** The only statement of its text. */
  add(text: string, statement: ParsedStatement): void {
    if ("SelectStmt" in statement.node) this.#statements.set(text, statement);
  }

  /** True from the second time on. */
  isAskedAgain(statement: ParsedStatement): boolean {
    if (this.#plans.has(statement)) return true;
    this.#plans.set(statement, "asked");
    return false;
  }

  keep(statement: ParsedStatement, plan: KnownPlan): void {
    this.#plans.set(statement, plan);
  }

  /** What runs, if nothing that it was made of has changed. */
  plan(statement: ParsedStatement, settings: Settings, tables: StatementTables): KnownPlan | undefined {
    const plan = this.#plans.get(statement);
    if (plan === undefined || plan === "asked" || plan.settings !== settings) return undefined;
    return tables.seesAgain(plan.seen) ? plan : undefined;
  }
}

/** Characters or bytes of what folding may have made of a text that is kept. */
const MOST_CONSTANTS = 1 << 16;

/** The constants of a plan are not much larger than its text. */
export function isSmall(root: LogicalPlan): boolean {
  let size = 0;
  return !someExprNode(root, (node) => {
    if (node.kind !== "constant") return false;
    if (typeof node.value === "string") size += node.value.length;
    else if (node.value instanceof Uint8Array) size += node.value.length;
    return size > MOST_CONSTANTS;
  });
}

/** Nothing in a plan reads the clock or draws a number: it follows from its text, its tables and the settings. */
export function isLasting(root: LogicalPlan, registry: FunctionRegistry): boolean {
  for (const overload of callsIn(root)) if (changes(overload, registry)) return false;
  return true;
}

function changes(overload: string, registry: FunctionRegistry): boolean {
  if (NOW_OVERLOADS.has(overload) || overload === CLOCK_OVERLOAD) return true;
  return registry.overload(overload).volatility === "volatile";
}
