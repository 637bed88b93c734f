// row_number(), rank(), dense_rank(), percent_rank(), cume_dist() and ntile(n): what follows from a row's place among
// its partition's rows and peers.
import { FLOAT8, INT4, INT8, type TypeKind } from "../../type/logical-type.ts";
import { at } from "../aggregate/build.ts";
import type { WindowOverload, WindowStep } from "../window-registry.ts";

function plain(
  name: string,
  result: TypeKind,
  step: Extract<WindowStep, { kind: "row-number" | "rank" | "dense-rank" | "percent-rank" | "cume-dist" }>,
  doc: string,
): WindowOverload {
  return { name, args: [], result, nullable: false, steps: () => [step], finish: (values) => at(values, 0), doc };
}

export const ranks = (): readonly WindowOverload[] => [
  plain("row_number", "int8", { kind: "row-number", type: INT8 }, "The number of the row in its partition, from 1."),
  plain("rank", "int8", { kind: "rank", type: INT8 }, "The row number of the first peer."),
  plain("dense_rank", "int8", { kind: "dense-rank", type: INT8 }, "The number of the peer group, from 1."),
  plain("percent_rank", "float8", { kind: "percent-rank", type: FLOAT8 }, "(rank - 1) / (rows of the partition - 1)."),
  plain("cume_dist", "float8", { kind: "cume-dist", type: FLOAT8 }, "The share of rows up to the last peer."),
  {
    name: "ntile",
    args: ["int4"],
    result: "int4",
    nullable: true,
    steps: (args) => [{ kind: "ntile", buckets: at(args, 0), type: INT4 }],
    finish: (values) => at(values, 0),
    doc: "The number of the row's bucket, of so many of about the same size.",
  },
];
