// Files as a port: what the shuffle and the journal need of a disk, in few enough members that memory, a simulated
// disk and node:fs (local-file-store.ts) implement it alike. Paths are relative to the store, with `/` between their
// parts. A file's bytes only ever grow: what was written is never changed in place, so a reader of a committed range
// can trust it. All members throw FfqError IO for what the disk refuses.

/** A file on its way: appends are carried out in the order of the calls. */
export interface FileAppender {
  /** Bytes written so far, those that were there before included. */
  readonly size: number;
  append(bytes: Uint8Array): Promise<void>;
  /** What was appended, and the file's name, survive a crash from now on. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface FileReader {
  /** When it was opened; it may have grown since. */
  readonly size: number;
  /**
   * Exactly so many bytes, in `room` where that is given and large enough.
   * @throws FfqError IO past the end
   */
  read(offset: number, length: number, room?: Uint8Array): Promise<Uint8Array>;
  close(): Promise<void>;
}

export interface FileEntry {
  readonly path: string;
  readonly size: number;
  /** Milliseconds since the last write, by the disk's own clock. */
  readonly ageMs: number;
}

export interface FileStore {
  /** A file to append to: a new one (with its folders), or the one that is there, from its end. */
  append(path: string): Promise<FileAppender>;
  /** Undefined when there is no such file. */
  open(path: string): Promise<FileReader | undefined>;
  /** At once, in place of what was there; survives a crash when it resolves. */
  rename(from: string, to: string): Promise<void>;
  /** Every file below a folder (`""`: of the store), in the order of their paths; empty when there is none. */
  list(folder: string): Promise<readonly FileEntry[]>;
  /** A file, or a folder with all that is in it; one that is not there is no error. */
  remove(path: string): Promise<void>;
}
