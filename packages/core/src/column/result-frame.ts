// Result batches as Arrow IPC record-batch messages and back, for results that cross a wire. Both sides are ordinary
// memory in Arrow's layout already (result-batch.ts): buffers are copied as they are, in one go.

import type { LogicalType } from "../type/logical-type.ts";
import {
  badFrame,
  type ColumnSize,
  type FrameBuffer,
  type FrameColumn,
  headLength,
  openFrame,
  readFrame,
} from "./arrow-frame.ts";
import type { ResultBatch, ResultColumn } from "./result-batch.ts";

/** The layout that result-batch.ts describes. */
function resultColumn(type: LogicalType): FrameColumn {
  switch (type.kind) {
    case "bool":
      return { kind: "bits" };
    case "int2":
      return { kind: "fixed", width: 2 };
    case "int4":
    case "date":
    case "float4":
      return { kind: "fixed", width: 4 };
    case "int8":
    case "time":
    case "timetz":
    case "timestamp":
    case "timestamptz":
    case "float8":
      return { kind: "fixed", width: 8 };
    case "interval":
    case "uuid":
      return { kind: "fixed", width: 16 };
    case "numeric":
      return type.precision === undefined ? { kind: "bytes" } : { kind: "fixed", width: 16 };
    case "bytea":
    case "text":
    case "varchar":
    case "bpchar":
    case "unknown":
    case "list":
    case "struct":
      return { kind: "bytes" };
  }
}

/** The message, with `headroom` bytes before it in its buffer. */
export function encodeResult({ rows, columns }: ResultBatch, headroom = 0): Uint8Array<ArrayBuffer> {
  const frameColumns = columns.map(({ type }) => resultColumn(type));
  const bitmap = (rows + 7) >>> 3;
  const sizes = columns.map((column, position): ColumnSize => {
    const { nullCount, validity, offsets } = column;
    return {
      nullCount,
      validity: validity === undefined ? 0 : bitmap,
      offsets: offsets === undefined ? 0 : (rows + 1) * 4,
      data: dataLength(column, frameColumns[position] as FrameColumn),
    };
  });
  const { bytes, layout } = openFrame(frameColumns, rows, sizes, headroom);
  for (const [position, { validity, offsets, data }] of columns.entries()) {
    const buffers = layout.columns[position];
    if (buffers === undefined) continue;
    if (validity !== undefined) bytes.set(validity.subarray(0, buffers.validity.length), buffers.validity.offset);
    if (offsets !== undefined) {
      bytes.set(new Uint8Array(offsets.buffer, offsets.byteOffset, buffers.offsets.length), buffers.offsets.offset);
    }
    bytes.set(data.subarray(0, buffers.data.length), buffers.data.offset);
  }
  return bytes;
}

function dataLength({ rows, offsets }: ResultColumn, column: FrameColumn): number {
  switch (column.kind) {
    case "bits":
      return (rows + 7) >>> 3;
    case "fixed":
      return rows * column.width;
    case "bytes":
      return offsets?.[rows] ?? 0;
  }
}

/** Shows the columns in the message's own memory. @throws FfqError BAD_FILE */
export function decodeResult(types: readonly LogicalType[], message: Uint8Array<ArrayBuffer>): ResultBatch {
  // Values are read as words of up to eight bytes.
  const bytes = message.byteOffset % 8 === 0 ? message : message.slice();
  const frameColumns = types.map(resultColumn);
  const head = headLength(bytes.subarray(0, 8), bytes.length);
  const { rows, columns } = readFrame(frameColumns, bytes.subarray(0, head), bytes.length);
  const show = ({ offset, length }: FrameBuffer): Uint8Array<ArrayBuffer> => bytes.subarray(offset, offset + length);
  const shown = columns.map((buffers, position): ResultColumn => {
    const column = frameColumns[position] as FrameColumn;
    const { nullCount } = buffers;
    const isText = column.kind === "bytes";
    const offsets = isText ? checkedOffsets(bytes, buffers.offsets, rows, buffers.data.length) : undefined;
    return {
      type: types[position] as LogicalType,
      rows,
      nullCount,
      ...(nullCount === 0 ? {} : { validity: show(buffers.validity) }),
      ...(offsets === undefined ? {} : { offsets }),
      data: show(buffers.data),
    };
  });
  return { rows, columns: shown };
}

function checkedOffsets(
  bytes: Uint8Array<ArrayBuffer>,
  { offset }: FrameBuffer,
  rows: number,
  limit: number,
): Int32Array<ArrayBuffer> {
  if (rows === 0) return new Int32Array(1);
  const offsets = new Int32Array(bytes.buffer, bytes.byteOffset + offset, rows + 1);
  let last = 0;
  for (const end of offsets) {
    if (end < last || end > limit) throw badFrame("a string lies outside of it");
    last = end;
  }
  if (offsets[0] !== 0) throw badFrame("its strings do not begin at 0");
  return offsets;
}
