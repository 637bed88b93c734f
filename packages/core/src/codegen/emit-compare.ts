// Comparisons of two values of one type to instructions.
import { internal } from "../common/error.ts";
import type { CompareOperator, IrType } from "../ir/ir.ts";
import { emitCompareFloats } from "./emit-float.ts";
import type { EmitSite } from "./emit-site.ts";
import { I32, type Local, type PlainInstruction } from "./wasm-encoder.ts";

export function emitCompare(
  site: EmitSite,
  operator: CompareOperator,
  type: IrType,
  left: Local[],
  right: Local[],
): void {
  const { body } = site;
  const [leftLow, leftHigh] = left as [Local, Local];
  const [rightLow, rightHigh] = right as [Local, Local];
  switch (type) {
    case "bool":
    case "i32":
      body.get(leftLow).get(rightLow).op(integerCompare("i32", operator));
      return;
    case "i64":
      body.get(leftLow).get(rightLow).op(integerCompare("i64", operator));
      return;
    case "f32":
    case "f64":
      emitCompareFloats(site, operator, type, leftLow, rightLow);
      return;
    case "i128":
      if (operator === "eq" || operator === "ne") {
        body.get(leftLow).get(rightLow).op("i64.xor").get(leftHigh).get(rightHigh).op("i64.xor", "i64.or", "i64.eqz");
        if (operator === "ne") body.op("i32.eqz");
        return;
      }
      body.get(leftHigh).get(rightHigh).op("i64.eq").named("equalHighs").if([I32]);
      body.get(leftLow).get(rightLow).op(unsignedCompare(operator), "else");
      body.get(leftHigh).get(rightHigh).op(integerCompare("i64", operator), "end");
      return;
    case "ref":
      throw internal("IR compare on refs: lower it to a row function");
  }
}

function integerCompare(prefix: "i32" | "i64", operator: CompareOperator): PlainInstruction {
  return operator === "eq" || operator === "ne" ? `${prefix}.${operator}` : `${prefix}.${operator}_s`;
}

function unsignedCompare(operator: "lt" | "le" | "gt" | "ge"): PlainInstruction {
  return `i64.${operator}_u`;
}
