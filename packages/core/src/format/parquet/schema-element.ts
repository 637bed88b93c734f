// One element of a footer's schema (parquet-format: SchemaElement) as our own plain data: a column, or a group of them,
// and what its values mean.
import { choose, ThriftProblem, type ThriftReader } from "./thrift.ts";

export type PhysicalType =
  | "BOOLEAN"
  | "INT32"
  | "INT64"
  | "INT96"
  | "FLOAT"
  | "DOUBLE"
  | "BYTE_ARRAY"
  | "FIXED_LEN_BYTE_ARRAY";

export type Repetition = "required" | "optional" | "repeated";

/** What a column's values mean, from the logical type or, in older files, the converted type. */
export type Annotation =
  | {
      readonly kind:
        | "string"
        | "enum"
        | "json"
        | "bson"
        | "date"
        | "uuid"
        | "float16"
        | "interval"
        | "list"
        | "map"
        | "null"
        | "other";
      readonly name: string;
    }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  | { readonly kind: "time"; readonly unit: TimeUnit }
  | { readonly kind: "timestamp"; readonly unit: TimeUnit; readonly utc: boolean }
  | { readonly kind: "integer"; readonly bits: number; readonly signed: boolean };

export type TimeUnit = "millis" | "micros" | "nanos";

export interface SchemaElement {
  readonly name: string;
  readonly repetition: Repetition;
  /** Absent for a group. */
  readonly physical?: PhysicalType;
  /** Bytes of a FIXED_LEN_BYTE_ARRAY. */
  readonly length: number;
  readonly children: number;
  readonly annotation?: Annotation;
}

export const PHYSICAL: readonly PhysicalType[] = [
  "BOOLEAN",
  "INT32",
  "INT64",
  "INT96",
  "FLOAT",
  "DOUBLE",
  "BYTE_ARRAY",
  "FIXED_LEN_BYTE_ARRAY",
];
const REPETITION: readonly Repetition[] = ["required", "optional", "repeated"];

export function readElement(reader: ThriftReader, elementType: number): SchemaElement {
  let name: string | undefined;
  let repetition: Repetition = "required";
  let physical: PhysicalType | undefined;
  let length = 0;
  let children = 0;
  let converted: number | undefined;
  let scale = 0;
  let precision = 0;
  let logical: Annotation | undefined;
  reader.structOf(elementType, (id, type) => {
    switch (id) {
      case 1:
        physical = choose(PHYSICAL, reader.i32(type), "physical type");
        break;
      case 2:
        length = reader.i32(type);
        break;
      case 3:
        repetition = choose(REPETITION, reader.i32(type), "repetition");
        break;
      case 4:
        name = reader.text(type);
        break;
      case 5:
        children = reader.i32(type);
        break;
      case 6:
        converted = reader.i32(type);
        break;
      case 7:
        scale = reader.i32(type);
        break;
      case 8:
        precision = reader.i32(type);
        break;
      case 10:
        logical = readLogical(reader, type);
        break;
      default:
        reader.skip(type);
    }
  });
  if (name === undefined) throw new ThriftProblem("a column's name is missing");
  const applies = logical !== undefined && (physical !== undefined || ofGroups.has(logical.kind));
  const older = converted === undefined ? undefined : fromConverted(converted, precision, scale);
  const annotation = applies ? logical : older;
  return {
    name,
    repetition,
    length,
    children,
    ...(physical === undefined ? {} : { physical }),
    ...(annotation === undefined ? {} : { annotation }),
  };
}

/** What groups may be. One that claims to be a value is what its converted type says. */
const ofGroups: ReadonlySet<Annotation["kind"]> = new Set(["list", "map", "other"]);

const CONVERTED_NAMES: readonly string[] = [
  "UTF8",
  "MAP",
  "MAP_KEY_VALUE",
  "LIST",
  "ENUM",
  "DECIMAL",
  "DATE",
  "TIME_MILLIS",
  "TIME_MICROS",
  "TIMESTAMP_MILLIS",
  "TIMESTAMP_MICROS",
  "UINT_8",
  "UINT_16",
  "UINT_32",
  "UINT_64",
  "INT_8",
  "INT_16",
  "INT_32",
  "INT_64",
  "JSON",
  "BSON",
  "INTERVAL",
];

function fromConverted(converted: number, precision: number, scale: number): Annotation {
  const name = choose(CONVERTED_NAMES, converted, "converted type");
  switch (name) {
    case "UTF8":
      return { kind: "string", name };
    case "ENUM":
      return { kind: "enum", name };
    case "JSON":
      return { kind: "json", name };
    case "DATE":
      return { kind: "date", name };
    case "DECIMAL":
      return { kind: "decimal", precision, scale };
    case "TIME_MILLIS":
      return { kind: "time", unit: "millis" };
    case "TIME_MICROS":
      return { kind: "time", unit: "micros" };
    case "TIMESTAMP_MILLIS":
      return { kind: "timestamp", unit: "millis", utc: false };
    case "TIMESTAMP_MICROS":
      return { kind: "timestamp", unit: "micros", utc: false };
    case "BSON":
      return { kind: "bson", name };
    case "INTERVAL":
      return { kind: "interval", name };
    case "MAP":
    case "MAP_KEY_VALUE":
      return { kind: "map", name };
    case "LIST":
      return { kind: "list", name };
    default: {
      const integer = /^(U?)INT_(\d+)$/.exec(name);
      if (integer === null) return { kind: "other", name };
      return { kind: "integer", bits: Number(integer[2]), signed: integer[1] === "" };
    }
  }
}

/** A union: one field, whose number says which type. */
function readLogical(reader: ThriftReader, unionType: number): Annotation | undefined {
  let annotation: Annotation | undefined;
  reader.structOf(unionType, (id, type) => {
    switch (id) {
      case 5:
        annotation = readDecimal(reader, type);
        return;
      case 7:
        annotation = { kind: "time", unit: readMoment(reader, type).unit };
        return;
      case 8:
        annotation = { kind: "timestamp", ...readMoment(reader, type) };
        return;
      case 10:
        annotation = readInteger(reader, type);
        return;
      default:
        reader.skip(type);
        annotation = LOGICAL[id] ?? { kind: "other", name: `logical type ${id}` };
    }
  });
  return annotation;
}

const LOGICAL: Readonly<Record<number, Annotation>> = {
  1: { kind: "string", name: "STRING" },
  2: { kind: "map", name: "MAP" },
  3: { kind: "list", name: "LIST" },
  4: { kind: "enum", name: "ENUM" },
  6: { kind: "date", name: "DATE" },
  11: { kind: "null", name: "UNKNOWN" },
  12: { kind: "json", name: "JSON" },
  13: { kind: "bson", name: "BSON" },
  14: { kind: "uuid", name: "UUID" },
  15: { kind: "float16", name: "FLOAT16" },
  16: { kind: "other", name: "VARIANT" },
  17: { kind: "other", name: "GEOMETRY" },
  18: { kind: "other", name: "GEOGRAPHY" },
};

function readDecimal(reader: ThriftReader, structType: number): Annotation {
  let precision = 0;
  let scale = 0;
  reader.structOf(structType, (id, type) => {
    if (id === 1) scale = reader.i32(type);
    else if (id === 2) precision = reader.i32(type);
    else reader.skip(type);
  });
  return { kind: "decimal", precision, scale };
}

/** Of a time of day or a timestamp. */
function readMoment(reader: ThriftReader, structType: number): { readonly unit: TimeUnit; readonly utc: boolean } {
  let utc = false;
  let unit: TimeUnit | undefined;
  reader.structOf(structType, (id, type) => {
    if (id === 1) utc = reader.boolean(type);
    else if (id === 2) {
      reader.structOf(type, (unitId, unitType) => {
        unit = choose(["millis", "micros", "nanos"] as const, unitId - 1, "time unit");
        reader.skip(unitType);
      });
    } else reader.skip(type);
  });
  if (unit === undefined) throw new ThriftProblem("a time unit is missing");
  return { unit, utc };
}

function readInteger(reader: ThriftReader, structType: number): Annotation {
  let bits = 0;
  let signed = true;
  reader.structOf(structType, (id, type) => {
    if (id === 1) bits = reader.i32(type);
    else if (id === 2) signed = reader.boolean(type);
    else reader.skip(type);
  });
  return { kind: "integer", bits, signed };
}
