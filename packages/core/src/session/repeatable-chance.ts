// Functions of chance after setseed: each statement's numbers are a sequence of its own, whose seed follows from the
// session's and from how many statements drew numbers before. It lies in the plan as constants, so the numbers are
// the same on whatever thread or process it runs, as long as one task draws them in one order of rows: such a plan
// has one partition. Statements that run at the same time disturb each other's sequences. Without setseed nothing of
// this happens.
import { entropy64 } from "../common/entropy.ts";
import { FfqError } from "../common/error.ts";
import { SEEDED_OVERLOADS } from "../function/scalar/internal/seeded.ts";
import { SETSEED_OVERLOAD } from "../function/scalar/math/setseed.ts";
import type { LogicalExpr, LogicalPlan } from "../logical/plan.ts";
import type { Datum } from "../type/datum.ts";
import { INT8, TEXT } from "../type/logical-type.ts";
import { callsIn } from "./expr-nodes.ts";
import { rewriteExprsEverywhere } from "./rewrite-everywhere.ts";

/** What setseed leaves behind. */
export interface Chance {
  readonly seed: number;
  /** Statements that drew numbers since. */
  readonly statements: number;
}

export interface Drawing {
  readonly plan: LogicalPlan;
  /** It draws the numbers of a sequence. */
  readonly isRepeatable: boolean;
  /** The session's, once the statement runs. */
  readonly after: Chance | undefined;
}

/**
 * The plan with the statement's sequence put in. A setseed counts for the whole statement, whether or not a row
 * comes to it.
 * @throws FfqError 22023 for a seed that is none
 */
export function withChance(
  plan: LogicalPlan,
  before: Chance | undefined,
  fold: (expr: LogicalExpr) => Datum | undefined,
): Drawing {
  const { plan: seeded, seed } = withoutSeeding(plan, fold);
  const chance = seed === undefined ? before : { seed, statements: 0 };
  if (chance === undefined) return { plan: seeded, isRepeatable: false, after: undefined };
  const sequence = sequenceOf(chance);
  let isRepeatable = false;
  const drawing = rewriteExprsEverywhere(seeded, (node) => {
    const overload = node.kind === "call" ? SEEDED_OVERLOADS.get(node.overload) : undefined;
    if (node.kind !== "call" || overload === undefined) return node;
    isRepeatable = true;
    return { ...node, overload, args: [...sequence, ...node.args] };
  });
  if (!isRepeatable) return { plan: seeded, isRepeatable, after: chance };
  return { plan: drawing, isRepeatable, after: { ...chance, statements: chance.statements + 1 } };
}

/** The calls of setseed taken out where their argument is known; the last one's value. */
function withoutSeeding(
  plan: LogicalPlan,
  fold: (expr: LogicalExpr) => Datum | undefined,
): { readonly plan: LogicalPlan; readonly seed: number | undefined } {
  let seed: number | undefined;
  if (!callsIn(plan).has(SETSEED_OVERLOAD)) return { plan, seed };
  const without = rewriteExprsEverywhere(plan, (node) => {
    if (node.kind !== "call" || node.overload !== SETSEED_OVERLOAD) return node;
    const value = fold(node.args[0] as LogicalExpr);
    if (value === undefined) return node; // refused when it is lowered
    if (value !== null) seed = checkedSeed(value as number);
    return { kind: "constant", value: value === null ? null : "", type: TEXT };
  });
  return { plan: without, seed };
}

function checkedSeed(seed: number): number {
  if (Math.abs(seed) <= 1) return seed;
  throw new FfqError("DATA", `setseed parameter ${sixDigits(seed)} is out of allowed range [-1,1]`, {
    sqlstate: "22023",
  });
}

/** As C's %g. */
function sixDigits(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const rounded = Number(value.toPrecision(6));
  if (Math.abs(rounded) < 1e6) return String(rounded);
  return rounded.toExponential().replace(/([+-])(\d)$/, "$10$2");
}

/** An odd number with which multiples spread over all bits. */
const SPREAD = 0x9e3779b97f4a7c15n;

/** What the calls draw from: the seed of the statement's sequence, and a number that no other statement has. */
function sequenceOf({ seed, statements }: Chance): readonly LogicalExpr[] {
  const [bits = 0n] = new BigInt64Array(new Float64Array([seed]).buffer);
  const first = BigInt.asIntN(64, bits + BigInt(statements) * SPREAD);
  return [first, entropy64()].map((value) => ({ kind: "constant", value, type: INT8 }));
}
