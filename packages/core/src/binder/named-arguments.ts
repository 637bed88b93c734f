// Arguments that name their parameter: `make_interval(days => 10)`. They are put in their places, and those left out have
// the values that the function's row gives them.
import type { Node } from "@pgsql/types";
import type { FfqError } from "../common/error.ts";
import type { ScalarOverload } from "../function/registry.ts";
import type { LogicalExpr } from "../logical/plan.ts";
import { typeOfKind } from "../type/logical-type.ts";
import { noFunction } from "./bind-call.ts";
import type { BindContext } from "./context.ts";
import { hasMissingNames, isMissingFunction } from "./missing-functions.ts";
import type { Place } from "./scope.ts";

type NamedArg = Extract<Node, { NamedArgExpr: unknown }>["NamedArgExpr"];

const namedIn = (node: Node): NamedArg | undefined => ("NamedArgExpr" in node ? node.NamedArgExpr : undefined);

/** The arguments of a call by position. @throws FfqError 42601, 42883, or 0A000 where the function's parameters have no names here */
export function bindArguments(
  context: BindContext,
  place: Place,
  name: string,
  args: readonly Node[],
  location: number | undefined,
): readonly LogicalExpr[] {
  const first = args.findIndex((arg) => namedIn(arg) !== undefined);
  if (first < 0) return args.map((arg) => context.expr(place, arg));
  const given = givenByName(context, args, first);
  const rows = context.ports.functions.named(name);
  const row = rows.find((overload) => takes(overload, first, [...given.keys()]));
  if (row === undefined) return bindUnnamed(context, place, name, args, location);
  return (row.parameters ?? []).map((parameter, position): LogicalExpr => {
    const node = position < first ? args[position] : given.get(parameter.name);
    if (node !== undefined) return context.expr(place, node);
    return {
      kind: "constant",
      value: parameter.otherwise ?? null,
      type: typeOfKind(row.args[position] as Exclude<ScalarOverload["args"][number], "any">),
    };
  });
}

/** Of a function whose parameters have no names, and of every aggregate. @throws FfqError as bindArguments */
export function bindUnnamed(
  context: BindContext,
  place: Place,
  name: string,
  args: readonly Node[],
  location: number | undefined,
): readonly LogicalExpr[] {
  const first = args.findIndex((arg) => namedIn(arg) !== undefined);
  const bound = args.map((arg) => context.expr(place, namedIn(arg)?.arg ?? arg));
  if (first < 0) return bound;
  givenByName(context, args, first);
  const isUnknown = isMissingFunction(name) && context.ports.functions.named(name).length === 0;
  const { aggregates, windows } = context.ports;
  if (hasMissingNames(name) || (isUnknown && !aggregates.isAggregate(name) && !windows.isWindow(name))) {
    throw context.unsupported("a named argument", namedIn(args[first] as Node)?.location);
  }
  const parameters = args.map((arg) => namedIn(arg)?.name);
  throw noFunction(context, name, bound, location, false, parameters);
}

/** The arguments behind the first that names its parameter, each of which must. */
function givenByName(context: BindContext, args: readonly Node[], first: number): ReadonlyMap<string, Node> {
  const given = new Map<string, Node>();
  for (const arg of args.slice(first)) {
    const named = namedIn(arg);
    if (named === undefined) throw positionalBehind(context, args[first] as Node);
    const parameter = named.name ?? "";
    if (given.has(parameter)) {
      throw context.error("SYNTAX", "42601", `argument name "${parameter}" used more than once`, named.location);
    }
    given.set(parameter, named.arg as Node);
  }
  return given;
}

/** Of an ordered-set aggregate, whose values follow its arguments by position. @throws FfqError 42601 */
export function refuseNamed(context: BindContext, args: readonly Node[]): void {
  const named = args.find((arg) => namedIn(arg) !== undefined);
  if (named !== undefined) throw positionalBehind(context, named);
}

function positionalBehind(context: BindContext, named: Node): FfqError {
  return context.error("SYNTAX", "42601", "positional argument cannot follow named argument", namedIn(named)?.location);
}

/** Whether a row has these parameters behind the first ones, and values for all others. */
function takes({ parameters, args }: ScalarOverload, first: number, names: readonly string[]): boolean {
  if (parameters === undefined || parameters.length !== args.length || first > args.length) return false;
  const open = parameters.slice(first);
  return (
    names.every((name) => open.some((parameter) => parameter.name === name)) &&
    open.every((parameter) => parameter.otherwise !== undefined || names.includes(parameter.name))
  );
}
