// first_value(value), last_value(value) and nth_value(value, n): a value at a row of the frame, NULL where the frame
// has no such row.
import { type LogicalType, NUMERIC } from "../../type/logical-type.ts";
import { at } from "../aggregate/build.ts";
import type { WindowOverload } from "../window-registry.ts";

const result = ([value]: readonly LogicalType[]): LogicalType => value ?? NUMERIC;

function endOfFrame(name: string, fromEnd: boolean, doc: string): WindowOverload {
  return {
    name,
    args: ["any"],
    result,
    nullable: true,
    steps: (args) => [{ kind: "nth-value", value: at(args, 0), fromEnd, type: at(args, 0).type }],
    finish: (values) => at(values, 0),
    doc,
  };
}

export const frameValues = (): readonly WindowOverload[] => [
  endOfFrame("first_value", false, "The value at the frame's first row."),
  endOfFrame("last_value", true, "The value at the frame's last row."),
  {
    name: "nth_value",
    args: ["any", "int4"],
    result,
    nullable: true,
    steps: (args) => [
      { kind: "nth-value", value: at(args, 0), position: at(args, 1), fromEnd: false, type: at(args, 0).type },
    ],
    finish: (values) => at(values, 0),
    doc: "The value at the frame's n-th row, from 1.",
  },
];
