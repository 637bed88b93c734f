// OVERLAPS (PostgreSQL manual, section 9.9): whether two periods, given by their ends or by a start and a length, have a
// moment in common. The earlier end of a period is its start; one end that is NULL leaves the other as start.
import { bind, choose, compare, constant, isNull, nullOf, or } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { temporal } from "../../kernel-call.ts";
import { type ArgumentKind, type FunctionFamily, functionFamily, type ScalarOverload } from "../../registry.ts";
import { zoneTable } from "../../zone-bytes.ts";

type Between = (start: IrExpr, end: IrExpr) => IrExpr;

const yes = constant("bool", 1);
const no = constant("bool", 0);
const unknown = nullOf("bool");

/** Where a period starts: the earlier end, or the one that is known. */
const startOf: Between = (first, second) =>
  choose(
    [
      { when: isNull(first), then: second },
      { when: isNull(second), then: first },
      { when: compare("gt", first, second), then: second },
    ],
    first,
  );

/** The later end; NULL where one of them is. */
const endOf: Between = (first, second) =>
  choose(
    [
      { when: or([isNull(first), isNull(second)]), then: nullOf(first.type) },
      { when: compare("gt", first, second), then: first },
    ],
    second,
  );

/** Whether the period that starts earlier lasts up to the other's start. */
const reaches = (end: IrExpr, start: IrExpr, otherEnd: IrExpr): IrExpr =>
  choose(
    [
      { when: isNull(end), then: unknown },
      { when: compare("lt", start, end), then: yes },
      { when: isNull(otherEnd), then: unknown },
    ],
    no,
  );

function overlap(ends: readonly IrExpr[]): IrExpr {
  const [first, second, third, fourth] = ends as readonly [IrExpr, IrExpr, IrExpr, IrExpr];
  return bind("start one", startOf(first, second), (startOne) =>
    bind("end one", endOf(first, second), (endOne) =>
      bind("start two", startOf(third, fourth), (startTwo) =>
        bind("end two", endOf(third, fourth), (endTwo) =>
          choose(
            [
              { when: or([isNull(startOne), isNull(startTwo)]), then: unknown },
              { when: compare("gt", startOne, startTwo), then: reaches(endTwo, startOne, endOne) },
              { when: compare("lt", startOne, startTwo), then: reaches(endOne, startTwo, endTwo) },
              { when: or([isNull(endOne), isNull(endTwo)]), then: unknown },
            ],
            yes,
          ),
        ),
      ),
    ),
  );
}

/** Binds what is read more than once. */
function named(prefix: string, args: readonly IrExpr[], body: (locals: readonly IrExpr[]) => IrExpr): IrExpr {
  const go = (position: number, locals: readonly IrExpr[]): IrExpr =>
    position === args.length
      ? body(locals)
      : bind(`${prefix} ${position}`, args[position] as IrExpr, (local) => go(position + 1, [...locals, local]));
  return go(0, []);
}

const row = { name: "overlaps", result: "bool", strict: false, volatility: "immutable" } as const;
const doc = "Whether two periods have a moment in common.";

const ofEnds = (kind: ArgumentKind): ScalarOverload => ({
  ...row,
  args: [kind, kind, kind, kind],
  canFail: false,
  doc,
  lower: (args) => named("end", args, overlap),
});

/** A moment moved by an interval; what else that needs comes behind the written arguments. */
type Move = (moment: IrExpr, by: IrExpr, implied: readonly IrExpr[]) => IrExpr;

const forms: readonly (readonly [first: boolean, second: boolean])[] = [
  [true, true],
  [true, false],
  [false, true],
];

const ofLengths = (kind: ArgumentKind, move: Move, implicit?: ScalarOverload["implicit"]): readonly ScalarOverload[] =>
  forms.map(
    ([first, second]): ScalarOverload => ({
      ...row,
      args: [kind, first ? "interval" : kind, kind, second ? "interval" : kind],
      canFail: true,
      doc,
      ...(implicit === undefined ? {} : { implicit }),
      lower: (args) => {
        const [start, end, other, otherEnd, ...implied] = args as readonly [IrExpr, IrExpr, IrExpr, IrExpr];
        return named("start", [start, other], (starts) => {
          const [one, two] = starts as readonly [IrExpr, IrExpr];
          const ends = [first ? move(one, end, implied) : end, second ? move(two, otherEnd, implied) : otherEnd];
          return named("end", ends, ([endOne, endTwo]) => overlap([one, endOne as IrExpr, two, endTwo as IrExpr]));
        });
      },
    }),
  );

export const overlaps: FunctionFamily = functionFamily(["overlaps"], () => [
  ...(["timestamp", "timestamptz", "time", "timetz"] as const).map(ofEnds),
  ...ofLengths("timestamp", (moment, by) => temporal("timestampAddInterval", "i64", [moment, by])),
  ...ofLengths("time", (moment, by) => temporal("timeAddInterval", "i64", [moment, by])),
  ...ofLengths(
    "timestamptz",
    (moment, by, [zone]) => temporal("instantAddInterval", "i64", [moment, by, zoneTable(zone as IrExpr)]),
    ["zone"],
  ),
]);
