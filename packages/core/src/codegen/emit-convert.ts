// Conversions between types to instructions: widening is exact, narrowing fails where it would lose.
import { internal } from "../common/error.ts";
import type { IrExpr } from "../ir/ir.ts";
import { type EmitSite, failIf, load } from "./emit-site.ts";
import { F64, I64, type Local } from "./wasm-encoder.ts";

export function emitConvert(site: EmitSite, expr: Extract<IrExpr, { op: "convert" }>, arg: Local[]): void {
  const { body } = site;
  const { type: to, failure } = expr;
  const from = expr.arg.type;
  const [low, high] = arg as [Local, Local];
  const fromInt32 = from === "i32" || from === "bool";
  if (from === to || (fromInt32 && (to === "i32" || to === "bool"))) {
    load(body, arg);
  } else if ((from === "f32" || from === "f64") && (to === "i32" || to === "i64")) {
    const value = body.local("rounded", F64);
    body.get(low);
    if (from === "f32") body.op("f64.promote_f32");
    body.op("f64.nearest").tee(value);
    const limit = to === "i32" ? 2 ** 31 : 2 ** 63;
    body.f64(-limit).op("f64.ge").get(value).f64(limit).op("f64.lt", "i32.and", "i32.eqz");
    failIf(site, failure ?? { sqlstate: "22003", message: "value out of range" });
    body.get(value).op(to === "i32" ? "i32.trunc_f64_s" : "i64.trunc_f64_s");
  } else if (from === "f32" && to === "f64") {
    body.get(low).op("f64.promote_f32");
  } else if (from === "f64" && to === "f32") {
    body.get(low).op("f32.demote_f64");
  } else if (fromInt32 && (to === "f32" || to === "f64")) {
    body.get(low).op(`${to}.convert_i32_s`);
  } else if (from === "i64" && (to === "f32" || to === "f64")) {
    body.get(low).op(`${to}.convert_i64_s`);
  } else if (fromInt32 && to === "i64") {
    body.get(low).op("i64.extend_i32_s");
  } else if (fromInt32 && to === "i128") {
    const wide = body.local("wide", I64);
    body.get(low).op("i64.extend_i32_s").tee(wide).get(wide).i64(63n).op("i64.shr_s");
  } else if (from === "i64" && to === "i128") {
    body.get(low).get(low).i64(63n).op("i64.shr_s");
  } else if (from === "i64" && to === "i32") {
    if (failure !== undefined) {
      body.get(low).get(low).op("i64.extend32_s", "i64.ne");
      failIf(site, failure);
    }
    body.get(low).op("i32.wrap_i64");
  } else if (from === "i128" && to === "i64") {
    if (failure !== undefined) {
      body.get(high).get(low).i64(63n).op("i64.shr_s", "i64.ne");
      failIf(site, failure);
    }
    body.get(low);
  } else {
    throw internal(`IR convert from ${from} to ${to}: lower it to a row function`);
  }
}
