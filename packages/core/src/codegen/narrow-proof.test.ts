// Proofs at the edges: values of so many bits fit for so many rows, and one bit or row more does not; whatever was asked
// before.
import assert from "node:assert/strict";
import { test } from "node:test";
import { arithmetic, constant, convert } from "../ir/build.ts";
import type { IrExpr } from "../ir/ir.ts";
import { NarrowProof } from "./narrow-proof.ts";

const input = (at: number): IrExpr => ({ op: "input", type: "i64", nullable: false, input: at });
const failure = { sqlstate: "22003", message: "out of range" };
const product = arithmetic("mul", convert(input(0), "i128"), convert(input(1), "i128"), { failure });
const rest = arithmetic("sub", constant("i64", 100n), input(1), { failure });

const cases: readonly {
  readonly name: string;
  readonly exprs: readonly IrExpr[];
  readonly rows: number;
  /** What is asked, in this order. */
  readonly asked: readonly (readonly [first: number, second: number, holds: boolean])[];
}[] = [
  {
    name: "one row of a product",
    exprs: [product],
    rows: 1,
    asked: [
      [31, 31, true],
      [32, 31, false],
      [31, 32, false],
      [40, 22, true],
      [31, 31, true],
      [0, 62, true],
    ],
  },
  {
    name: "16,384 rows of a product",
    exprs: [product],
    rows: 16384,
    asked: [
      [24, 24, true],
      [25, 24, false],
      [24, 23, true],
      [25, 23, true],
      [48, 1, false],
      [47, 1, true],
    ],
  },
  {
    // The least product is -2^48, and a sum may be -2^63: the greatest is one less than it seems.
    name: "so many rows that a power of two just fits",
    exprs: [input(0)],
    rows: 1 << 15,
    asked: [
      [48, 0, true],
      [49, 0, false],
    ],
  },
  {
    name: "one row too many for it",
    exprs: [input(0)],
    rows: (1 << 15) + 1,
    asked: [
      [48, 0, false],
      [47, 0, true],
    ],
  },
  {
    name: "all of several sums",
    exprs: [input(0), product, rest],
    rows: 1024,
    asked: [
      [10, 53, false],
      [10, 42, true],
      [42, 10, true],
      [42, 11, false],
      [10, 42, true],
    ],
  },
];

for (const { name, exprs, rows, asked } of cases) {
  test(name, () => {
    const proof = new NarrowProof(exprs, rows);
    for (const [first, second, holds] of asked) {
      assert.equal(proof.holds([first, second]), holds, `${first} and ${second} bits`);
      assert.equal(new NarrowProof(exprs, rows).holds([first, second]), holds, `${first} and ${second} bits at first`);
    }
  });
}
