// Where a column's slots lie, and the instructions that read and write one.
import type { IrType } from "../ir/ir.ts";
import type { FunctionBody, Local } from "./wasm-encoder.ts";

/** Leaves base + position * width on the stack. */
export function loadSlotAddress(body: FunctionBody, base: Local, position: Local, type: IrType): void {
  const shift = shiftOf(type);
  body.get(base).get(position);
  if (shift > 0) body.i32(shift).op("i32.shl");
  body.op("i32.add");
}

function shiftOf(type: IrType): number {
  switch (type) {
    case "bool":
      return 0;
    case "i32":
    case "f32":
      return 2;
    case "i64":
    case "f64":
    case "ref":
      return 3;
    case "i128":
      return 4;
  }
}

export function loadOf(
  type: Exclude<IrType, "i128">,
): "i32.load8_u" | "i32.load" | "i64.load" | "f32.load" | "f64.load" {
  switch (type) {
    case "bool":
      return "i32.load8_u";
    case "i32":
      return "i32.load";
    case "i64":
    case "ref":
      return "i64.load";
    case "f32":
      return "f32.load";
    case "f64":
      return "f64.load";
  }
}

export function storeOf(type: IrType): "i32.store8" | "i32.store" | "i64.store" | "f32.store" | "f64.store" {
  switch (type) {
    case "bool":
      return "i32.store8";
    case "i32":
      return "i32.store";
    case "i64":
    case "ref":
    case "i128":
      return "i64.store";
    case "f32":
      return "f32.store";
    case "f64":
      return "f64.store";
  }
}
