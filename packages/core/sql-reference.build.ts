// Writes docs/sql-functions.md, the reference of operators and functions, and the lists of their names, from the rows of the
// registries: what stands there is what the binder resolves calls against. The output is committed; `--check` (the gate) fails when it is not current.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { aggregates } from "./src/function/aggregate/aggregates.ts";
import type { OrderedSetRow } from "./src/function/aggregate/ordered-set.ts";
import { orderedSets } from "./src/function/aggregate/ordered-sets.ts";
import { builtinFunctions } from "./src/function/functions.ts";
import { type ArgumentKind, overloadKey, type ScalarOverload } from "./src/function/registry.ts";
import { setFunction } from "./src/function/scalar/set/set-function.ts";
import { windows } from "./src/function/window/windows.ts";
import { type LogicalType, listOf, printType, TEXT, typeOfKind } from "./src/type/logical-type.ts";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const output = join(root, "docs/sql-functions.md");
const namesOutput = join(root, "packages/core/src/function/gen/names.ts");

/** What the tables are made from: scalar functions, aggregates and window functions have it. */
type Row = Pick<ScalarOverload, "name" | "args" | "variadic" | "doc"> & {
  readonly result: ScalarOverload["result"];
  readonly volatility?: ScalarOverload["volatility"];
};

const INTERNAL = "ffq:";
const SET = setFunction("");

const argumentNames: Readonly<Partial<Record<ArgumentKind, string>>> = { any: "any", list: "array", struct: "record" };

function argument(kind: ArgumentKind): string {
  return argumentNames[kind] ?? printType({ kind } as LogicalType);
}

/** The type of a call with plain arguments; undefined where it is theirs. */
function resultOf({ args, result }: Row): string | undefined {
  if (typeof result !== "function") return argument(result);
  if (args.some((kind) => kind === "any" || kind === "list" || kind === "struct")) return undefined;
  return printType(result(args.map((kind) => typeOfKind(kind as Exclude<ArgumentKind, "any">))));
}

function signature(row: Row): string {
  const args = [...row.args.map(argument), ...(row.variadic === undefined ? [] : [`${argument(row.variadic)}, ...`])];
  const result = resultOf(row);
  const shown = isOperator(row.name) ? operatorForm(row.name, args) : `${row.name}(${args.join(", ")})`;
  return `${shown}${result === undefined ? "" : ` → ${result}`}`;
}

const isOperator = (name: string): boolean => /^\W+$/.test(name);

function operatorForm(name: string, args: readonly string[]): string {
  return args.length === 1 ? `${name} ${args[0]}` : `${args[0]} ${name} ${args[1]}`;
}

const cell = (text: string): string => text.replaceAll("|", "\\|");

/** Rows of one name and one line, together. */
function table(heading: string, rows: readonly Row[]): string {
  const lines = new Map<string, { readonly name: string; readonly doc: string; readonly signatures: string[] }>();
  for (const row of rows) {
    const key = `${row.name}\n${row.doc}`;
    const known = lines.get(key) ?? { name: row.name, doc: noteOf(row), signatures: [] };
    if (!known.signatures.includes(signature(row))) known.signatures.push(signature(row));
    lines.set(key, known);
  }
  const sorted = [...lines.values()].sort((left, right) =>
    left.name < right.name ? -1 : left.name > right.name ? 1 : 0,
  );
  const body = sorted.map(
    ({ doc, signatures }) => `| ${signatures.map((text) => `\`${cell(text)}\``).join("<br>")} | ${cell(doc)} |`,
  );
  return [`## ${heading}`, "", "| | |", "| --- | --- |", ...body, ""].join("\n");
}

/** The rows of ordered-set and hypothetical-set aggregates, in their order. */
function orderedSetTable(rows: readonly OrderedSetRow[]): string {
  const body = rows.map(({ name, forms, doc }) => {
    const signatures = forms.map(
      ({ direct, key, result }) =>
        `\`${name}(${direct}) WITHIN GROUP (ORDER BY ${key})${result === undefined ? "" : ` → ${result}`}\``,
    );
    return `| ${signatures.join("<br>")} | ${cell(doc)} |`;
  });
  return ["## Ordered-set aggregate functions", "", "| | |", "| --- | --- |", ...body, ""].join("\n");
}

function noteOf({ doc, volatility }: Row): string {
  return volatility === "volatile" ? `${doc} Differs from call to call.` : doc;
}

/** A set-returning function's row says what it returns one of. */
function setRow(row: ScalarOverload): Row {
  const { args, result } = row;
  const name = row.name.slice(SET.length);
  if (typeof result !== "function" || args.includes("list")) return { ...row, name };
  const list = result(args.map((kind) => (kind === "any" ? TEXT : typeOfKind(kind as Exclude<ArgumentKind, "any">))));
  return { ...row, name, result: () => (list.kind === "list" ? list.element : listOf(list)) };
}

function page(): string {
  const registry = builtinFunctions();
  const scalars = registry.names().flatMap((name) => registry.named(name));
  const sets = scalars.filter(({ name }) => name.startsWith(SET)).map(setRow);
  const written = scalars.filter(({ name }) => !name.startsWith(INTERNAL));
  const plain = <R extends { readonly name: string }>(rows: readonly R[]): readonly R[] =>
    rows.filter(({ name }) => !name.startsWith(INTERNAL));
  return [
    "# Operators and functions",
    "",
    "Generated from the function registries by `pnpm reference`: do not edit. Semantics are PostgreSQL 18's; constructs that",
    "its grammar spells in their own way (`CASE`, `COALESCE`, `EXTRACT`, `LIKE`, `SIMILAR TO`, `SUBSTRING ... FROM`, `OVERLAPS`,",
    "`AT TIME ZONE`) go by the operators and functions listed here. `LIKE` is `~~`, `ILIKE` `~~*`.",
    "",
    table(
      "Operators",
      written.filter(({ name }) => isOperator(name)),
    ),
    table(
      "Functions",
      written.filter(({ name }) => !isOperator(name)),
    ),
    table("Functions that return sets", sets),
    table("Aggregate functions", plain(aggregates())),
    orderedSetTable(orderedSets),
    table("Window functions", plain(windows())),
  ].join("\n");
}

/** What the rows are called, for who asks before they are loaded (src/function/builtin-names.ts). */
function lists(): string {
  const registry = builtinFunctions();
  const keys = registry
    .names()
    .filter((name) => !isOperator(name))
    .flatMap((name) => registry.named(name).map(overloadKey));
  const names = new Set([...aggregates(), ...windows()].map(({ name }) => name));
  const list = (constant: string, lines: readonly string[]): string =>
    `export const ${constant}: string = \`${lines.toSorted().join("\n")}\`;\n`;
  return [
    "// Generated from the function registries by `pnpm reference`: do not edit.",
    list("scalarKeys", keys),
    list("aggregateNames", [...names]),
  ].join("\n");
}

const files = [
  { path: output, text: `${page().trimEnd()}\n` },
  { path: namesOutput, text: lists() },
];
for (const { path, text } of files) {
  if (!process.argv.includes("--check")) {
    writeFileSync(path, text);
    process.stdout.write(`${relative(root, path)}: ${text.split("\n").length} lines\n`);
  } else if (readFileSync(path, "utf8") !== text) {
    process.stderr.write(`${relative(root, path)} is not what the registries say: run pnpm reference\n`);
    process.exitCode = 1;
  }
}
