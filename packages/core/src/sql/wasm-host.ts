// Runs libpg-query's WebAssembly without the JavaScript that ships beside it. That file starts the module when
// it is imported, looks for its bytes beside itself and calls `require`, which neither bundlers nor pages can
// follow, and it can only start asynchronously: after a stack overflow we want a fresh instance at once.
//
// The module's imports and exports have one-letter names which belong to this build of the package (pinned
// exactly): `EXPORTS` and `IMPORTS` are the only place that knows them, and a test compares them with the
// package's own table, so that an upgrade cannot drift silently.
import { internal } from "../common/error.ts";

/** What the PostgreSQL parser answered: the tree as JSON text, or the error as it raised it. */
export type RawParse =
  | { readonly kind: "tree"; readonly json: string }
  /** `position`: in code points, from 0; undefined where the parser gave none. */
  | { readonly kind: "error"; readonly message: string; readonly position: number | undefined };

/** One running instance of the parser. */
export interface ParserHost {
  parse(utf8: Uint8Array): RawParse;
  /** The tokens as JSON text, or the scanner's message (not JSON) for a text that it refuses. */
  scan(utf8: Uint8Array): string;
  /** Bytes of memory that the instance holds; it never gives any back. */
  memoryBytes(): number;
}

/** Meaning of the exports, by the name they have in the pinned build. */
export const EXPORTS: {
  readonly wasmMemory: "z";
  readonly wasmTable: "D";
  readonly initialize: "A";
  readonly _malloc: "C";
  readonly _free: "E";
  readonly _wasm_parse_query_raw: "F";
  readonly _wasm_free_parse_result: "G";
  readonly _wasm_scan: "M";
  readonly _wasm_free_string: "N";
  readonly _setThrew: "P";
  readonly __emscripten_stack_restore: "Q";
  readonly _emscripten_stack_get_current: "R";
} = {
  wasmMemory: "z",
  wasmTable: "D",
  initialize: "A",
  _malloc: "C",
  _free: "E",
  _wasm_parse_query_raw: "F",
  _wasm_free_parse_result: "G",
  _wasm_scan: "M",
  _wasm_free_string: "N",
  _setThrew: "P",
  __emscripten_stack_restore: "Q",
  _emscripten_stack_get_current: "R",
};

/** Meaning of the imports, by the name they have in the pinned build. */
export const IMPORTS: Readonly<Record<string, string>> = {
  c: "___assert_fail",
  x: "__abort_js",
  w: "__emscripten_runtime_keepalive_clear",
  p: "__emscripten_throw_longjmp",
  o: "__setitimer_js",
  q: "_emscripten_resize_heap",
  m: "_exit",
  u: "_fd_close",
  r: "_fd_read",
  s: "_fd_seek",
  t: "_fd_write",
  v: "_proc_exit",
  g: "invoke_i",
  b: "invoke_ii",
  a: "invoke_iii",
  d: "invoke_iiii",
  k: "invoke_iiiii",
  l: "invoke_ji",
  e: "invoke_v",
  f: "invoke_vi",
  h: "invoke_vii",
  j: "invoke_viii",
  i: "invoke_viiii",
  y: "invoke_viiiii",
  n: "invoke_viiiiiiiiiiiii",
};

/** C's longjmp on its way to the invoke that catches it: control flow of the guest, never seen outside. */
class LongJump {}

/** errno of a call that the host does not offer. */
const ENOSYS = 52;
const PAGE = 65536;
const MAX_MEMORY = 2 ** 31;

type Fn = (...args: number[]) => number;

interface Guest {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly table: { get(index: number): Fn };
  readonly malloc: Fn;
  readonly free: Fn;
  readonly parseRaw: Fn;
  readonly freeParse: Fn;
  readonly scan: Fn;
  readonly freeString: Fn;
  readonly setThrew: Fn;
  readonly stackRestore: Fn;
  readonly stackCurrent: Fn;
}

/** Starts an instance. Takes about a millisecond: the code is compiled already. */
export function startParser(module: WebAssembly.Module): ParserHost {
  let guest: Guest | undefined;
  const running = (): Guest => {
    if (guest === undefined) throw internal("the SQL parser called its host before it was started");
    return guest;
  };
  const instance = new WebAssembly.Instance(module, { a: imports(running) });
  guest = readExports(instance.exports);
  (instance.exports[EXPORTS.initialize] as Fn)();
  return host(guest);
}

function readExports(exports: Record<string, unknown>): Guest {
  const missing = Object.entries(EXPORTS).find(([, name]) => exports[name] === undefined);
  if (missing !== undefined) throw internal(`this build of libpg-query has no ${missing[0]}`);
  const fn = (name: keyof typeof EXPORTS): Fn => exports[EXPORTS[name]] as Fn;
  return {
    memory: exports[EXPORTS.wasmMemory] as Guest["memory"],
    table: exports[EXPORTS.wasmTable] as Guest["table"],
    malloc: fn("_malloc"),
    free: fn("_free"),
    parseRaw: fn("_wasm_parse_query_raw"),
    freeParse: fn("_wasm_free_parse_result"),
    scan: fn("_wasm_scan"),
    freeString: fn("_wasm_free_string"),
    setThrew: fn("_setThrew"),
    stackRestore: fn("__emscripten_stack_restore"),
    stackCurrent: fn("_emscripten_stack_get_current"),
  };
}

function imports(running: () => Guest): Record<string, unknown> {
  // A call that C made under setjmp: a longjmp ends here and is told to the guest through setThrew.
  const invoke =
    <Result>(onJump: Result) =>
    (index: number, ...args: number[]): number | Result => {
      const { table, stackCurrent, stackRestore, setThrew } = running();
      const stack = stackCurrent();
      try {
        return table.get(index)(...args);
      } catch (thrown) {
        stackRestore(stack);
        if (!(thrown instanceof LongJump)) throw thrown;
        setThrew(1, 0);
        return onJump;
      }
    };
  const stopped = (why: string) => (): never => {
    throw internal(`the SQL parser stopped: ${why}`);
  };
  const byMeaning: Record<string, unknown> = {
    ___assert_fail: stopped("an assertion failed"),
    __abort_js: stopped("abort"),
    _exit: stopped("exit"),
    _proc_exit: stopped("exit"),
    __emscripten_runtime_keepalive_clear: () => {},
    __emscripten_throw_longjmp: () => {
      throw new LongJump();
    },
    __setitimer_js: () => 0,
    _emscripten_resize_heap: (size: number) => growTo(running().memory, size >>> 0),
    _fd_close: () => 0,
    _fd_read: () => ENOSYS,
    _fd_seek: () => ENOSYS,
    _fd_write: (_file: number, vectors: number, count: number, written: number) => {
      // Warnings of the parser go nowhere, but it must believe that they were written.
      const view = new DataView(running().memory.buffer);
      let total = 0;
      for (let i = 0; i < count; i++) total += view.getUint32(vectors + 8 * i + 4, true);
      view.setUint32(written, total, true);
      return 0;
    },
    invoke_ji: invoke(0n),
  };
  const result: Record<string, unknown> = {};
  for (const [name, meaning] of Object.entries(IMPORTS)) result[name] = byMeaning[meaning] ?? invoke(0);
  return result;
}

function growTo(memory: Guest["memory"], size: number): number {
  const held = memory.buffer.byteLength;
  if (size > MAX_MEMORY) return 0;
  const wanted = Math.min(MAX_MEMORY, Math.max(size, Math.ceil(held * 1.2)));
  try {
    memory.grow(Math.ceil((wanted - held) / PAGE));
    return 1;
  } catch {
    // The guest's malloc answers NULL and PostgreSQL reports it.
    return 0;
  }
}

function host(guest: Guest): ParserHost {
  const decoder = new TextDecoder();
  const text = (address: number): string => {
    const bytes = new Uint8Array(guest.memory.buffer);
    return decoder.decode(bytes.subarray(address, bytes.indexOf(0, address)));
  };
  const place = (utf8: Uint8Array): number => {
    const address = guest.malloc(utf8.length + 1);
    if (address === 0) throw internal("the SQL parser has no memory for a statement of this length");
    const bytes = new Uint8Array(guest.memory.buffer);
    bytes.set(utf8, address);
    bytes[address + utf8.length] = 0;
    return address;
  };
  return {
    parse(utf8) {
      const query = place(utf8);
      const result = guest.parseRaw(query);
      if (result === 0) throw internal("the SQL parser has no memory for its result");
      const view = new DataView(guest.memory.buffer);
      const tree = view.getUint32(result, true);
      const error = view.getUint32(result + 8, true);
      const answer = error === 0 ? { kind: "tree" as const, json: text(tree) } : readError(view, error, text);
      guest.freeParse(result);
      guest.free(query);
      return answer;
    },
    scan(utf8) {
      const query = place(utf8);
      const result = guest.scan(query);
      const json = text(result);
      guest.freeString(result);
      guest.free(query);
      return json;
    },
    memoryBytes: () => guest.memory.buffer.byteLength,
  };
}

/** PgQueryError: message, function, file, line, position (from 1; 0 is none), context. */
function readError(view: DataView, error: number, text: (address: number) => string): RawParse {
  const message = view.getUint32(error, true);
  const position = view.getInt32(error + 16, true);
  return {
    kind: "error",
    message: message === 0 ? "unknown error" : text(message),
    position: position > 0 ? position - 1 : undefined,
  };
}
