// Sums per group to instructions: a value in locals is added to the element of a state that belongs to the row's
// group. The high word of 128 bits is touched only when it changes, which is rare.

import { unreachable } from "../common/unreachable.ts";
import type { IrUpdate } from "../ir/ir.ts";
import { type EmitSite, failIf } from "./emit-site.ts";
import { F64, type FunctionBody, I32, I64, type Local } from "./wasm-encoder.ts";

/** What is checked as it is added. */
type CheckedUpdate = Exclude<IrUpdate, { state: "part" }>;

/** Adds the value to the state's element of the group. */
export function emitUpdate(
  site: EmitSite,
  update: CheckedUpdate,
  state: Local,
  group: Local,
  value: readonly Local[],
): void {
  const { body } = site;
  const cell = body.local("cell", I32);
  body
    .get(state)
    .get(group)
    .i32(update.state === "i128" ? 4 : 3)
    .op("i32.shl", "i32.add")
    .set(cell);
  const low = value[0] as Local;
  switch (update.state) {
    case "i64":
      addChecked(site, update, cell, 0, low);
      return;
    case "i128":
      add128(site, update, cell, low, value[1] ?? signOf(site, low));
      return;
    case "f64":
      addFloat(site, update, cell, low);
      return;
    default:
      unreachable(update.state);
  }
}

/** 64 bits at an offset of the cell; fails when they wrap. */
function addChecked(site: EmitSite, { failure }: CheckedUpdate, cell: Local, offset: number, value: Local): void {
  const { body } = site;
  const [before, after] = [body.local("before", I64), body.local("after", I64)];
  body.get(cell).get(cell).at("i64.load", offset).tee(before).get(value).op("i64.add").tee(after);
  body.at("i64.store", offset);
  body.get(before).get(after).op("i64.xor").get(value).get(after).op("i64.xor", "i64.and").i64(0n).op("i64.lt_s");
  failIf(site, failure);
}

/** The high half of what has 64 bits. */
function signOf({ body }: EmitSite, low: Local): Local {
  const high = body.local("sign", I64);
  body.get(low).i64(63n).op("i64.shr_s").set(high);
  return high;
}

function add128(site: EmitSite, update: CheckedUpdate, cell: Local, low: Local, high: Local): void {
  const { body } = site;
  const [sum, carried] = [body.local("sum", I64), body.local("carried", I64)];
  body.get(cell).get(cell).at("i64.load").get(low).op("i64.add").tee(sum).at("i64.store");
  body.get(high).get(sum).get(low).op("i64.lt_u", "i64.extend_i32_u", "i64.add").tee(carried);
  body.op("i64.eqz", "i32.eqz").named("carries").if();
  // Signs are those of the value's own half: one that wraps with the carry is right modulo 2 to the 64th.
  const [before, after] = [body.local("beforeHigh", I64), body.local("afterHigh", I64)];
  body.get(cell).get(cell).at("i64.load", 8).tee(before).get(carried).op("i64.add").tee(after).at("i64.store", 8);
  body.get(before).get(after).op("i64.xor").get(high).get(after).op("i64.xor", "i64.and").i64(0n).op("i64.lt_s");
  failIf(site, update.failure);
  body.op("end");
}

/** Adds to a part of the group whose first one lies at `cell`. */
export function emitPart({ body }: EmitSite, cell: Local, offset: number, value: Local): void {
  body.get(cell).get(cell).at("i64.load", offset).get(value).op("i64.add").at("i64.store", offset);
}

function addFloat(site: EmitSite, { failure }: CheckedUpdate, cell: Local, value: Local): void {
  const { body } = site;
  const [before, after] = [body.local("before", F64), body.local("after", F64)];
  body.get(cell).get(cell).at("f64.load").tee(before).get(value).op("f64.add").tee(after).at("f64.store");
  const isInfinite = (local: Local): FunctionBody =>
    body.get(local).op("f64.abs").f64(Number.POSITIVE_INFINITY).op("f64.eq");
  isInfinite(after).named("infinite").if();
  isInfinite(before), isInfinite(value).op("i32.or", "i32.eqz");
  failIf(site, failure);
  body.op("end");
}
