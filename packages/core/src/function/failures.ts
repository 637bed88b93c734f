// The SQL conditions that functions raise, once each, with PostgreSQL's SQLSTATEs and messages.
import type { IrFailure } from "../ir/ir.ts";

export const DIVISION_BY_ZERO: IrFailure = { sqlstate: "22012", message: "division by zero" };
export const SMALLINT_RANGE: IrFailure = { sqlstate: "22003", message: "smallint out of range" };
export const INTEGER_RANGE: IrFailure = { sqlstate: "22003", message: "integer out of range" };
export const BIGINT_RANGE: IrFailure = { sqlstate: "22003", message: "bigint out of range" };
export const NUMERIC_OVERFLOW: IrFailure = { sqlstate: "22003", message: "numeric field overflow" };
export const FLOAT_OVERFLOW: IrFailure = { sqlstate: "22003", message: "value out of range: overflow" };
export const FLOAT_UNDERFLOW: IrFailure = { sqlstate: "22003", message: "value out of range: underflow" };
export const PERCENTILE_RANGE: IrFailure = { sqlstate: "22003", message: "percentile value is not between 0 and 1" };
