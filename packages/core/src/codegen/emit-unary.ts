// Operators of one argument to instructions.
import { internal } from "../common/error.ts";
import type { IrExpr } from "../ir/ir.ts";
import { type EmitSite, failIf, load } from "./emit-site.ts";
import { emitAddSub } from "./int128.ts";
import { type FunctionBody, I64, type Local } from "./wasm-encoder.ts";

export function emitUnary(site: EmitSite, expr: Extract<IrExpr, { op: "unary" }>, arg: Local[]): void {
  const { body } = site;
  const { operator, type, failure } = expr;
  const [low, high] = arg as [Local, Local];
  if (type === "f32" || type === "f64") {
    if (operator === "not-bits") throw internal(`IR not-bits on ${type}`);
    body.get(low).op(`${type}.${operator}`);
    return;
  }
  if (type === "i128") {
    if (operator !== "neg" && operator !== "abs") throw internal(`IR ${operator} on i128`);
    const zero: [Local, Local] = [body.local("zeroLow", I64), body.local("zeroHigh", I64)];
    const result: [Local, Local] = [body.local("low", I64), body.local("high", I64)];
    body.i64(0n).set(zero[0]).i64(0n).set(zero[1]);
    emitAddSub(body, "sub", zero, [low, high], result, failure !== undefined);
    if (failure !== undefined) failIf(site, failure);
    if (operator === "abs") {
      for (const [part, original] of [low, high].entries()) {
        body
          .get(result[part] as Local)
          .get(original)
          .get(high)
          .i64(0n)
          .op("i64.lt_s", "select");
      }
    } else {
      load(body, result);
    }
    return;
  }
  const prefix = type === "i64" || type === "ref" ? "i64" : "i32";
  const constant = (value: bigint): FunctionBody => (prefix === "i32" ? body.i32(Number(value)) : body.i64(value));
  if (operator === "not-bits") {
    body.get(low);
    constant(-1n).op(`${prefix}.xor`);
    return;
  }
  if (operator !== "neg" && operator !== "abs") throw internal(`IR ${operator} on ${type}`);
  if (failure !== undefined) {
    body.get(low);
    constant(-(2n ** (prefix === "i32" ? 31n : 63n))).op(`${prefix}.eq`);
    failIf(site, failure);
  }
  constant(0n).get(low).op(`${prefix}.sub`);
  if (operator === "abs") {
    body.get(low).get(low);
    constant(0n).op(`${prefix}.lt_s`, "select");
  }
}
