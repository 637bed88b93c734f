// What is evaluated once for a batch, to instructions. Locals of the function that runs over the rows are 0 when it
// begins, at each batch; those of a helper begin with each row, so that it keeps values in the call block.
import type { IrExpr } from "../ir/ir.ts";
import { KEPT_NULL, KEPT_VALUE } from "./call-block.ts";
import type { CaseHost } from "./emit-case.ts";
import { type Emitted, type KeptPlace, load, valueTypes } from "./emit-site.ts";
import { loadOf, storeOf } from "./emit-slot.ts";
import { I32 } from "./wasm-encoder.ts";

type Once = Extract<IrExpr, { op: "once" }>;

export function emitOnce(host: CaseHost, expr: Once): Emitted {
  const place = host.site.scope.kept();
  return place === undefined ? keptInLocals(host, expr) : keptInBlock(host, expr, place);
}

function keptInLocals(host: CaseHost, expr: Once): Emitted {
  const { body } = host.site;
  const known = body.local("known", I32);
  const kept = valueTypes(expr.type).map((type, part) => body.local(part === 0 ? "kept" : "keptHigh", type));
  const isNull = expr.nullable ? body.local("keptNull", I32) : undefined;
  body.get(known).op("i32.eqz").named("firstTime").if();
  host.assign(expr.value, kept, isNull);
  body.i32(1).set(known).op("end");
  load(body, kept);
  return { isNull };
}

function keptInBlock(host: CaseHost, expr: Once, { block, offset }: KeptPlace): Emitted {
  const { body } = host.site;
  const kept = valueTypes(expr.type).map((type, part) => body.local(part === 0 ? "kept" : "keptHigh", type));
  const isNull = expr.nullable ? body.local("keptNull", I32) : undefined;
  body.get(block).at("i32.load", offset).op("i32.eqz").named("firstTime").if();
  host.assign(expr.value, kept, isNull);
  for (const [part, local] of kept.entries()) {
    body
      .get(block)
      .get(local)
      .at(storeOf(expr.type), offset + KEPT_VALUE + part * 8);
  }
  if (isNull !== undefined) {
    body
      .get(block)
      .get(isNull)
      .at("i32.store", offset + KEPT_NULL);
  }
  body.get(block).i32(1).at("i32.store", offset).op("end");
  const instruction = expr.type === "i128" ? "i64.load" : loadOf(expr.type);
  for (const part of kept.keys()) body.get(block).at(instruction, offset + KEPT_VALUE + part * 8);
  if (isNull === undefined) return { isNull };
  body
    .get(block)
    .at("i32.load", offset + KEPT_NULL)
    .set(isNull);
  return { isNull };
}
