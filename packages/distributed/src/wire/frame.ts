// The frames of the data plane: what shuffle files hold and what comes over HTTP from a worker, byte by byte.
//
//   u32 length of the payload, u32 CRC-32 of the rest of the header and the payload, u32 epoch, u32 kind, payload
//
// all little endian. A rows frame holds one Arrow IPC record batch. An end frame closes a stream and says how many
// frames and bytes stand before it: only with it is a stream all there is. The epoch is the attempt that wrote the
// frame, so that no reader takes the rows of another attempt for those it asked for.
import { crc32 } from "node:zlib";
import { FfqError } from "@ffq/core/physical";

export const FRAME_HEADER_BYTES = 16;

const KINDS = ["rows", "end"] as const;
export type FrameKind = (typeof KINDS)[number];

export interface FrameHeader {
  readonly kind: FrameKind;
  readonly length: number;
  readonly epoch: number;
  readonly crc: number;
}

/** Puts a header into the bytes before a payload. @param frame the header's place and the payload behind it */
export function sealFrame(frame: Uint8Array, kind: FrameKind, epoch: number): void {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  view.setUint32(0, frame.length - FRAME_HEADER_BYTES, true);
  view.setUint32(8, epoch, true);
  view.setUint32(12, KINDS.indexOf(kind), true);
  view.setUint32(4, crc32(frame.subarray(8), crc32(frame.subarray(0, 4))), true);
}

/** The frame of a payload that was made with room for the header before it in its buffer. */
export function frameAround(payload: Uint8Array<ArrayBuffer>, epoch: number): Uint8Array<ArrayBuffer> {
  const start = payload.byteOffset - FRAME_HEADER_BYTES;
  const frame = new Uint8Array(payload.buffer, start, FRAME_HEADER_BYTES + payload.length);
  sealFrame(frame, "rows", epoch);
  return frame;
}

/** What an end frame says. */
export interface StreamEnd {
  readonly frames: number;
  readonly bytes: number;
}

export const END_FRAME_BYTES: number = FRAME_HEADER_BYTES + 16;

export function endFrame({ frames, bytes }: StreamEnd, epoch: number): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(END_FRAME_BYTES);
  const view = new DataView(frame.buffer);
  view.setFloat64(FRAME_HEADER_BYTES, frames, true);
  view.setFloat64(FRAME_HEADER_BYTES + 8, bytes, true);
  sealFrame(frame, "end", epoch);
  return frame;
}

export function badStream(what: string): FfqError {
  return new FfqError("BAD_FILE", `a stream of frames is damaged: ${what}`, { sqlstate: "XX001" });
}

function readHeader(bytes: Uint8Array): FrameHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, FRAME_HEADER_BYTES);
  const kind = KINDS[view.getUint32(12, true)];
  if (kind === undefined) throw badStream("a frame of no known kind");
  return { kind, length: view.getUint32(0, true), epoch: view.getUint32(8, true), crc: view.getUint32(4, true) };
}

/** Where a frame's payload goes. */
export interface FrameTarget<Value> {
  write(bytes: Uint8Array): void;
  /** All bytes came, and they are those that were sent. */
  finish(): Value;
  abort(): void;
}

export interface FrameParserOptions<Value> {
  readonly epoch: number;
  /** The longest payload that is believed. */
  readonly longest: number;
  readonly open: (length: number) => FrameTarget<Value>;
}

export type ParsedFrame<Value> =
  | { readonly kind: "rows"; readonly value: Value; readonly bytes: number }
  | { readonly kind: "end"; readonly end: StreamEnd; readonly bytes: number };

/** A frame of which the header has come. */
interface OpenPayload<Value> {
  readonly header: FrameHeader;
  readonly target: FrameTarget<Value>;
  left: number;
  crc: number;
}

/** Cuts bytes that arrive in pieces of any size into frames. */
export class FrameParser<Value> {
  readonly #options: FrameParserOptions<Value>;
  readonly #header = new Uint8Array(FRAME_HEADER_BYTES);
  #filled = 0;
  #open: OpenPayload<Value> | undefined;

  constructor(options: FrameParserOptions<Value>) {
    this.#options = options;
  }

  /** True between two frames. */
  get isBetweenFrames(): boolean {
    return this.#filled === 0 && this.#open === undefined;
  }

  /** The frames that end in the next bytes. @throws FfqError BAD_FILE */
  *push(bytes: Uint8Array): Generator<ParsedFrame<Value>> {
    for (let at = 0; at < bytes.length || this.#open?.left === 0; ) {
      if (this.#open === undefined) {
        const taken = bytes.subarray(at, at + FRAME_HEADER_BYTES - this.#filled);
        this.#header.set(taken, this.#filled);
        this.#filled += taken.length;
        at += taken.length;
        if (this.#filled === FRAME_HEADER_BYTES) this.#begin(readHeader(this.#header));
        continue;
      }
      const taken = bytes.subarray(at, at + this.#open.left);
      this.#open.crc = crc32(taken, this.#open.crc);
      this.#open.target.write(taken);
      this.#open.left -= taken.length;
      at += taken.length;
      if (this.#open.left === 0) yield this.#finish(this.#open);
    }
  }

  /** Gives up a frame of which only a part has come. */
  abort(): void {
    const open = this.#open;
    this.#open = undefined;
    this.#filled = 0;
    open?.target.abort();
  }

  #begin(header: FrameHeader): void {
    const { epoch, longest, open } = this.#options;
    if (header.epoch !== epoch) throw badStream(`epoch ${header.epoch} instead of ${epoch}`);
    if (header.length > longest) throw badStream(`a frame of ${header.length} bytes`);
    if (header.kind === "end" && header.length !== END_FRAME_BYTES - FRAME_HEADER_BYTES) {
      throw badStream(`an end of ${header.length} bytes`);
    }
    // The payload of an end is read by the parser itself, from the parts that it hands to its target.
    const target = header.kind === "end" ? new EndTarget<Value>() : open(header.length);
    const crc = crc32(this.#header.subarray(8), crc32(this.#header.subarray(0, 4)));
    this.#open = { header, target, left: header.length, crc };
  }

  #finish({ header, target, crc }: OpenPayload<Value>): ParsedFrame<Value> {
    if (crc !== header.crc) throw badStream("its checksum is another one");
    this.#open = undefined;
    this.#filled = 0;
    const bytes = FRAME_HEADER_BYTES + header.length;
    if (target instanceof EndTarget) return { kind: "end", end: target.end, bytes };
    return { kind: "rows", value: target.finish(), bytes };
  }
}

class EndTarget<Value> implements FrameTarget<Value> {
  readonly #bytes = new Uint8Array(END_FRAME_BYTES - FRAME_HEADER_BYTES);
  #filled = 0;

  write(bytes: Uint8Array): void {
    this.#bytes.set(bytes, this.#filled);
    this.#filled += bytes.length;
  }

  get end(): StreamEnd {
    const view = new DataView(this.#bytes.buffer);
    return { frames: view.getFloat64(0, true), bytes: view.getFloat64(8, true) };
  }

  finish(): Value {
    throw badStream("an end holds no rows");
  }

  abort(): void {}
}
