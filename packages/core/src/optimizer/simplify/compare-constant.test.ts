// A comparison moved into its column's type has the value of the one that was written, for every column value:
// both are evaluated as execution would, for values around the constant and at the type's ends.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ColumnId } from "../../common/ids.ts";
import type { PhysicalExpr } from "../../expr/expr.ts";
import { rewrite } from "../../expr/tree.ts";
import { constantFolder } from "../../function/fold.ts";
import { builtinFunctions } from "../../function/functions.ts";
import type { LogicalExpr, LogicalLeaf } from "../../logical/plan.ts";
import type { Datum } from "../../type/datum.ts";
import {
  DATE,
  fixedNumeric,
  INT2,
  INT4,
  INT8,
  type LogicalType,
  printType,
  TIMESTAMP,
} from "../../type/logical-type.ts";
import { compareInColumnType } from "./compare-constant.ts";

const operators = ["=", "<>", "<", "<=", ">", ">="];
const DAY = 86_400_000_000n;

interface Case {
  readonly column: LogicalType;
  /** What the column is cast to, if it is. */
  readonly cast?: LogicalType;
  readonly constant: LogicalType;
  readonly constants: readonly Datum[];
  readonly values: readonly Datum[];
  /** Constants that the column's type has no room for: left as they are. */
  readonly outside?: readonly Datum[];
}

const money = fixedNumeric(10, 2);
const moneys = [-999n, -101n, -100n, -1n, 0n, 1n, 549n, 550n, 551n, 9_999_999_999n];
const cases: readonly Case[] = [
  {
    column: INT4,
    constant: INT8,
    constants: [5n, -1n],
    values: [-2, -1, 0, 4, 5, 6, 2 ** 31 - 1],
    outside: [2n ** 40n],
  },
  { column: INT8, constant: INT4, constants: [5], values: [4n, 5n, 6n, -(2n ** 63n)] },
  { column: INT2, constant: INT4, constants: [7], values: [6, 7, 8, -32768], outside: [40_000] },
  {
    column: INT4,
    cast: fixedNumeric(10, 0),
    constant: fixedNumeric(3, 1),
    constants: [50n, 55n, -55n],
    values: [-6, -5, 0, 4, 5, 6],
  },
  { column: money, constant: fixedNumeric(2, 0), constants: [5n, -1n], values: moneys },
  { column: money, constant: fixedNumeric(6, 4), constants: [55_000n, 55_001n, -10_050n], values: moneys },
  {
    column: money,
    cast: fixedNumeric(14, 4),
    constant: fixedNumeric(6, 4),
    constants: [55_000n, 55_001n],
    values: moneys,
  },
  {
    column: DATE,
    constant: TIMESTAMP,
    constants: [8766n * DAY, 8766n * DAY + 1n, -DAY - 1n],
    values: [8765, 8766, 8767, -1, -2, 0, 2_147_483_647, -2_147_483_648],
  },
  {
    column: DATE,
    cast: TIMESTAMP,
    constant: TIMESTAMP,
    constants: [8766n * DAY, 8766n * DAY + 1n],
    values: [8765, 8766, 8767],
  },
];

function evaluated(expr: LogicalExpr, value: Datum): Datum | undefined {
  const whole = rewrite<LogicalLeaf>(expr, (node) =>
    node.kind === "column" ? { kind: "constant", value, type: node.type } : node,
  );
  return constantFolder().fold(whole as PhysicalExpr);
}

for (const { column, cast, constant, constants, values, outside = [] } of cases) {
  const ref: LogicalExpr = { kind: "column", column: 1 as ColumnId, type: column };
  const left: LogicalExpr = cast === undefined ? ref : { kind: "cast", input: ref, type: cast, form: "implicit" };
  const comparison = (operator: string, value: Datum, mirrored: boolean): LogicalExpr => {
    const args: LogicalExpr[] = [left, { kind: "constant", value, type: constant }];
    if (mirrored) args.reverse();
    const overload = `${operator}(${args.map(({ type }) => type.kind).join()})`;
    return { kind: "call", overload, args, type: { kind: "bool" } };
  };
  const shown = `${printType(column)}${cast === undefined ? "" : ` as ${printType(cast)}`} and ${printType(constant)}`;

  test(`${shown}: the same answers`, () => {
    for (const operator of operators) {
      for (const mirrored of [false, true]) {
        for (const value of constants) {
          const before = comparison(operator, value, mirrored);
          const after = compareInColumnType(before, builtinFunctions());
          for (const one of [...values, null]) {
            assert.equal(evaluated(after, one), evaluated(before, one), `${one} ${operator} ${value}`);
          }
        }
      }
    }
  });

  test(`${shown}: a bare column where a value allows it`, () => {
    for (const value of constants) {
      const after = compareInColumnType(comparison("<", value, false), builtinFunctions());
      assert.deepEqual(after.kind === "call" && after.args.map(({ type }) => type), [column, column]);
    }
    for (const value of outside) {
      const before = comparison("<", value, false);
      assert.equal(compareInColumnType(before, builtinFunctions()), before);
    }
  });
}
