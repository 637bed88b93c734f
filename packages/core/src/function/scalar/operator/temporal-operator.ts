// Operators over dates and times that are one kernel each.
import type { IrExpr, IrType } from "../../../ir/ir.ts";
import type { TypeKind } from "../../../type/logical-type.ts";
import { temporal } from "../../kernel-call.ts";
import type { ScalarOverload } from "../../registry.ts";
import { datetimeRow } from "../datetime/datetime-row.ts";

export interface TemporalOperator {
  readonly name: "+" | "-";
  readonly args: readonly [TypeKind, TypeKind];
  readonly result: TypeKind;
  readonly type: IrType;
  readonly kernel: string;
  /** There is the same with its arguments the other way round. */
  readonly commutes?: true;
  readonly doc: string;
}

/** The rows of an operator. */
export function temporalOperator(operator: TemporalOperator): readonly ScalarOverload[] {
  const { name, args, result, type, kernel, commutes, doc } = operator;
  const lower = (values: readonly IrExpr[]): IrExpr => temporal(kernel, type, values);
  const plain: ScalarOverload = { ...datetimeRow, name, args, result, doc, lower };
  if (commutes !== true) return [plain];
  return [plain, { ...plain, args: args.toReversed(), lower: (values) => lower(values.toReversed()) }];
}
