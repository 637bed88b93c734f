// IR as text, for EXPLAIN (CODEGEN), for tests, and as the key under which compiled code is cached.
import type { IrExpr, IrFunction } from "./ir.ts";
import { unreachableOp } from "./tree.ts";

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** One expression, fully typed: equal text means equal meaning. */
export function printIr(expr: IrExpr): string {
  const head = `${expr.type}${expr.nullable ? "?" : ""}`;
  switch (expr.op) {
    case "input":
      return `$${expr.input}:${head}`;
    case "const":
      return `${Object.is(expr.value, -0) ? "-0" : expr.value}:${head}`;
    case "bytes":
      return `x'${hex(expr.value)}'`;
    case "null":
      return `null:${head}`;
    case "arithmetic":
      return `(${expr.operator}${mark(expr.failure)}${mark(expr.zero)}${mark(expr.vanished)}:${head} ${printIr(expr.left)} ${printIr(expr.right)})`;
    case "unary":
      return `(${expr.operator}${mark(expr.failure)}:${head} ${printIr(expr.arg)})`;
    case "compare":
      return `(${expr.operator}:${head} ${printIr(expr.left)} ${printIr(expr.right)})`;
    case "convert":
      return `(convert${mark(expr.failure)}:${head} ${printIr(expr.arg)})`;
    case "and":
    case "or":
    case "coalesce":
      return `(${expr.op}:${head} ${expr.args.map(printIr).join(" ")})`;
    case "not":
    case "is-null":
      return `(${expr.op}:${head} ${printIr(expr.arg)})`;
    case "if": {
      const branches = expr.branches.map((branch) => `${printIr(branch.when)} ${printIr(branch.then)}`);
      return `(if:${head} ${branches.join(" ")} ${printIr(expr.otherwise)})`;
    }
    case "call": {
      return `(call ${expr.module}.${expr.name}:${head} ${expr.args.map(printIr).join(" ")})`;
    }
    case "bytes-test":
      return `(${expr.test}-bytes:${head} ${printIr(expr.arg)} x'${hex(expr.value)}')`;
    case "once":
      return `(once:${head} ${printIr(expr.value)})`;
    case "let":
      return `(let ${expr.name} ${printIr(expr.value)} ${printIr(expr.body)})`;
    case "local":
      return `${expr.name}:${head}`;
    case "list-make":
      return `(list-make ${expr.code} ${expr.elements.map(printIr).join(" ")})`;
    case "list-map":
      return `(list-map ${expr.code}:${head} ${expr.name}:${expr.element} ${printIr(expr.list)} ${printIr(expr.body)})`;
    case "list-test":
      return `(${expr.quantifier} ${expr.name}:${expr.element} ${printIr(expr.list)} ${printIr(expr.body)})`;
    case "fail":
      return `(fail${mark(expr.failure)}:${head})`;
    default:
      return unreachableOp(expr);
  }
}

/** A whole function: its kind, its inputs' layout and its expressions. */
export function printFunction(fn: IrFunction): string {
  const inputs = fn.inputs.map(({ type, nullable, indexed, indexOf }) => {
    const index = indexOf === undefined ? "[]" : `[$${indexOf}]`;
    return `${type}${nullable ? "?" : ""}${indexed ? index : ""}`;
  });
  const exprs = fn.exprs.map(printIr).join(" ; ");
  if (fn.kind !== "update") return `${fn.kind}(${inputs.join(",")}) ${exprs}`;
  const updates = fn.updates.map((update) => `sum ${update.state}${"failure" in update ? mark(update.failure) : ""}`);
  const head = `update${fn.marksAll ? "!" : ""}${fn.grouped ? "" : " all"}`;
  return `${head}(${inputs.join(",")}) ${exprs} into ${updates.join(" ; ")}`;
}

function mark(failure: { readonly sqlstate: string; readonly message: string } | undefined): string {
  return failure === undefined ? "" : `!${JSON.stringify([failure.sqlstate, failure.message])}`;
}
