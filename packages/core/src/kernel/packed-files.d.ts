export type PackedFiles = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
/** One file out of several. */
export declare function packFiles(files: PackedFiles): Uint8Array<ArrayBuffer>;
/** The files, as views. */
export declare function unpackFiles(packed: Uint8Array<ArrayBuffer>): PackedFiles;
