// The port through which operators spill: files of frames that live as long as a query. Synchronous, because
// operators run on threads that do nothing else. Plain data names what was written, so that any thread of the process
// can read it.

/** Bytes in a spill file. */
export interface SpillFrame {
  readonly offset: number;
  /** As stored: less than `bytes` when it was packed. */
  readonly length: number;
  /** Of the frame itself. */
  readonly bytes: number;
  /** CRC-32 of what is stored. */
  readonly checksum: number;
}

export interface SpillOutput {
  /** Writes at the end of the file. @throws FfqError IO (53100 when the disk is full) */
  append(bytes: Uint8Array): void;
  close(): void;
}

export interface SpillDisk {
  /** A new file. Its folder is made when it is the first. */
  create(name: string): SpillOutput;
  /** Fills `into` from a place in a file. */
  read(name: string, offset: number, into: Uint8Array): void;
  /** Takes a file away that nobody reads any more; answers how many bytes it had. */
  remove(name: string): number;
}
