// Encoding of what leaves the engine in files: as Parquet (distinct values, smallest and largest ones, codes in few bits,
// Snappy, LZ4) and as lines of text; and lines of text that come in. Works on a memory of its own (format/encode-space.ts), into which the values are copied: all
// buffers have 16 bytes of padding behind them, so that whole words may be read past the end of a value.

export * from "./encode-bounds.part";
export * from "./encode-codes.part";
export * from "./encode-dictionary.part";
export * from "./encode-fields.part";
export * from "./encode-lines.part";
export * from "./encode-plain.part";
export * from "./encode-snappy.part";
export * from "./lz4-pack.part";
