// A Parquet file's footer as our own plain data (parquet-format: src/main/thrift/parquet.thrift, FileMetaData).
// Numbers are checked for plausibility here, once: row counts and byte ranges that leave this file lie inside
// the Parquet file, whatever its footer claimed.
import { unsupported } from "../../common/error.ts";
import type { KnownBytes } from "../../io/late-source.ts";
import { badFile, type FilePlace } from "./bad-file.ts";
import { type ColumnChunk, type RowGroup, readRowGroup } from "./row-group.ts";
import { readElement, type SchemaElement } from "./schema-element.ts";
import { ThriftProblem, ThriftReader } from "./thrift.ts";

export interface FileMetadata {
  readonly file: string;
  /** Depth first, the root first. */
  readonly schema: readonly SchemaElement[];
  readonly rows: number;
  readonly rowGroups: readonly RowGroup[];
  /** Where the footer starts: all other bytes lie before it. */
  readonly dataEnd: number;
  /** The whole file's length. */
  readonly fileBytes: number;
  /** Of the file that the footer was read from (ByteSource.version). */
  readonly version?: string;
  /** Page indexes that were read with the footer, and what lies between them and it. */
  readonly indexes?: KnownBytes;
  readonly createdBy: string;
  /** For each leaf, whether `min` and `max` follow the order that its type defines. */
  readonly typeOrdered: readonly boolean[];
}

const MAGIC = 0x31524150; // PAR1
const ENCRYPTED_MAGIC = 0x45524150; // PARE
/** Footer length and magic. */
export const TAIL_BYTES = 8;

/** Length of the footer, from the file's last 8 bytes. @throws FfqError BAD_FILE */
export function footerLength(tail: Uint8Array, fileBytes: number, file: string): number {
  if (tail.length < TAIL_BYTES || fileBytes < 4 + TAIL_BYTES) throw badFile("not a Parquet file: too short", { file });
  const view = new DataView(tail.buffer, tail.byteOffset + tail.length - TAIL_BYTES, TAIL_BYTES);
  const magic = view.getUint32(4, true);
  if (magic === ENCRYPTED_MAGIC) throw unsupported("an encrypted Parquet file", { context: { file } });
  if (magic !== MAGIC) throw badFile("not a Parquet file: it does not end in PAR1", { file });
  const length = view.getUint32(0, true);
  if (length > fileBytes - 4 - TAIL_BYTES) throw badFile("the footer is larger than the file", { file });
  return length;
}

/** The footer's content. `fileBytes` bounds every range in it. @throws FfqError BAD_FILE */
export function parseMetadata(footer: Uint8Array, fileBytes: number, file: string): FileMetadata {
  const place: FilePlace = { file };
  try {
    return check(readFile(new ThriftReader(footer), file, fileBytes, fileBytes - footer.length - TAIL_BYTES));
  } catch (thrown) {
    if (thrown instanceof ThriftProblem) throw badFile(`the footer cannot be read: ${thrown.message}`, place, thrown);
    throw thrown;
  }
}

function readFile(reader: ThriftReader, file: string, fileBytes: number, dataEnd: number): FileMetadata {
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
  if (schema === undefined || rows === undefined || rowGroups === undefined)
    throw new ThriftProblem("schema or row groups are missing");
  return { file, schema, rows, rowGroups, dataEnd, fileBytes, createdBy, typeOrdered };
}

function readOrder(reader: ThriftReader, unionType: number): boolean {
  let typeDefined = false;
  reader.structOf(unionType, (id, type) => {
    typeDefined = id === 1;
    reader.skip(type);
  });
  return typeDefined;
}

/** Bounds that later phases rely on. */
function check(metadata: FileMetadata): FileMetadata {
  const { file, dataEnd } = metadata;
  const leaves = metadata.schema.filter((element) => element.physical !== undefined);
  let rows = 0;
  for (const [rowGroup, group] of metadata.rowGroups.entries()) {
    if (group.rows < 0 || group.rows > 0x7fffffff) throw badFile(`${group.rows} rows`, { file, rowGroup });
    if (group.columns.length !== leaves.length) {
      throw badFile(`${group.columns.length} column chunks for ${leaves.length} columns`, { file, rowGroup });
    }
    rows += group.rows;
    // What a row group without rows says of its chunks does not matter.
    if (group.rows === 0) continue;
    for (const [position, chunk] of group.columns.entries()) {
      const problem = chunkProblem(chunk, dataEnd);
      if (problem !== undefined)
        throw badFile(problem, { file, column: (leaves[position] as SchemaElement).name, rowGroup });
    }
  }
  if (rows !== metadata.rows) throw badFile(`${metadata.rows} rows, but the row groups have ${rows}`, { file });
  return metadata;
}

function chunkProblem(chunk: ColumnChunk, dataEnd: number): string | undefined {
  if (chunk.encrypted) return undefined;
  if (chunk.offset < 4 || chunk.length < 0 || chunk.offset + chunk.length > dataEnd) {
    return "the column chunk lies outside the file";
  }
  if (chunk.values < 0) return `${chunk.values} values`;
  return undefined;
}
