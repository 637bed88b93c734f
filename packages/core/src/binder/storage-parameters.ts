// WITH (fillfactor = 70, ...) of a table: how PostgreSQL stores rows and cleans up after them. FFQ does neither, so the
// parameters change nothing; what is no parameter of a table, or no value of one, is refused as there.
import type { Node } from "@pgsql/types";
import type { BindContext } from "./context.ts";

type Parameter =
  | { readonly kind: "boolean" }
  | { readonly kind: "integer" | "floating point"; readonly least: number; readonly most: number }
  | { readonly kind: "enum"; readonly values: readonly string[] };

const MOST_INTEGER = 2_147_483_647;
const flag: Parameter = { kind: "boolean" };
const integer = (least: number, most = MOST_INTEGER): Parameter => ({ kind: "integer", least, most });
const share = (most: number): Parameter => ({ kind: "floating point", least: 0, most });

/** Of the table's own rows and of what is kept apart (`toast.`). */
const shared: readonly (readonly [string, Parameter])[] = [
  ["autovacuum_enabled", flag],
  ["autovacuum_vacuum_threshold", integer(0)],
  ["autovacuum_vacuum_max_threshold", integer(-1)],
  ["autovacuum_vacuum_insert_threshold", integer(-1)],
  ["autovacuum_vacuum_cost_limit", integer(1, 10_000)],
  ["autovacuum_vacuum_cost_delay", share(100)],
  ["autovacuum_vacuum_scale_factor", share(100)],
  ["autovacuum_vacuum_insert_scale_factor", share(100)],
  ["autovacuum_freeze_min_age", integer(0, 1_000_000_000)],
  ["autovacuum_freeze_max_age", integer(100_000, 2_000_000_000)],
  ["autovacuum_freeze_table_age", integer(0, 2_000_000_000)],
  ["autovacuum_multixact_freeze_min_age", integer(0, 1_000_000_000)],
  ["autovacuum_multixact_freeze_max_age", integer(10_000, 2_000_000_000)],
  ["autovacuum_multixact_freeze_table_age", integer(0, 2_000_000_000)],
  ["log_autovacuum_min_duration", integer(-1)],
  ["vacuum_index_cleanup", { kind: "enum", values: ["auto", "on", "off", "true", "false", "yes", "no", "1", "0"] }],
  ["vacuum_truncate", flag],
  ["vacuum_max_eager_freeze_failure_rate", share(1)],
];

const own: ReadonlyMap<string, Parameter> = new Map([
  ...shared,
  ["fillfactor", integer(10, 100)],
  ["toast_tuple_target", integer(128, 8160)],
  ["parallel_workers", integer(0, 1024)],
  ["user_catalog_table", flag],
  ["autovacuum_analyze_threshold", integer(0)],
  ["autovacuum_analyze_scale_factor", share(100)],
]);
const toast: ReadonlyMap<string, Parameter> = new Map(shared);

/** @throws FfqError 22023 */
export function checkStorageParameters(context: BindContext, options: readonly Node[] | undefined): void {
  const invalid = (message: string, hint?: string): Error =>
    context.error("INVALID_QUERY", "22023", message, undefined, hint);
  const seen = new Set<string>();
  for (const option of options ?? []) {
    if (!("DefElem" in option)) throw context.unsupported("this storage parameter");
    const { defnamespace: space, defname = "", arg } = option.DefElem;
    if (space !== undefined && space !== "toast") throw invalid(`unrecognized parameter namespace "${space}"`);
    const value = valueOf(arg);
    if (space === undefined && defname === "oids") {
      if (value.toLowerCase() === "false") continue;
      throw context.error("UNSUPPORTED", "0A000", "tables declared WITH OIDS are not supported");
    }
    const parameter = (space === undefined ? own : toast).get(defname);
    if (parameter === undefined) throw invalid(`unrecognized parameter "${defname}"`);
    const name = space === undefined ? defname : `${space}.${defname}`;
    if (seen.has(name)) throw invalid(`parameter "${defname}" specified more than once`);
    seen.add(name);
    const wrong = faultOf(parameter, defname, value);
    if (wrong !== undefined) throw invalid(...wrong);
  }
}

/** As text; a parameter without a value is on. */
function valueOf(arg: Node | undefined): string {
  if (arg === undefined) return "true";
  if ("Integer" in arg) return String(arg.Integer.ival ?? 0);
  if ("Float" in arg) return arg.Float.fval ?? "";
  if ("String" in arg) return arg.String.sval ?? "";
  const [name] = "TypeName" in arg ? (arg.TypeName.names ?? []).slice(-1) : [];
  return name !== undefined && "String" in name ? (name.String.sval ?? "") : "";
}

function faultOf(parameter: Parameter, name: string, value: string): readonly [string, string?] | undefined {
  switch (parameter.kind) {
    case "boolean":
      if (isBoolean(value.toLowerCase())) return undefined;
      return [`invalid value for boolean option "${name}": ${value}`];
    case "enum":
      if (parameter.values.includes(value.toLowerCase())) return undefined;
      return [`invalid value for enum option "${name}": ${value}`, 'Valid values are "on", "off", and "auto".'];
    case "integer":
    case "floating point": {
      const number = value.trim() === "" ? Number.NaN : Number(value);
      if (Number.isNaN(number)) return [`invalid value for ${parameter.kind} option "${name}": ${value}`];
      if (number >= parameter.least && number <= parameter.most) return undefined;
      const { least, most } = parameter;
      return [
        `value ${value} out of bounds for option "${name}"`,
        `Valid values are between "${least}" and "${most}".`,
      ];
    }
  }
}

/** As PostgreSQL reads one: any beginning of a word that says which. */
function isBoolean(value: string): boolean {
  if (value === "0" || value === "1") return true;
  const isStart = (word: string, least: number): boolean => value.length >= least && word.startsWith(value);
  return (
    isStart("true", 1) ||
    isStart("false", 1) ||
    isStart("yes", 1) ||
    isStart("no", 1) ||
    isStart("on", 2) ||
    isStart("off", 2)
  );
}
