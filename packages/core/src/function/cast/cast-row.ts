// What a cast is to lowering: a row per pair of type kinds. A family of casts is one file that exports its rows;
// casts.ts lists the families.
import type { CastForm } from "../../expr/expr.ts";
import type { IrExpr } from "../../ir/ir.ts";
import type { LogicalType, TypeKind } from "../../type/logical-type.ts";

/** One cast with its types in full. */
export interface CastTypes {
  readonly from: LogicalType;
  readonly to: LogicalType;
  readonly form: CastForm;
}

export interface CastRow {
  readonly from: TypeKind;
  readonly to: TypeKind;
  readonly lower: (arg: IrExpr, types: CastTypes) => IrExpr;
  /** Whether a value can end the query. */
  readonly canFail: (types: CastTypes) => boolean;
}

export const never = (): boolean => false;
export const always = (): boolean => true;
