// Shuffle files: one for each attempt at a task, in the folder of its query. Frames (wire/frame.ts) of all partitions
// stand in the order in which they were made; behind them an index says where those of each partition are, and a
// trailer says where the index is.
//
//   frame* | index | u32 length of the index, u32 CRC-32 of it, "FFQSHFL1"
//   index: u32 epoch, u32 partitions, u32 1 where every reader gets partition 0 (broadcast), u32 0,
//          per partition u32 frames, then per frame f64 offset, u32 length
//
// A file under its final name has all of that. The stream of a partition is its frames one behind the other, and an
// end frame that is made when it is read: offsets in it are what readers resume at.
import { crc32 } from "node:zlib";
import type { ClusterQueryId, TaskAttempt } from "@ffq/core/physical";
import { badStream, END_FRAME_BYTES } from "../wire/frame.ts";

/** Where a frame lies in its file. */
export interface Extent {
  readonly offset: number;
  readonly length: number;
}

export interface OutputIndex {
  readonly epoch: number;
  /** Partitions that readers may ask for. */
  readonly partitions: number;
  /** Every partition's stream is partition 0's. */
  readonly isBroadcast: boolean;
  /** By partition; of a broadcast only the first. */
  readonly extents: readonly (readonly Extent[])[];
}

const ROOT = "shuffle";

export function queryFolder(query: ClusterQueryId): string {
  return `${ROOT}/${query}`;
}

export function outputName({ query, stage, partition, attempt }: TaskAttempt): string {
  return `${queryFolder(query)}/${stage}-${partition}-${attempt}.rows`;
}

/** The name while it is written. */
export function unfinishedName(task: TaskAttempt): string {
  return `${outputName(task)}.part`;
}

/** The frames of a partition's stream. @throws FfqError BAD_FILE where there is no such partition */
export function extentsOf({ extents, partitions, isBroadcast }: OutputIndex, partition: number): readonly Extent[] {
  const found = partition < partitions ? extents[isBroadcast ? 0 : partition] : undefined;
  if (found === undefined) throw badStream(`there is no partition ${partition} of ${partitions}`);
  return found;
}

/** Bytes of each partition's stream, its end frame included. */
export function partitionBytes(index: OutputIndex): readonly number[] {
  return Array.from({ length: index.partitions }, (_, partition) =>
    extentsOf(index, partition).reduce((sum, { length }) => sum + length, END_FRAME_BYTES),
  );
}

const MAGIC = new TextEncoder().encode("FFQSHFL1");
export const TRAILER_BYTES = 16;
const HEAD_BYTES = 16;
const EXTENT_BYTES = 12;

/** Index and trailer. */
export function encodeIndex({ epoch, partitions, isBroadcast, extents }: OutputIndex): Uint8Array<ArrayBuffer> {
  const length = extents.reduce((sum, list) => sum + 4 + list.length * EXTENT_BYTES, HEAD_BYTES);
  const bytes = new Uint8Array(length + TRAILER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, epoch, true);
  view.setUint32(4, partitions, true);
  view.setUint32(8, isBroadcast ? 1 : 0, true);
  let at = HEAD_BYTES;
  for (const list of extents) {
    view.setUint32(at, list.length, true);
    at += 4;
    for (const extent of list) {
      view.setFloat64(at, extent.offset, true);
      view.setUint32(at + 8, extent.length, true);
      at += EXTENT_BYTES;
    }
  }
  view.setUint32(length, length, true);
  view.setUint32(length + 4, crc32(bytes.subarray(0, length)), true);
  bytes.set(MAGIC, length + 8);
  return bytes;
}

/** How many bytes before the trailer are the index. @throws FfqError BAD_FILE where the file has no end */
export function readTrailer(trailer: Uint8Array, fileBytes: number): number {
  const view = new DataView(trailer.buffer, trailer.byteOffset, trailer.byteLength);
  const length = trailer.length === TRAILER_BYTES ? view.getUint32(0, true) : 0;
  const isWhole = MAGIC.every((byte, position) => trailer[8 + position] === byte);
  if (!isWhole || length < HEAD_BYTES || length + TRAILER_BYTES > fileBytes) throw badStream("its file has no end");
  return length;
}

/** @throws FfqError BAD_FILE unless every frame lies in the file */
export function decodeIndex(index: Uint8Array, trailer: Uint8Array, fileBytes: number): OutputIndex {
  const view = new DataView(index.buffer, index.byteOffset, index.byteLength);
  const crc = new DataView(trailer.buffer, trailer.byteOffset, trailer.byteLength).getUint32(4, true);
  if (crc32(index) !== crc) throw badStream("the checksum of its index is another one");
  const framesEnd = fileBytes - index.length - TRAILER_BYTES;
  const partitions = view.getUint32(4, true);
  const isBroadcast = view.getUint32(8, true) === 1;
  const extents: Extent[][] = [];
  let at = HEAD_BYTES;
  for (let list = 0; list < (isBroadcast ? 1 : partitions); list++) {
    const frames = view.getUint32(at, true);
    at += 4;
    extents.push(
      Array.from({ length: frames }, () => {
        const extent = { offset: view.getFloat64(at, true), length: view.getUint32(at + 8, true) };
        at += EXTENT_BYTES;
        if (!(extent.offset >= 0 && extent.offset + extent.length <= framesEnd))
          throw badStream("a frame lies outside");
        return extent;
      }),
    );
  }
  return { epoch: view.getUint32(0, true), partitions, isBroadcast, extents };
}
