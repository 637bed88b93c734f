// ntile(n) (PostgreSQL manual, section 9.22).
import { INT4 } from "../../type/logical-type.ts";
import { at } from "../aggregate/build.ts";
import type { WindowOverload } from "../window-registry.ts";

export const ntile = (): readonly WindowOverload[] => [
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
