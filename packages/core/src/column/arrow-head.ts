// Reads and writes the head of an Arrow IPC record-batch message (a FlatBuffer): lengths and offsets, nothing behind
// them. Not Arrow's own reader, because that believes the counts in the bytes, and damaged ones make it build lists of
// thousands of millions; here every read is within the head and every list is as long as asked for. Not Arrow's own
// writer, because loading it takes a third of the time in which a program has its first row.

/** What a record batch says of itself; offsets count from the start of its body. */
export interface BatchHead {
  readonly rows: number;
  /** Of the body, which follows the head. */
  readonly bodyLength: number;
  readonly isCompressed: boolean;
  readonly nodes: readonly { readonly length: number; readonly nullCount: number }[];
  readonly buffers: readonly { readonly offset: number; readonly length: number }[];
}

/** Of Message.header_type. */
const RECORD_BATCH = 3;
/** Positions of fields in their tables, as Arrow's Message.fbs has them. */
const MESSAGE = { headerType: 1, header: 2, bodyLength: 3 };
const BATCH = { length: 0, nodes: 1, buffers: 2, compression: 3 };
/** Both FieldNode and Buffer are two i64. */
const PAIR_BYTES = 16;

/**
 * The head of a record batch with so many nodes and buffers; undefined where the bytes are anything else.
 * @throws RangeError where the bytes point outside of themselves
 */
export function readBatchHead(bytes: Uint8Array, nodes: number, buffers: number): BatchHead | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const message = view.getUint32(0, true);
  const headerType = fieldAt(view, message, MESSAGE.headerType);
  const header = fieldAt(view, message, MESSAGE.header);
  if (headerType === 0 || header === 0 || view.getUint8(headerType) !== RECORD_BATCH) return undefined;
  const batch = header + view.getUint32(header, true);
  const nodePairs = pairsAt(view, fieldAt(view, batch, BATCH.nodes), nodes);
  const bufferPairs = pairsAt(view, fieldAt(view, batch, BATCH.buffers), buffers);
  if (nodePairs === undefined || bufferPairs === undefined) return undefined;
  return {
    rows: numberAt(view, fieldAt(view, batch, BATCH.length)),
    bodyLength: numberAt(view, fieldAt(view, message, MESSAGE.bodyLength)),
    isCompressed: fieldAt(view, batch, BATCH.compression) !== 0,
    nodes: nodePairs.map(([length, nullCount]) => ({ length, nullCount })),
    buffers: bufferPairs.map(([offset, length]) => ({ offset, length })),
  };
}

/** Of Message.version: V5. */
const VERSION = 4;
/**
 * Where the parts of a head lie that this writes: the message's table behind its vtable, the batch's behind its own,
 * then the two vectors, whose pairs are aligned to 8 bytes. Fields of a table stand at the offsets of its vtable.
 */
const MESSAGE_VTABLE = { at: 4, offsets: [16, 18, 4, 8] };
const MESSAGE_TABLE = { at: 16, bytes: 20 };
const BATCH_VTABLE = { at: 36, offsets: [8, 4, 16] };
const BATCH_TABLE = { at: 48, bytes: 20 };
const NODES_AT = BATCH_TABLE.at + BATCH_TABLE.bytes;

/** The head of an uncompressed record batch. Its length is a multiple of 8. */
export function writeBatchHead({ rows, bodyLength, nodes, buffers }: Omit<BatchHead, "isCompressed">): Uint8Array {
  // Between the vectors 4 bytes, so that the second one's pairs are aligned as well.
  const buffersAt = NODES_AT + 4 + nodes.length * PAIR_BYTES + 4;
  const bytes = new Uint8Array(buffersAt + 4 + buffers.length * PAIR_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MESSAGE_TABLE.at, true);
  writeTable(view, MESSAGE_VTABLE, MESSAGE_TABLE);
  view.setInt16(MESSAGE_TABLE.at + 16, VERSION, true);
  view.setUint8(MESSAGE_TABLE.at + 18, RECORD_BATCH);
  pointTo(view, MESSAGE_TABLE.at + 4, BATCH_TABLE.at);
  view.setBigInt64(MESSAGE_TABLE.at + 8, BigInt(bodyLength), true);
  writeTable(view, BATCH_VTABLE, BATCH_TABLE);
  view.setBigInt64(BATCH_TABLE.at + 8, BigInt(rows), true);
  pointTo(view, BATCH_TABLE.at + 4, NODES_AT);
  pointTo(view, BATCH_TABLE.at + 16, buffersAt);
  writePairs(
    view,
    NODES_AT,
    nodes.map(({ length, nullCount }) => [length, nullCount]),
  );
  writePairs(
    view,
    buffersAt,
    buffers.map(({ offset, length }) => [offset, length]),
  );
  return bytes;
}

function writeTable(
  view: DataView,
  vtable: { readonly at: number; readonly offsets: readonly number[] },
  table: { readonly at: number; readonly bytes: number },
): void {
  view.setUint16(vtable.at, 4 + 2 * vtable.offsets.length, true);
  view.setUint16(vtable.at + 2, table.bytes, true);
  for (const [field, offset] of vtable.offsets.entries()) view.setUint16(vtable.at + 4 + 2 * field, offset, true);
  view.setInt32(table.at, table.at - vtable.at, true);
}

/** An offset counts from where it stands. */
function pointTo(view: DataView, at: number, target: number): void {
  view.setUint32(at, target - at, true);
}

function writePairs(view: DataView, vector: number, pairs: readonly (readonly [number, number])[]): void {
  view.setUint32(vector, pairs.length, true);
  for (const [position, [first, second]] of pairs.entries()) {
    const at = vector + 4 + position * PAIR_BYTES;
    view.setBigInt64(at, BigInt(first), true);
    view.setBigInt64(at + 8, BigInt(second), true);
  }
}

/** Where a table's field lies; 0 where the table leaves it out. */
function fieldAt(view: DataView, table: number, field: number): number {
  const vtable = table - view.getInt32(table, true);
  const entry = 4 + 2 * field;
  if (entry + 2 > view.getUint16(vtable, true)) return 0;
  const offset = view.getUint16(vtable + entry, true);
  return offset === 0 ? 0 : table + offset;
}

/** An i64; 0 where the table leaves it out. */
function numberAt(view: DataView, field: number): number {
  return field === 0 ? 0 : Number(view.getBigInt64(field, true));
}

/** A vector of pairs of i64; undefined unless it has `count` of them. */
function pairsAt(view: DataView, field: number, count: number): (readonly [number, number])[] | undefined {
  if (field === 0) return count === 0 ? [] : undefined;
  const vector = field + view.getUint32(field, true);
  if (view.getUint32(vector, true) !== count) return undefined;
  return Array.from({ length: count }, (_, position) => {
    const at = vector + 4 + position * PAIR_BYTES;
    return [Number(view.getBigInt64(at, true)), Number(view.getBigInt64(at + 8, true))] as const;
  });
}
