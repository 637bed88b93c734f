// A Parquet file's footer as our own plain data (parquet-format: src/main/thrift/parquet.thrift, FileMetaData).
// Numbers are checked for plausibility here, once: row counts and byte ranges that leave this file lie inside
// the Parquet file, whatever its footer claimed.
import { badFile, type FilePlace } from "./bad-file.ts";
import { ThriftProblem, ThriftReader } from "./thrift.ts";

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
      readonly kind: "string" | "enum" | "json" | "date" | "time" | "uuid" | "list" | "map" | "other";
      readonly name: string;
    }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  | { readonly kind: "timestamp"; readonly unit: "millis" | "micros" | "nanos"; readonly utc: boolean }
  | { readonly kind: "integer"; readonly bits: number; readonly signed: boolean };

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

/** Statistics as written. `min` and `max` follow the column's own order, the deprecated pair signed bytes. */
export interface Statistics {
  readonly nullCount?: number;
  readonly min?: Uint8Array;
  readonly max?: Uint8Array;
  readonly deprecatedMin?: Uint8Array;
  readonly deprecatedMax?: Uint8Array;
  readonly distinctCount?: number;
}

export interface ColumnChunk {
  readonly path: readonly string[];
  readonly physical: PhysicalType;
  /** The number that the format gives to the compression codec. */
  readonly codec: number;
  readonly values: number;
  /** Where the chunk's pages lie in the file, dictionary page included. */
  readonly offset: number;
  readonly length: number;
  readonly uncompressedLength: number;
  readonly statistics: Statistics;
}

export interface RowGroup {
  readonly rows: number;
  readonly columns: readonly ColumnChunk[];
}

export interface FileMetadata {
  readonly file: string;
  /** Depth first, the root first. */
  readonly schema: readonly SchemaElement[];
  readonly rows: number;
  readonly rowGroups: readonly RowGroup[];
  readonly createdBy: string;
  /** For each leaf, whether `min` and `max` follow the order that its type defines. */
  readonly typeOrdered: readonly boolean[];
}

const PHYSICAL: readonly PhysicalType[] = [
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
const MAGIC = 0x31524150; // PAR1
const ENCRYPTED_MAGIC = 0x45524150; // PARE
/** Footer length and magic. */
export const TAIL_BYTES = 8;

/** Length of the footer, from the file's last 8 bytes. @throws FfqError BAD_FILE */
export function footerLength(tail: Uint8Array, fileBytes: number, file: string): number {
  if (tail.length < TAIL_BYTES || fileBytes < 4 + TAIL_BYTES) throw badFile("not a Parquet file: too short", { file });
  const view = new DataView(tail.buffer, tail.byteOffset + tail.length - TAIL_BYTES, TAIL_BYTES);
  const magic = view.getUint32(4, true);
  if (magic === ENCRYPTED_MAGIC) throw badFile("encrypted Parquet files cannot be read", { file });
  if (magic !== MAGIC) throw badFile("not a Parquet file: it does not end in PAR1", { file });
  const length = view.getUint32(0, true);
  if (length > fileBytes - 4 - TAIL_BYTES) throw badFile("the footer is larger than the file", { file });
  return length;
}

/** The footer's content. `fileBytes` bounds every range in it. @throws FfqError BAD_FILE */
export function parseMetadata(footer: Uint8Array, fileBytes: number, file: string): FileMetadata {
  const place: FilePlace = { file };
  try {
    return check(readFile(new ThriftReader(footer), file), fileBytes - footer.length - TAIL_BYTES);
  } catch (thrown) {
    if (thrown instanceof ThriftProblem) throw badFile(`the footer cannot be read: ${thrown.message}`, place, thrown);
    throw thrown;
  }
}

function readFile(reader: ThriftReader, file: string): FileMetadata {
  let schema: SchemaElement[] | undefined;
  let rows: number | undefined;
  let rowGroups: RowGroup[] | undefined;
  let createdBy = "";
  let typeOrdered: boolean[] = [];
  reader.struct((id, type) => {
    switch (id) {
      case 2:
        schema = reader.list(type, (element) => readElement(reader, element));
        break;
      case 3:
        rows = reader.integer(type);
        break;
      case 4:
        rowGroups = reader.list(type, (element) => readRowGroup(reader, element));
        break;
      case 6:
        createdBy = reader.text(type);
        break;
      case 7:
        typeOrdered = reader.list(type, (element) => readOrder(reader, element));
        break;
      default:
        reader.skip(type);
    }
  });
  if (schema === undefined || rows === undefined || rowGroups === undefined) throw missing("schema or row groups");
  return { file, schema, rows, rowGroups, createdBy, typeOrdered };
}

function readElement(reader: ThriftReader, elementType: number): SchemaElement {
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
  if (name === undefined) throw missing("a column's name");
  const annotation = logical ?? (converted === undefined ? undefined : fromConverted(converted, precision, scale));
  return {
    name,
    repetition,
    length,
    children,
    ...(physical === undefined ? {} : { physical }),
    ...(annotation === undefined ? {} : { annotation }),
  };
}

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
    case "TIMESTAMP_MILLIS":
      return { kind: "timestamp", unit: "millis", utc: true };
    case "TIMESTAMP_MICROS":
      return { kind: "timestamp", unit: "micros", utc: true };
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
      case 8:
        annotation = readTimestamp(reader, type);
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
  7: { kind: "time", name: "TIME" },
  11: { kind: "other", name: "UNKNOWN" },
  12: { kind: "json", name: "JSON" },
  13: { kind: "other", name: "BSON" },
  14: { kind: "uuid", name: "UUID" },
  15: { kind: "other", name: "FLOAT16" },
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

function readTimestamp(reader: ThriftReader, structType: number): Annotation {
  let utc = false;
  let unit: "millis" | "micros" | "nanos" | undefined;
  reader.structOf(structType, (id, type) => {
    if (id === 1) utc = reader.boolean(type);
    else if (id === 2) {
      reader.structOf(type, (unitId, unitType) => {
        unit = choose(["millis", "micros", "nanos"] as const, unitId - 1, "time unit");
        reader.skip(unitType);
      });
    } else reader.skip(type);
  });
  if (unit === undefined) throw missing("a time unit");
  return { kind: "timestamp", unit, utc };
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

function readOrder(reader: ThriftReader, unionType: number): boolean {
  let typeDefined = false;
  reader.structOf(unionType, (id, type) => {
    typeDefined = id === 1;
    reader.skip(type);
  });
  return typeDefined;
}

function readRowGroup(reader: ThriftReader, elementType: number): RowGroup {
  let columns: ColumnChunk[] | undefined;
  let rows: number | undefined;
  reader.structOf(elementType, (id, type) => {
    if (id === 1) columns = reader.list(type, (element) => readChunk(reader, element));
    else if (id === 3) rows = reader.integer(type);
    else reader.skip(type);
  });
  if (columns === undefined || rows === undefined) throw missing("a row group's columns or rows");
  return { rows, columns };
}

function readChunk(reader: ThriftReader, elementType: number): ColumnChunk {
  let chunk: ColumnChunk | undefined;
  reader.structOf(elementType, (id, type) => {
    if (id === 1) throw new ThriftProblem(`column data in another file (${reader.text(type)})`);
    if (id === 3) chunk = readChunkMetadata(reader, type);
    else reader.skip(type);
  });
  if (chunk === undefined) throw missing("a column chunk's metadata");
  return chunk;
}

function readChunkMetadata(reader: ThriftReader, structType: number): ColumnChunk {
  let physical: PhysicalType | undefined;
  let path: string[] = [];
  let codec = 0;
  let values = -1;
  let uncompressedLength = 0;
  let length = -1;
  let dataPageOffset = -1;
  let dictionaryPageOffset = 0;
  let statistics: Statistics = {};
  reader.structOf(structType, (id, type) => {
    switch (id) {
      case 1:
        physical = choose(PHYSICAL, reader.i32(type), "physical type");
        break;
      case 3:
        path = reader.list(type, (element) => reader.text(element));
        break;
      case 4:
        codec = reader.i32(type);
        break;
      case 5:
        values = reader.integer(type);
        break;
      case 6:
        uncompressedLength = reader.integer(type);
        break;
      case 7:
        length = reader.integer(type);
        break;
      case 9:
        dataPageOffset = reader.integer(type);
        break;
      case 11:
        dictionaryPageOffset = reader.integer(type);
        break;
      case 12:
        statistics = readStatistics(reader, type);
        break;
      default:
        reader.skip(type);
    }
  });
  if (physical === undefined) throw missing("a column chunk's type");
  // Some writers give 0 (or a place behind the data) for "no dictionary".
  const hasDictionary = dictionaryPageOffset > 0 && dictionaryPageOffset < dataPageOffset;
  const offset = hasDictionary ? dictionaryPageOffset : dataPageOffset;
  return { path, physical, codec, values, offset, length, uncompressedLength, statistics };
}

function readStatistics(reader: ThriftReader, structType: number): Statistics {
  const statistics: { -readonly [Key in keyof Statistics]: Statistics[Key] } = {};
  reader.structOf(structType, (id, type) => {
    switch (id) {
      case 1:
        statistics.deprecatedMax = reader.binary(type);
        break;
      case 2:
        statistics.deprecatedMin = reader.binary(type);
        break;
      case 3:
        statistics.nullCount = reader.integer(type);
        break;
      case 4:
        statistics.distinctCount = reader.integer(type);
        break;
      case 5:
        statistics.max = reader.binary(type);
        break;
      case 6:
        statistics.min = reader.binary(type);
        break;
      default:
        reader.skip(type);
    }
  });
  return statistics;
}

/** Bounds that later phases rely on. `dataEnd` is where the footer starts. */
function check(metadata: FileMetadata, dataEnd: number): FileMetadata {
  const { file } = metadata;
  const leaves = metadata.schema.filter((element) => element.physical !== undefined).length;
  let rows = 0;
  for (const [rowGroup, group] of metadata.rowGroups.entries()) {
    if (group.rows < 0 || group.rows > 0x7fffffff) throw badFile(`${group.rows} rows`, { file, rowGroup });
    if (group.columns.length !== leaves) {
      throw badFile(`${group.columns.length} column chunks for ${leaves} columns`, { file, rowGroup });
    }
    rows += group.rows;
    for (const chunk of group.columns) {
      const place = { file, column: chunk.path.join("."), rowGroup };
      if (chunk.offset < 4 || chunk.length < 0 || chunk.offset + chunk.length > dataEnd) {
        throw badFile("the column chunk lies outside the file", place);
      }
      if (chunk.values < 0) throw badFile(`${chunk.values} values`, place);
    }
  }
  if (rows !== metadata.rows) throw badFile(`${metadata.rows} rows, but the row groups have ${rows}`, { file });
  return metadata;
}

function choose<Value>(values: readonly Value[], position: number, what: string): Value {
  const value = values[position];
  if (value === undefined) throw new ThriftProblem(`unknown ${what} ${position}`);
  return value;
}

function missing(what: string): ThriftProblem {
  return new ThriftProblem(`${what} is missing`);
}
