// The memory in which a thread encodes, and its kernels: values are copied in, what becomes of them is copied out.
// It holds nothing between two columns; what it grew to is kept for the next one, within reason.
import { ENCODE_HEAP_START, type EncodeKernels, encodeKernels } from "../kernel/encode.ts";
import { BumpMemory } from "./bump-memory.ts";

/** A memory that grew beyond this is given back after the row group. */
const KEPT_BYTES = 256 * 1024 * 1024;

export class EncodeSpace extends BumpMemory {
  readonly kernels: EncodeKernels;

  constructor() {
    super(ENCODE_HEAP_START);
    this.kernels = encodeKernels(this.memory);
  }
}

let ofThread: EncodeSpace | undefined;

/** This thread's, with nothing in it. Whoever uses it is done with it before anyone else's turn comes. */
export function encodeSpace(): EncodeSpace {
  if (ofThread === undefined || ofThread.bytes > KEPT_BYTES) ofThread = new EncodeSpace();
  return ofThread;
}
