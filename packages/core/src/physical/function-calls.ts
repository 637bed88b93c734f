// How a plan says that functions of the program are called: an extension operator of a name that this file alone
// knows, over one input, whose rows are the input's with a column for each call behind them. Apart from the plan
// because the planner writes it, a cluster reads what its workers must have from it, and an operator runs it.
import { FfqError } from "../common/error.ts";
import type { PhysicalPlan } from "./plan.ts";

/** The operator's name in plans. */
export const CALL_FUNCTIONS = "call-functions";

export interface FunctionCall {
  /** The function's key: `slug(text)`. */
  readonly overload: string;
  /** Positions in the input's columns. */
  readonly args: readonly number[];
}

/** The calls that an operator makes; none where it is another operator. */
export function functionCallsOf(node: PhysicalPlan): readonly FunctionCall[] {
  return node.kind === "extension" && node.name === CALL_FUNCTIONS ? readCalls(node.payload) : [];
}

/** @throws FfqError INVALID_QUERY for a payload that is not of this form: plans come over wires */
export function readCalls(payload: unknown): readonly FunctionCall[] {
  const { calls } = (payload ?? {}) as { readonly calls?: unknown };
  if (Array.isArray(calls) && calls.every(isCall)) return calls;
  throw new FfqError("INVALID_QUERY", "a plan calls functions without saying which", { sqlstate: "XX000" });
}

function isCall(call: unknown): call is FunctionCall {
  const { overload, args } = (call ?? {}) as Partial<Record<keyof FunctionCall, unknown>>;
  return typeof overload === "string" && Array.isArray(args) && args.every((position) => Number.isInteger(position));
}
