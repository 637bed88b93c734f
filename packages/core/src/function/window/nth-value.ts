// nth_value(value, n) (PostgreSQL manual, section 9.22).
import { at } from "../aggregate/build.ts";
import type { WindowOverload } from "../window-registry.ts";
import { frameValue } from "./frame-value.ts";

export const nthValue = (): readonly WindowOverload[] => [
  {
    name: "nth_value",
    args: ["any", "int4"],
    ...frameValue,
    steps: (args) => [
      { kind: "nth-value", value: at(args, 0), position: at(args, 1), fromEnd: false, type: at(args, 0).type },
    ],
    doc: "The value at the frame's n-th row, from 1.",
  },
];
