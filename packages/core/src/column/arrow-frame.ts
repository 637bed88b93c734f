// Arrow IPC record-batch messages as exchanges and result streams use them: which buffers a column has, where each
// lies, and the message's head. No schema travels: both ends know the columns from the plan. What a head says is
// checked against the bytes that are there before anybody reads a buffer.
import { FfqError } from "../common/error.ts";
import { type BatchHead, readBatchHead, writeBatchHead } from "./arrow-head.ts";

/** How a column's values lie: a bit each, so many bytes each, or bytes between two offsets (i32). */
export type FrameColumn =
  | { readonly kind: "bits" }
  | { readonly kind: "fixed"; readonly width: number }
  | { readonly kind: "bytes" };

/** A buffer within a message. */
export interface FrameBuffer {
  readonly offset: number;
  readonly length: number;
}

/** One column's buffers; validity has length 0 where no row is NULL, offsets where the column has none. */
export interface ColumnBuffers {
  readonly nullCount: number;
  readonly validity: FrameBuffer;
  readonly offsets: FrameBuffer;
  readonly data: FrameBuffer;
}

/** Where everything lies, offsets counted from the message's first byte. */
export interface FrameLayout {
  readonly rows: number;
  readonly columns: readonly ColumnBuffers[];
}

/** Bytes that a column takes. */
export interface ColumnSize {
  readonly nullCount: number;
  readonly validity: number;
  readonly offsets: number;
  readonly data: number;
}

/** Every buffer starts on this boundary, from the message's first byte. */
const ALIGNMENT = 16;
const CONTINUATION = 0xffffffff;
const MOST_ROWS = 0x7fffffff;

const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

/**
 * A message with its head written and its body zero, and where the buffers of the body lie. Its buffer has `headroom`
 * bytes before the message, for who puts a header of its own in front without copying. `room` gives its buffer, of
 * zeros.
 */
export function openFrame(
  columns: readonly FrameColumn[],
  rows: number,
  sizes: readonly ColumnSize[],
  headroom = 0,
  room: (bytes: number) => Uint8Array<ArrayBuffer> = (bytes) => new Uint8Array(bytes),
): { readonly bytes: Uint8Array<ArrayBuffer>; readonly layout: FrameLayout } {
  let bodyLength = 0;
  const place = (length: number): FrameBuffer => {
    const offset = bodyLength;
    bodyLength += aligned(length);
    return { offset, length };
  };
  const placed = sizes.map(({ nullCount, validity, offsets, data }): ColumnBuffers => {
    return { nullCount, validity: place(validity), offsets: place(offsets), data: place(data) };
  });
  const nodes = placed.map(({ nullCount }) => ({ length: rows, nullCount }));
  const buffers = placed.flatMap((found, position) => buffersOf(columns[position] as FrameColumn, found));
  const head = writeBatchHead({ rows, bodyLength, nodes, buffers });
  const bodyAt = aligned(8 + head.length);
  const bytes = room(headroom + bodyAt + bodyLength).subarray(headroom);
  const words = new DataView(bytes.buffer, bytes.byteOffset);
  words.setUint32(0, CONTINUATION, true);
  words.setInt32(4, bodyAt - 8, true);
  bytes.set(head, 8);
  const moved = ({ offset, length }: FrameBuffer): FrameBuffer => ({ offset: bodyAt + offset, length });
  const layout = placed.map(({ nullCount, validity, offsets, data }) => {
    return { nullCount, validity: moved(validity), offsets: moved(offsets), data: moved(data) };
  });
  return { bytes, layout: { rows, columns: layout } };
}

function buffersOf(column: FrameColumn, { validity, offsets, data }: ColumnBuffers): readonly FrameBuffer[] {
  return column.kind === "bytes" ? [validity, offsets, data] : [validity, data];
}

/** How many bytes of a message its head takes, from the first eight. @throws FfqError BAD_FILE */
export function headLength(start: Uint8Array, frameLength: number): number {
  if (frameLength < 8) throw badFrame("it ends within its head");
  const words = new DataView(start.buffer, start.byteOffset, 8);
  const length = words.getInt32(4, true);
  if (words.getUint32(0, true) !== CONTINUATION || length < 0 || 8 + length > frameLength) {
    throw badFrame("its head is damaged");
  }
  return 8 + length;
}

/**
 * Reads the head (the first `headLength` bytes) of a message of `frameLength` bytes.
 * @throws FfqError BAD_FILE unless every buffer that the columns need lies in the message, large enough and aligned
 */
export function readFrame(columns: readonly FrameColumn[], head: Uint8Array, frameLength: number): FrameLayout {
  const expected = columns.reduce((sum, column) => sum + (column.kind === "bytes" ? 3 : 2), 0);
  const batch = decodeHead(head, columns.length, expected);
  const { rows } = batch;
  if (head.length + batch.bodyLength !== frameLength) throw badFrame("it is cut short");
  if (!Number.isInteger(rows) || rows < 0 || rows > MOST_ROWS) throw badFrame(`it says that it has ${rows} rows`);
  let next = 0;
  const take = (): FrameBuffer => checked(batch.buffers[next++], head.length, frameLength);
  const found = columns.map((column, position): ColumnBuffers => {
    const node = batch.nodes[position];
    const nullCount = node?.nullCount ?? -1;
    if (node?.length !== rows || nullCount < 0 || nullCount > rows) throw badFrame("its columns have other rows");
    const validity = take();
    const offsets = column.kind === "bytes" ? take() : { offset: 0, length: 0 };
    const data = take();
    if (nullCount > 0) atLeast(validity, (rows + 7) >>> 3);
    switch (column.kind) {
      case "bits":
        atLeast(data, (rows + 7) >>> 3);
        break;
      case "fixed":
        atLeast(data, rows * column.width);
        break;
      case "bytes":
        if (rows > 0) atLeast(offsets, (rows + 1) * 4);
        break;
    }
    return { nullCount, validity, offsets, data };
  });
  return { rows, columns: found };
}

function decodeHead(head: Uint8Array, nodes: number, buffers: number): BatchHead {
  let batch: BatchHead | undefined;
  try {
    batch = readBatchHead(head.subarray(8), nodes, buffers);
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    throw badFrame("its head is damaged", thrown);
  }
  if (batch === undefined) throw badFrame("it is no record batch of the plan's columns");
  if (batch.isCompressed) throw badFrame("its buffers are compressed");
  return batch;
}

function checked(region: FrameBuffer | undefined, bodyAt: number, frameLength: number): FrameBuffer {
  const { offset = -1, length = -1 } = region ?? {};
  const isWithin =
    Number.isInteger(offset) &&
    Number.isInteger(length) &&
    offset >= 0 &&
    length >= 0 &&
    bodyAt + offset + length <= frameLength;
  if (!isWithin) throw badFrame("a buffer lies outside of it");
  if ((bodyAt + offset) % 8 !== 0) throw badFrame("a buffer is not aligned");
  return { offset: bodyAt + offset, length };
}

function atLeast(buffer: FrameBuffer, length: number): void {
  if (buffer.length < length) throw badFrame("a buffer is too short");
}

export function badFrame(what: string, cause?: unknown): FfqError {
  return new FfqError("BAD_FILE", `a frame of rows cannot be read: ${what}`, { sqlstate: "XX001" }, cause);
}
