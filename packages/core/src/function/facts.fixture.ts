// Facts from a PostgreSQL 18 server, as tests use them: types by their SQL names, values by their text form.
import { readFileSync } from "node:fs";
import { FfqError } from "../common/error.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import type { Datum } from "../type/datum.ts";
import { fixedNumeric, type LogicalType, TEXT, TIMESTAMPTZ, type TypeKind } from "../type/logical-type.ts";
import { numericOfInteger } from "../type/numeric-rules.ts";
import { constantFolder } from "./fold.ts";
import { builtinFunctions } from "./functions.ts";
import { parseLiteral } from "./literal.ts";
import { resolve } from "./resolve.ts";
import { zonedCast } from "./scalar/datetime/zoned-casts.ts";

/** What the server answered: the value's text, or the SQLSTATE and message of the error. */
export interface Answer {
  readonly is?: string | null;
  readonly fails?: string;
  readonly says?: string;
}

export function readFacts<Fact>(url: URL): readonly Fact[] {
  return readFileSync(url, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Fact);
}

/** `numeric(5,2)`, `varchar(3)`, `int4`. */
export function typeNamed(name: string): LogicalType {
  const [, kind = "", first, second] = /^(\w+)(?:\((\d+)(?:,(\d+))?\))?$/.exec(name) ?? [];
  if (first === undefined) return { kind } as LogicalType;
  if (kind === "numeric") return fixedNumeric(Number(first), Number(second ?? 0));
  return { kind, length: Number(first) } as LogicalType;
}

export function constantOf(type: LogicalType, text: string | null): PhysicalExpr {
  return { kind: "constant", value: text === null ? null : parseLiteral(text, type), type };
}

/** What the binder adds: Greenwich, and an early moment. */
function impliedOf(what: "zone" | "now" | "type"): PhysicalExpr {
  if (what === "type") throw new Error("the binder alone knows an argument's type");
  if (what === "zone") return { kind: "constant", value: "UTC", type: TEXT };
  return { kind: "constant", value: 0n, type: TIMESTAMPTZ };
}

/** A call as the binder would make it: resolved, arguments cast to what the overload takes. */
export function callOf(name: string, args: readonly PhysicalExpr[], operator: boolean): PhysicalExpr {
  const resolution = resolve(
    builtinFunctions().named(name),
    args.map(({ type }) => type.kind),
    { operator },
  );
  if (resolution.kind !== "found") throw new Error(`${name} is ${resolution.kind}`);
  const { overload } = resolution;
  const cast = args.map((input, position): PhysicalExpr => {
    const wanted = overload.args[position] ?? overload.variadic ?? "any";
    if (wanted === "any" || wanted === input.type.kind) return input;
    const zoned = zonedCast(input.type.kind, wanted);
    if (zoned !== undefined) return callOf(zoned.name, [input], false);
    return { kind: "cast", input, type: castType(input.type, wanted), form: "implicit" };
  });
  const { result } = overload;
  const types = cast.map(({ type }) => type);
  const constants = args.map((arg) => (arg.kind === "constant" ? arg.value : undefined));
  const type = typeof result === "function" ? result(types, constants) : ({ kind: result } as LogicalType);
  const key = `${overload.name}(${[...overload.args, ...(overload.variadic === undefined ? [] : [`${overload.variadic}...`])].join()})`;
  return { kind: "call", overload: key, args: [...cast, ...(overload.implicit ?? []).map(impliedOf)], type };
}

function castType(from: LogicalType, kind: TypeKind): LogicalType {
  const isWhole = from.kind === "int2" || from.kind === "int4" || from.kind === "int8";
  return kind === "numeric" && isWhole ? numericOfInteger(from.kind) : ({ kind } as LogicalType);
}

/** An expression's value as its type's output function writes it, or how it fails. */
export function answerOf(make: () => PhysicalExpr): Answer {
  try {
    const input = make();
    const text: PhysicalExpr = { kind: "cast", input, type: { kind: "text" }, form: "explicit" };
    const value: Datum = constantFolder().evaluate(input.type.kind === "text" ? input : text);
    return { is: value as string | null };
  } catch (thrown) {
    const error = FfqError.from(thrown);
    if (error.code === "INTERNAL") throw error;
    return { fails: error.sqlstate ?? error.code, says: error.message };
  }
}
