// What lag(value, offset, default) and lead(...) have in common: a value at a row before or after the current one in its
// partition, and the default where there is no such row. A NULL offset gives NULL.
import type { PhysicalExpr } from "../../expr/expr.ts";
import { BOOL, type LogicalType, NUMERIC } from "../../type/logical-type.ts";
import { at } from "../aggregate/build.ts";
import type { WindowOverload, WindowStep } from "../window-registry.ts";

const result = ([value]: readonly LogicalType[]): LogicalType => value ?? NUMERIC;

export function offset(name: "lag" | "lead", doc: string): readonly WindowOverload[] {
  const moved = (args: readonly PhysicalExpr[]): WindowStep => {
    const value = at(args, 0);
    return { kind: name, value, type: value.type, ...(args[1] === undefined ? {} : { offset: args[1] }) };
  };
  const row = { name, result, nullable: true, doc };
  const first = (values: readonly PhysicalExpr[]): PhysicalExpr => at(values, 0);
  return [
    { ...row, args: ["any"], steps: (args) => [moved(args)], finish: first },
    { ...row, args: ["any", "int4"], steps: (args) => [moved(args)], finish: first },
    {
      ...row,
      args: ["any", "int4", "any"],
      alike: [0, 2],
      steps: (args) => [moved(args), { kind: `outside-${name}`, offset: at(args, 1), type: BOOL }],
      finish: (values, args) => ({
        kind: "case",
        branches: [{ when: at(values, 1), then: at(args, 2) }],
        otherwise: at(values, 0),
        type: at(args, 0).type,
      }),
    },
  ];
}
