// The functions, operators and aggregates that FFQ has, with their signatures: read from docs/sql-functions.md, which is
// generated from the registries and checked to be current, so that what is added there is asked from the same day.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../data.ts";
import type { FuzzType } from "./types.ts";

/** `array` and `any` go together: an array, and an element of it. */
export type ArgumentType = FuzzType | "array" | "any";

export interface Signature {
  readonly name: string;
  readonly form: "function" | "binary" | "prefix";
  readonly args: readonly ArgumentType[];
  /** undefined: by the arguments. */
  readonly result: FuzzType | undefined;
}

const typeNames: Readonly<Record<string, ArgumentType>> = {
  smallint: "smallint",
  integer: "integer",
  bigint: "bigint",
  real: "real",
  "double precision": "double precision",
  numeric: "numeric",
  boolean: "boolean",
  text: "text",
  character: "char(3)",
  bytea: "bytea",
  uuid: "uuid",
  date: "date",
  "time without time zone": "time",
  "time with time zone": "timetz",
  "timestamp without time zone": "timestamp",
  "timestamp with time zone": "timestamptz",
  interval: "interval",
  "text[]": "text[]",
  "integer[]": "integer[]",
  array: "array",
  any: "any",
};

const anyTypeName = Object.keys(typeNames)
  .sort((left, right) => right.length - left.length)
  .map((name) => name.replaceAll("[]", "\\[\\]"))
  .join("|");
const operator = "[-+*/<>=~!@#%^&|?]+";
const binaryForm = new RegExp(`^(${anyTypeName}) (${operator}) (${anyTypeName})$`);
const prefixForm = new RegExp(`^(${operator}) (${anyTypeName})$`);
const functionForm = /^([a-z_0-9]+)\((.*)\)$/;

export interface Signatures {
  readonly scalar: readonly Signature[];
  readonly aggregate: readonly Signature[];
}

/** PostgreSQL has no such function. */
const apart: ReadonlySet<string> = new Set(["approx_count_distinct", "approx_percentile"]);

export const signatures: Signatures = readSignatures(readFileSync(join(root, "docs/sql-functions.md"), "utf8"));

function readSignatures(text: string): Signatures {
  const sections = new Map(text.split(/^## /m).map((section) => [section.split("\n")[0], section]));
  const of = (...names: readonly string[]): Signature[] =>
    names.flatMap((name) => {
      const section = sections.get(name);
      if (section === undefined) throw new Error(`docs/sql-functions.md has no section "${name}"`);
      return [...section.matchAll(/`([^`]+)`/g)].flatMap(([, shown]) =>
        signature((shown as string).replaceAll("\\|", "|")),
      );
    });
  return { scalar: of("Operators", "Functions"), aggregate: of("Aggregate functions") };
}

/** None where a type is one that the fuzzer has not, or PostgreSQL has no such function. */
function signature(shown: string): Signature[] {
  const [call = "", result] = shown.split(" → ");
  const resultType = result === undefined ? undefined : typeNames[result.replace(/\(\d.*\)$/, "")];
  if (resultType === "array" || resultType === "any" || (result !== undefined && resultType === undefined)) return [];
  const made = (name: string, form: Signature["form"], names: readonly string[]): Signature[] => {
    const args = names.map((type) => typeNames[type]);
    return args.includes(undefined) ? [] : [{ name, form, args: args as ArgumentType[], result: resultType }];
  };
  const binary = binaryForm.exec(call);
  if (binary !== null) return made(binary[2] as string, "binary", [binary[1] as string, binary[3] as string]);
  const prefix = prefixForm.exec(call);
  if (prefix !== null) return made(prefix[1] as string, "prefix", [prefix[2] as string]);
  const [, name, list = ""] = functionForm.exec(call) ?? [];
  if (name === undefined || apart.has(name)) return [];
  // An interval of centuries as a zone overflows there.
  if (call === "timezone(interval, time with time zone)") return [];
  return made(name, "function", list === "" ? [] : list.replace(/, [.]{3}$/, "").split(", "));
}
