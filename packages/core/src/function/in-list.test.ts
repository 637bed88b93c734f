// IN over integers against plain JavaScript: lists of every length, with the needle in them, beside them and NULL.
import assert from "node:assert/strict";
import { test } from "node:test";
import { constant } from "../ir/build.ts";
import { interpret } from "../ir/interpret.ts";
import type { IrExpr } from "../ir/ir.ts";
import { DATE, fixedNumeric, INT4, INT8, type LogicalType } from "../type/logical-type.ts";
import { equals } from "./equality.ts";
import { isOneOf } from "./in-list.ts";
import { irTypeOf } from "./ir-type.ts";

const noHost = {
  call: (): never => assert.fail("no calls"),
  bytes: (): never => assert.fail("no bytes"),
  read: (): never => assert.fail("no bytes"),
};

for (const type of [INT4, INT8, DATE, fixedNumeric(10, 2)] satisfies LogicalType[]) {
  test(`IN over ${type.kind}`, () => {
    const irType = irTypeOf(type) as "i32" | "i64";
    const value = (number: number): number | bigint => (irType === "i64" ? BigInt(number) : number);
    const needle: IrExpr = { op: "input", type: irType, nullable: true, input: 0 };
    for (const length of [1, 2, 3, 4, 5, 8, 9, 20, 21, 40, 41, 63, 64, 65, 200]) {
      const values = Array.from({ length }, (_, position) => ((position * 37) % length) * 3 - length);
      const found = isOneOf(
        needle,
        values.map((number) => constant(irType, value(number))),
        type,
        equals,
      );
      for (let number = -length - 2; number < length * 2 + 2; number++) {
        const expected = values.includes(number) ? 1 : 0;
        assert.equal(
          interpret(found, { ...noHost, inputs: [value(number)] }),
          expected,
          `${number} in ${values.join()}`,
        );
      }
      assert.equal(interpret(found, { ...noHost, inputs: [null] }), null);
    }
  });
}
