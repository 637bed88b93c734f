// Calls of the kernel library's row functions to instructions: how arguments and results travel, and where each
// function says that it failed (kernel/library.ts).
import type { IrCall, IrType } from "../ir/ir.ts";
import { statusPlace } from "../kernel/library.ts";
import { type EmitSite, load, valueTypes } from "./emit-site.ts";
import { I32, type Local, type ValueType } from "./wasm-encoder.ts";

/** Signature of a row function: i128 by address, an i128 result through a last address parameter. */
export function callSignature(args: readonly IrType[], result: IrType): { params: ValueType[]; results: ValueType[] } {
  const params = args.map((type) => (type === "i128" ? I32 : (valueTypes(type)[0] as ValueType)));
  if (result !== "i128") return { params, results: [...valueTypes(result)] };
  return { params: [...params, I32], results: [I32] };
}

/** The name by which every module of the kernel library exports its status. */
export const TAKE_STATUS = "takeStatus";

/** How a result travels: statuses go by it (kernel/library.ts). */
export function resultKind(type: IrType): "ref" | "wide" | "value" {
  return type === "ref" ? "ref" : type === "i128" ? "wide" : "value";
}

/** Leaves the call's result on the stack. None of the arguments is NULL. */
export function emitCall(site: EmitSite, expr: IrCall, args: readonly Local[][]): void {
  const { body, scope } = site;
  const slots = args.map((locals, position) => {
    if (expr.args[position]?.type !== "i128") return undefined;
    const address = scope.scratch();
    for (const [part, local] of locals.entries()) {
      address();
      body.get(local).at("i64.store", part * 8);
    }
    return address;
  });
  for (const [position, locals] of args.entries()) {
    const address = slots[position];
    if (address === undefined) load(body, locals);
    else address();
  }
  const out = expr.type === "i128" ? scope.scratch() : undefined;
  out?.();
  body.call(scope.imported(expr.module, expr.name));
  checkStatus(site, expr, out === undefined ? (valueTypes(expr.type)[0] as ValueType) : I32, args);
  if (out === undefined) return;
  out();
  body.at("i64.load", 0);
  out();
  body.at("i64.load", 8);
}

/** With the call's result on the stack: ends the function if it failed, else leaves the value (of 16 bytes: nothing). */
function checkStatus(site: EmitSite, expr: IrCall, resultType: ValueType, args: readonly Local[][]): void {
  const { body } = site;
  const kind = resultKind(expr.type);
  const place = statusPlace(expr.module, expr.name, kind);
  if (place === "nowhere") {
    if (kind === "wide") body.op("drop");
    return;
  }
  const status = body.local("status", I32);
  if (place === "module") {
    if (kind === "wide") body.op("drop");
    body.call(site.scope.imported(expr.module, TAKE_STATUS)).tee(status).named("failed").if();
    site.scope.failCall(expr, status, args);
    body.op("end");
    return;
  }
  const result = body.local("answer", resultType);
  body.set(result).get(result);
  if (resultType === I32) body.i32(0).op("i32.lt_s").named("failed").if().get(result);
  else body.i64(0n).op("i64.lt_s").named("failed").if().get(result).op("i32.wrap_i64");
  body.set(status);
  site.scope.failCall(expr, status, args);
  body.op("end");
  if (kind !== "wide") body.get(result);
}
