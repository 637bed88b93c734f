// Where the arena's own fields lie. Shared knowledge of arena.ts, allocator.ts and region.ts only.

/** Bytes of a WebAssembly page. */
export const PAGE = 65536;

/** What a memory begins with: 16 MiB, of which the system gives what is touched. */
export const INITIAL_PAGES = 256;

/** Byte addresses of the header's 32-bit fields. */
export const HEADER: {
  readonly lock: number;
  readonly pages: number;
  readonly maximumPages: number;
  readonly usedBytes: number;
  readonly dictionaries: number;
  readonly firstLevelMap: number;
  readonly secondLevelMaps: number;
  readonly freeLists: number;
} = {
  lock: 1024,
  pages: 1028,
  maximumPages: 1032,
  /** Bytes in used blocks, block headers included. */
  usedBytes: 1036,
  /** The next dictionary id (column/vector.ts). */
  dictionaries: 1040,
  firstLevelMap: 1044,
  /** 32 words: which second-level lists of each first level are not empty. */
  secondLevelMaps: 1048,
  /** 32 * 16 words: heads of the free lists. */
  freeLists: 1176,
};

/** The kernel modules' static data lies below; the heap starts here. */
export const HEAP_START = 524288;
