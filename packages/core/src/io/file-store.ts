// The port to files that the engine makes itself (shuffle outputs, journals, spills), apart from the byte store,
// which is for what users own. Names are relative, with slashes; folders come and go with what is in them. Disk,
// memory and fault injection implement these few members.

/** A file that is written at its end. One append at a time. */
export interface AppendFile {
  /** Bytes so far. */
  readonly size: number;
  /** `bytes` must not change until this resolves. @throws FfqError IO, of which a part may be written */
  append(bytes: Uint8Array): Promise<void>;
  /** Resolves when what was appended outlives the machine. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface FileStore {
  /** Opens a file at its end; makes it where it is not there. */
  append(name: string): Promise<AppendFile>;
  /** Bytes of a range; fewer where the file ends. @throws FfqError FILE_NOT_FOUND */
  read(name: string, offset: number, length: number): Promise<Uint8Array>;
  /** undefined: there is no such file. */
  size(name: string): Promise<number | undefined>;
  /** Replaces what has the new name. Outlives the machine only after the folder's other files are synced. */
  rename(name: string, to: string): Promise<void>;
  /** Every file in a folder and below it; none where there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
  /** Removes a file, or a folder with all that is in it. Does nothing where there is none. */
  remove(name: string): Promise<void>;
}

/** True for names that stay inside a store: no empty, `.` or `..` part, no backslash, no drive. */
export function isFileName(name: string): boolean {
  return /^[\w.-]+(\/[\w.-]+)*$/.test(name) && !name.split("/").some((part) => part === "." || part === "..");
}
