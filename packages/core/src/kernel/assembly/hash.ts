// Hash kernels: group tables, join tables, symbol tables, aggregate states, partitioning. Keys are records of
// `words` 64-bit words, compared as words (NULLs are encoded in them). A table is an open-addressing array of
// u64 slots (hash tag << 32 | entry + 1; 0 is empty) with room for twice its entries; entries are dense and in insertion
// order. Kernels allocate nothing: the doors (../hash-*.ts) reserve before each call.

export * from "./hash-aggregate.part";
export * from "./hash-codes.part";
export * from "./hash-concat.part";
export * from "./hash-group.part";
export * from "./hash-join.part";
export * from "./hash-join-share.part";
export * from "./hash-minmax.part";
export * from "./hash-mix.part";
export * from "./hash-partition.part";
export * from "./hash-sketch.part";
export * from "./hash-symbol.part";
