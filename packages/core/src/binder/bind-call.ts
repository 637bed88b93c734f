// Calls of functions and operators: an overload by PostgreSQL's resolution, its arguments cast to it.
import { type FunctionRegistry, overloadKey, type ScalarOverload } from "../function/registry.ts";
import { hasForeignKin, type Resolution, resolve } from "../function/resolve.ts";
import { nestedText, nestedTexts, zonedText } from "../function/scalar/datetime/zoned-casts.ts";
import type { LogicalExpr } from "../logical/plan.ts";
import { bareType, type LogicalType, listOf, printType, TEXT, type TypeKind } from "../type/logical-type.ts";
import { coerce, convert, isZonedArray } from "./coerce.ts";
import type { BindContext } from "./context.ts";
import { alignElements, undetermined } from "./element-types.ts";
import { implicitArgument } from "./implicit-argument.ts";
import { couldBeRange, isMissingOperator, takesKeysOfJson } from "./missing-functions.ts";
import { alignRows } from "./row-types.ts";

/** `left op right`, or `op right`. @throws FfqError 42883, 42725 */
export function bindOperatorCall(
  context: BindContext,
  symbol: string,
  args: readonly LogicalExpr[],
  location: number | undefined,
): LogicalExpr {
  return bindOverload(context, symbol, args, location, true);
}

/** `name(args)`; `written` is the name with its schema. @throws FfqError 42883, 42725 */
export function bindFunctionCall(
  context: BindContext,
  name: string,
  args: readonly LogicalExpr[],
  location: number | undefined,
  written: string = name,
): LogicalExpr {
  return bindOverload(context, name, args, location, false, written);
}

function bindOverload(
  context: BindContext,
  name: string,
  args: readonly LogicalExpr[],
  location: number | undefined,
  operator: boolean,
  written: string = name,
): LogicalExpr {
  const kinds = args.map(({ type }) => type.kind);
  const found = resolution(context.ports.functions, name, kinds, operator);
  const isOpen = found.kind === "none" || kinds.every((kind) => kind === "unknown");
  if (operator && isOpen && couldBeRange(name, kinds)) throw notUnique(context, written, args, location, operator);
  if (found.kind === "none") {
    const types = args.map(({ type }) => type);
    if (operator && isMissingOperator(name, types) && context.ports.functions.named(name).length === 0)
      throw context.unsupported(`operator ${name}`, location);
    if (operator && takesKeysOfJson(name, types)) throw context.unsupported("operator jsonb - text", location);
    throw noFunction(context, written, args, location, operator);
  }
  if (found.kind === "ambiguous") throw notUnique(context, written, args, location, operator);
  return callOverload(context, found.overload, args, location);
}

/** A call of an overload that takes these arguments, with what is added to the written ones. */
export function callOverload(
  context: BindContext,
  overload: ScalarOverload,
  args: readonly LogicalExpr[],
  location: number | undefined,
): LogicalExpr {
  const aligned = alignArguments(context, overload, args, location);
  if (aligned === undefined) throw noFunction(context, overload.name, args, location, !/^[a-z]/.test(overload.name));
  const cast = aligned.map((arg, at) => {
    const kind = overload.args[at] ?? overload.variadic ?? "any";
    const isZoned = arg.type.kind === "timestamptz" || zonedText(arg.type) !== undefined;
    const prints = overload.prints === true;
    const isPrinted = kind === "any" && prints && isZoned;
    if (kind === "any" && prints && isZonedArray(arg.type)) return callOverload(context, nestedText, [arg], location);
    if (kind === "list" && prints && isZonedArray(arg.type)) return convert(context, arg, listOf(TEXT), "implicit");
    if (kind === "list" && prints && isZoned) return callOverload(context, nestedTexts, [arg], location);
    if (kind === "list" || kind === "struct") return nestedArgument(context, arg, location);
    return coerce(context, arg, isPrinted ? "text" : kind);
  });
  const { result } = overload;
  const constants = cast.map((arg) => (arg.kind === "constant" ? arg.value : undefined));
  const types = cast.map((arg) => arg.type);
  const type =
    typeof result === "function"
      ? context.narrowed(result(types, constants), result(types, constants, true))
      : ({ kind: result } as LogicalType);
  const span = context.source.roughSpanAt(location);
  const added = (overload.implicit ?? []).map((what) => implicitArgument(context, what, args[0]));
  const all = added.length === 0 ? cast : [...cast, ...added];
  return { kind: "call", overload: overloadKey(overload), args: all, type, ...(span === undefined ? {} : { span }) };
}

/** Arguments that must have a type in common are given it; undefined when they have none. */
function alignArguments(
  context: BindContext,
  { elements, args: kinds }: ScalarOverload,
  args: readonly LogicalExpr[],
  location: number | undefined,
): readonly LogicalExpr[] | undefined {
  if (elements !== undefined) return alignElements(context, elements, args, location);
  return kinds[0] === "struct" && kinds[1] === "struct" ? alignRows(context, args, location) : args;
}

/** Arrays and structs are taken as they are; a literal without a type could be any. */
function nestedArgument(context: BindContext, arg: LogicalExpr, location: number | undefined): LogicalExpr {
  if (arg.type.kind === "unknown") throw undetermined(context, location);
  return arg;
}

const resolutions = new WeakMap<FunctionRegistry, Map<string, Resolution<ScalarOverload>>>();

/** Resolution, remembered: statements of thousands of terms use few operators, and engines the same functions. */
function resolution(
  functions: FunctionRegistry,
  name: string,
  kinds: readonly TypeKind[],
  operator: boolean,
): Resolution<ScalarOverload> {
  const source = functions.sourceOf(name);
  let known = resolutions.get(source);
  if (known === undefined) resolutions.set(source, (known = new Map()));
  const key = `${operator ? "operator" : "function"} ${name} ${kinds.join()}`;
  let found = known.get(key);
  if (found === undefined) {
    const isAmbiguous = !operator && hasForeignKin(name, kinds);
    found = isAmbiguous ? { kind: "ambiguous" } : resolve(functions.named(name), kinds, { operator });
    // A registry still grows while extensions register: only what was found stays true.
    if (found.kind === "found") known.set(key, found);
  }
  return found;
}

function signature(
  name: string,
  args: readonly LogicalExpr[],
  operator: boolean,
  parameters: readonly (string | undefined)[] = [],
): string {
  const types = args.map(({ type }, at) => {
    const shown = printType(bareType(type));
    return parameters[at] === undefined ? shown : `${parameters[at]} => ${shown}`;
  });
  if (!operator) return `${name}(${types.join(", ")})`;
  return types.length === 1 ? `${name} ${types[0]}` : `${types[0]} ${name} ${types[1]}`;
}

/** More than one overload is as good as the other. */
export function notUnique(
  context: BindContext,
  name: string,
  args: readonly LogicalExpr[],
  location: number | undefined,
  operator: boolean,
): Error {
  const shown = signature(name, args, operator);
  const message = operator ? `operator is not unique: ${shown}` : `function ${shown} is not unique`;
  const hint = `Could not choose a best candidate ${operator ? "operator" : "function"}. You might need to add explicit type casts.`;
  return context.error("AMBIGUOUS", "42725", message, location, hint);
}

/** No overload takes such arguments. Names that are near another one's get a hint. `parameters`: those that arguments name. */
export function noFunction(
  context: BindContext,
  name: string,
  args: readonly LogicalExpr[],
  location: number | undefined,
  operator: boolean,
  parameters: readonly (string | undefined)[] = [],
): Error {
  const shown = signature(name, args, operator, parameters);
  const message = operator ? `operator does not exist: ${shown}` : `function ${shown} does not exist`;
  const hint =
    (operator ? undefined : context.clauses.nearFunction(context, name)) ??
    `No ${operator ? "operator" : "function"} matches the given name and argument types. You might need to add explicit type casts.`;
  return context.error("NOT_FOUND", "42883", message, location, hint);
}
