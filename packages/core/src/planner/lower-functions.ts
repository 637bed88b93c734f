// A projection of calls of the program's functions (isolate-functions.ts) becomes three steps: one that computes the
// arguments, the operator that calls, and one that puts the columns in order and keeps NULL out of strict calls.
import type { Field } from "../column/vector.ts";
import { internal } from "../common/error.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import type { LogicalPlan } from "../logical/plan.ts";
import { CALL_FUNCTIONS, type FunctionCall } from "../physical/function-calls.ts";
import type { PhysicalPlan } from "../physical/plan.ts";
import { fieldOf, type Lowered, positionsOf } from "./context.ts";
import { canBeNull, inputRef, lowerExpr } from "./lower-expr.ts";
import { type Lowering, projectNode } from "./lowering.ts";

type Projection = Extract<LogicalPlan, { readonly kind: "project" }>;

interface LoweredCall extends FunctionCall {
  readonly isStrict: boolean;
}

export function lowerCalls(lowering: Lowering, plan: Projection): Lowered {
  const { plan: input, columns } = lowering.lower(plan.input);
  const before: { readonly expr: PhysicalExpr; readonly field: Field }[] = [];
  const add = (expr: PhysicalExpr, name: string): number =>
    before.push({ expr, field: { name, type: expr.type, nullable: canBeNull(expr, input.fields) } }) - 1;
  const calls: LoweredCall[] = [];
  const results: Field[] = [];
  /** Of each column of the projection: where it is among the inputs, or which call makes it. */
  const places = plan.exprs.map(({ output, expr }): { readonly at: number } | { readonly call: LoweredCall } => {
    const external = expr.kind === "call" ? lowering.context.external?.(expr.overload) : undefined;
    if (expr.kind !== "call" || external === undefined) return { at: add(lowerExpr(expr, columns), output.name) };
    const args = expr.args.map((arg, at) => add(lowerExpr(arg, columns), `${output.name} ${at + 1}`));
    const call = { overload: expr.overload, args, isStrict: external.isStrict };
    calls.push(call);
    results.push({ ...fieldOf(output), nullable: true });
    return { call };
  });
  const prepared = projectNode(
    input,
    before.map(({ expr }) => expr),
    before.map(({ field }) => field),
  );
  const fields = [...before.map(({ field }) => field), ...results];
  const operator: PhysicalPlan = {
    kind: "extension",
    name: CALL_FUNCTIONS,
    payload: { calls: calls.map(({ overload, args }) => ({ overload, args })) },
    inputs: [prepared],
    fields,
    estimatedRows: input.estimatedRows,
  };
  const exprs = places.map((place): PhysicalExpr => {
    if ("at" in place) return inputRef(place.at, fields[place.at] ?? missing());
    const at = before.length + calls.indexOf(place.call);
    return withoutNulls(inputRef(at, fields[at] ?? missing()), place.call, fields);
  });
  const outputs = plan.exprs.map(({ output }) => output);
  return { plan: projectNode(operator, exprs, outputs.map(fieldOf)), columns: positionsOf(outputs) };
}

/** NULL where an argument of a strict function is. */
function withoutNulls(result: PhysicalExpr, { args, isStrict }: LoweredCall, fields: readonly Field[]): PhysicalExpr {
  const nullable = isStrict ? args.filter((at) => fields[at]?.nullable !== false) : [];
  if (nullable.length === 0) return result;
  const tests = nullable.map((at): PhysicalExpr => {
    return { kind: "is-null", input: inputRef(at, fields[at] ?? missing()), type: { kind: "bool" } };
  });
  const [first] = tests;
  const when: PhysicalExpr =
    tests.length === 1 && first !== undefined ? first : { kind: "or", args: tests, type: { kind: "bool" } };
  const { type } = result;
  return { kind: "case", branches: [{ when, then: { kind: "constant", value: null, type } }], otherwise: result, type };
}

function missing(): never {
  throw internal("a column of a call is not where it was put");
}
