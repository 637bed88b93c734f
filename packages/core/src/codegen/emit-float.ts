// Float arithmetic and comparison to instructions, with PostgreSQL's rules where IEEE 754 has others: results that
// overflow or vanish fail, NaN equals itself and is above every number.
import { internal } from "../common/error.ts";
import type { CompareOperator, IrExpr } from "../ir/ir.ts";
import { type EmitSite, failIf } from "./emit-site.ts";
import type { FunctionBody, Local } from "./wasm-encoder.ts";

export function emitFloatArithmetic(
  site: EmitSite,
  expr: Extract<IrExpr, { op: "arithmetic" }>,
  left: Local,
  right: Local,
): void {
  const { body } = site;
  const { operator, failure, zero } = expr;
  if (operator !== "add" && operator !== "sub" && operator !== "mul" && operator !== "div") {
    throw internal(`IR ${operator} on ${expr.type}`);
  }
  const type = expr.type as "f32" | "f64";
  const constant = (value: number): FunctionBody => (type === "f32" ? body.f32(value) : body.f64(value));
  if (operator === "div" && zero !== undefined) {
    body.get(right);
    constant(0).op(`${type}.eq`).get(left).get(left).op(`${type}.eq`, "i32.and");
    failIf(site, zero);
  }
  body.get(left).get(right).op(`${type}.${operator}`);
  if (failure === undefined) return;
  const result = body.local("result", left.type);
  body.set(result);
  const finite = (local: Local): void => {
    body.get(local).op(`${type}.abs`);
    constant(Number.POSITIVE_INFINITY).op(`${type}.lt`);
  };
  // Almost every result is an ordinary number, about which nothing more has to be asked.
  finite(result);
  body.op("i32.eqz").named("notFinite").if();
  finite(left), finite(right);
  body.op("i32.and");
  failIf(site, failure);
  body.op("end");
  if (operator === "mul" || operator === "div") {
    body.get(result);
    constant(0).op(`${type}.eq`).named("zero").if();
    body.get(left);
    constant(0).op(`${type}.ne`);
    if (operator === "mul") {
      body.get(right);
      constant(0).op(`${type}.ne`, "i32.and");
    } else {
      finite(left), finite(right);
      body.op("i32.and", "i32.and");
    }
    failIf(site, expr.vanished ?? failure);
    body.op("end");
  }
  body.get(result);
}

export function emitCompareFloats(
  site: EmitSite,
  operator: CompareOperator,
  type: "f32" | "f64",
  left: Local,
  right: Local,
): void {
  const { body } = site;
  const isNaN = (local: Local): FunctionBody => body.get(local).get(local).op(`${type}.ne`);
  const direct = (name: "eq" | "lt" | "gt", a: Local, b: Local): FunctionBody =>
    body.get(a).get(b).op(`${type}.${name}`);
  const less = (a: Local, b: Local): void => {
    // a < b, or b is NaN and a is not.
    direct("lt", a, b);
    isNaN(b), isNaN(a).op("i32.eqz", "i32.and", "i32.or");
  };
  switch (operator) {
    case "eq":
    case "ne":
      direct("eq", left, right);
      isNaN(left), isNaN(right).op("i32.and", "i32.or");
      if (operator === "ne") body.op("i32.eqz");
      return;
    case "lt":
      less(left, right);
      return;
    case "gt":
      less(right, left);
      return;
    case "le":
      less(right, left);
      body.op("i32.eqz");
      return;
    case "ge":
      less(left, right);
      body.op("i32.eqz");
  }
}
