// The kernel library's row functions behind one door: which modules there are, how each function reports that it
// failed, and what its failures mean in SQL. Emitted code imports them by module and name; the interpreter calls
// the same ones. One library belongs to one arena and one thread: heaps and statuses are globals of its instances.
//
// How a function reports follows from its result:
//  ref            a negative ref is the status
//  16 bytes       numeric: the i32 that it returns is the status when negative; others: as below
//  anything else  `takeStatus()` of its module answers the status, or 0
// NO_ROOM is no failure of the query: the byte heap was full. What is listed as infallible is not asked.
import type { Arena } from "../arena/arena.ts";
import { internal } from "../common/error.ts";
import { BYTES_FAILURES, bytesKernels, INFALLIBLE_BYTES_FUNCTIONS } from "./bytes.ts";
import { DIGEST_FAILURES, digestKernels } from "./digest.ts";
import { FLOAT_FAILURES, floatKernels } from "./float.ts";
import { FORMAT_FAILURES, formatKernels } from "./format.ts";
import { INFALLIBLE_LIST_FUNCTIONS, LIST_FAILURES, listFunctions } from "./list.ts";
import { INFALLIBLE_MATH_FUNCTIONS, MATH_FAILURES, mathKernels } from "./math.ts";
import { instantiateNumeric, NUMERIC_FAILURES } from "./numeric.ts";
import { REGEX_FAILURES, regexKernels } from "./regex.ts";
import { TEMPORAL_FAILURES, temporalKernels } from "./temporal.ts";
import { TEXT_FAILURES, textKernels } from "./text.ts";
import { UNICODE_FAILURES, unicodeFunctions } from "./unicode.ts";
import { ZONE_FAILURES, zoneFunctions } from "./zone.ts";

/** The status by which a row function says that its byte heap is full. */
export const NO_ROOM = -1;

/** Exports of the library's modules, by module name: what emitted code may import. */
export type RowFunctions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What every module exports beside its functions. */
export interface ModuleControls {
  setHeap(next: number, end: number): void;
  getHeapNext(): number;
  takeStatus(): number;
}

/** A failure: `{0}` in the message stands for the first argument, `{n}` for the second one. */
export interface RowFailure {
  readonly sqlstate: string;
  readonly message: string;
  /** PostgreSQL would have gone on: FFQ cannot yet. */
  readonly unsupported?: true;
  /** What the first argument is none of: the name among them that may have been meant makes the hint. */
  readonly known?: { readonly what: string; readonly names: () => readonly string[] };
}

/** Where a function's status is found. */
export type StatusPlace = "nowhere" | "result" | "module";

interface ModuleFacts {
  readonly failures: Readonly<Record<number, RowFailure>>;
  /** Functions that report nothing, because they always succeed. */
  readonly infallible: ReadonlySet<string>;
  /** Where functions with a 16-byte result report. */
  readonly wide: StatusPlace;
  /** Failures that mean something else when this function has them. */
  readonly overrides: Readonly<Record<string, Readonly<Record<number, RowFailure>>>>;
}

/** What a function of any module may answer: its result would be larger than a value may be (assembly/bump.part.ts). */
const SIZE_FAILURES: Readonly<Record<number, RowFailure>> = {
  [-90]: { sqlstate: "54000", message: "string buffer exceeds maximum allowed length (1073741823 bytes)" },
  [-91]: { sqlstate: "54000", message: "array size exceeds the maximum allowed (1073741823)" },
  [-92]: { sqlstate: "54000", message: "array size exceeds the maximum allowed (134217727)" },
  [-93]: { sqlstate: "54000", message: "result of encoding conversion is too large" },
};

const outOfRange = (type: string): RowFailure => ({ sqlstate: "22003", message: `${type} out of range` });
const notFinite = (type: string): RowFailure => ({
  sqlstate: "22003",
  message: `cannot convert NaN or infinity to ${type}`,
});
const toInteger = (type: string): Readonly<Record<number, RowFailure>> => ({
  [-2]: outOfRange(type),
  [-4]: { ...notFinite(type), sqlstate: "0A000" },
});
const floatText = (type: string): Readonly<Record<number, RowFailure>> => ({
  [-2]: { sqlstate: "22003", message: `"{0}" is out of range for type ${type}` },
  [-3]: { sqlstate: "22P02", message: `invalid input syntax for type ${type}: "{0}"` },
});
const fieldOverflow: Readonly<Record<number, RowFailure>> = {
  [-2]: { sqlstate: "22003", message: "numeric field overflow" },
  [-4]: { sqlstate: "0A000", message: "NaN in a numeric with a precision is not supported", unsupported: true },
};

const facts: Readonly<Record<string, ModuleFacts>> = {
  text: {
    failures: TEXT_FAILURES,
    infallible: new Set([
      "equals",
      "compare",
      "compareChar",
      "charToText",
      "length",
      "octetLength",
      "substringFrom",
      "left",
      "right",
      "trim",
      "position",
      "startsWith",
      "ascii",
      "isAssigned",
      "like",
      "likeCompiled",
    ]),
    wide: "module",
    overrides: {},
  },
  temporal: {
    failures: TEMPORAL_FAILURES,
    infallible: new Set([
      "mayNameZone",
      "yearOfDate",
      "timestampToDate",
      "timestampToTime",
      "timeDifference",
      "timeToInterval",
      "timeToTimetz",
      "timetzTime",
      "timetzOffset",
      "timetzAtZone",
      "instantToTimetz",
      "zoneSecondsAt",
      "roundTime",
      "roundTimetz",
      "roundTimestamp",
      "compareDateTimestamp",
      "intervalCompare",
      "intervalEqual",
      "intervalKeep",
      "intervalKey",
    ]),
    wide: "module",
    overrides: {},
  },
  numeric: {
    failures: NUMERIC_FAILURES,
    infallible: new Set([
      "numericCompare",
      "numericHash",
      "numericScale",
      "numericMinScale",
      "i128Compare",
      "i128CompareScaled",
      "i128FitsI64",
      "i128FitsPrecision",
      "i128ToF64",
    ]),
    wide: "result",
    overrides: {
      asI64: toInteger("bigint"),
      asI32: toInteger("integer"),
      asI16: toInteger("smallint"),
      asF64: { [-2]: outOfRange("double precision") },
      asF32: { [-2]: outOfRange("real") },
      f64FromText: floatText("double precision"),
      f32FromText: floatText("real"),
      asFixed64: fieldOverflow,
      fixed64FromText: { ...fieldOverflow, [-16]: NUMERIC_FAILURES[-2] as RowFailure },
      numericToFixed128: fieldOverflow,
      numericApplyPrecision: fieldOverflow,
    },
  },
  list: { failures: LIST_FAILURES, infallible: INFALLIBLE_LIST_FUNCTIONS, wide: "module", overrides: {} },
  bytes: { failures: BYTES_FAILURES, infallible: INFALLIBLE_BYTES_FUNCTIONS, wide: "module", overrides: {} },
  float: {
    failures: FLOAT_FAILURES,
    infallible: new Set(["twofoldProduct", "twofoldSquare"]),
    wide: "module",
    overrides: {},
  },
  digest: { failures: DIGEST_FAILURES, infallible: new Set(["crc"]), wide: "module", overrides: {} },
  unicode: { failures: UNICODE_FAILURES, infallible: new Set(), wide: "module", overrides: {} },
  zone: { failures: ZONE_FAILURES, infallible: new Set(), wide: "module", overrides: {} },
  math: { failures: MATH_FAILURES, infallible: INFALLIBLE_MATH_FUNCTIONS, wide: "module", overrides: {} },
  format: { failures: FORMAT_FAILURES, infallible: new Set(), wide: "module", overrides: {} },
  regex: {
    failures: REGEX_FAILURES,
    infallible: new Set(["part"]),
    wide: "module",
    overrides: {},
  },
};

function factsOf(module: string): ModuleFacts {
  const found = facts[module];
  if (found === undefined) throw internal(`there is no kernel module ${module}`);
  return found;
}

/** By module: the row functions that answer something else each time that they are called. */
const chance: Readonly<Record<string, ReadonlySet<string>>> = {
  math: new Set(["random", "randomBetween", "randomBits", "seededBetween", "seededRandom"]),
  bytes: new Set(["uuidOfMoment", "uuidRandom"]),
};

/** Whether two calls with the same arguments have values of their own. */
export function isOfChance(module: string, name: string): boolean {
  return chance[module]?.has(name) ?? false;
}

/** Where a call's status is, for a result that is a ref, 16 bytes or another value. */
export function statusPlace(module: string, name: string, result: "ref" | "wide" | "value"): StatusPlace {
  const { infallible, wide } = factsOf(module);
  if (infallible.has(name)) return "nowhere";
  if (result === "ref") return "result";
  return result === "wide" ? wide : "module";
}

/** What a negative status of a function means. @throws FfqError INTERNAL for one that the module does not have */
export function failureOf(module: string, name: string, status: number): RowFailure {
  const { failures, overrides } = factsOf(module);
  const failure = overrides[name]?.[status] ?? failures[status] ?? SIZE_FAILURES[status];
  if (failure === undefined) throw internal(`${module}.${name} answered ${status}`);
  return failure;
}

/** The modules over the arena; each is instantiated when it is first asked for. */
export function kernelLibrary(arena: Arena): RowFunctions {
  const made: Record<string, object> = {};
  const modules = {
    get text(): object {
      made["text"] ??= textKernels(arena);
      return made["text"];
    },
    get temporal(): object {
      made["temporal"] ??= temporalKernels(arena);
      return made["temporal"];
    },
    get numeric(): object {
      made["numeric"] ??= instantiateNumeric(arena);
      return made["numeric"];
    },
    get list(): object {
      made["list"] ??= listFunctions(arena);
      return made["list"];
    },
    get bytes(): object {
      made["bytes"] ??= bytesKernels(arena);
      return made["bytes"];
    },
    get float(): object {
      made["float"] ??= floatKernels(arena);
      return made["float"];
    },
    get digest(): object {
      made["digest"] ??= digestKernels(arena);
      return made["digest"];
    },
    get unicode(): object {
      made["unicode"] ??= unicodeFunctions(arena);
      return made["unicode"];
    },
    get zone(): object {
      made["zone"] ??= zoneFunctions(arena);
      return made["zone"];
    },
    get math(): object {
      made["math"] ??= mathKernels(arena);
      return made["math"];
    },
    get format(): object {
      made["format"] ??= formatKernels(arena);
      return made["format"];
    },
    get regex(): object {
      made["regex"] ??= regexKernels(arena);
      return made["regex"];
    },
  };
  return modules as RowFunctions;
}

/** The heap and status of one module. */
export function controlsOf(functions: RowFunctions, module: string): ModuleControls {
  const found = functions[module];
  if (found === undefined) throw internal(`there is no kernel module ${module}`);
  return found as unknown as ModuleControls;
}
